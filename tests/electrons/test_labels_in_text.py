"""What is offered for deuterium written as D can be read, and is what was meant."""

import re

import pytest

from flower.electrons import canonical, flask_to_state
from flower.electrons.labels_in_text import _KNOWN, why_labels
from flower.errors import InputError

MEANT = {
    "[D]": "[2H]",
    "[D]OC": "[2H]OC",
    "[D]O[D]": "[2H]O[2H]",
    "[T]OC": "[3H]OC",
    "[D+]": "[2H+]",
    "[D-]": "[2H-]",
    "[DH]": "[2H][H]",
    "[D2]": "[2H][2H]",
    "[CD3]I": "[2H]C([2H])([2H])I",
    "CC(=O)[CD3]": "CC(=O)C([2H])([2H])[2H]",
    "[CHD2]C": "[2H]C([2H])C",
    "[CD2]1C[CD2]1": "[2H]C1([2H])CC1([2H])[2H]",
    "[13CD3]O": "[2H][13C]([2H])([2H])O",
    "[Na+].[OD-]": "[Na+].[2H][O-]",
    "[Na+].[BD4-]": "[Na+].[2H][B-]([2H])([2H])[2H]",
    "[ND4+].[Cl-]": "[2H][N+]([2H])([2H])[2H].[Cl-]",
    "[nD]1cccc1": "[2H]n1cccc1",
    "ClC(Cl)(Cl)D": "[2H]C(Cl)(Cl)Cl",
    "C1CCCCC1D": "[2H]C1CCCCC1",
    "C[Mg]Br.D2O": "C[Mg]Br.[2H]O[2H]",
    "CC(=O)Cl.CD3OD": "CC(=O)Cl.[2H]OC([2H])([2H])[2H]",
    "CI.NaBT4": "CI.[Na+].[3H][B-]([3H])([3H])[3H]",
}


@pytest.mark.parametrize(("written", "meant"), [*MEANT.items(), *_KNOWN.items()])
def test_what_is_offered_is_what_was_meant(written: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        flask_to_state(written)
    offered = re.search(r"write `([^`]*)`\.$", str(refused.value))
    assert offered is not None
    assert canonical(offered.group(1)) == canonical(meant)
    assert "[2H]" in str(refused.value) or "[3H]" in str(refused.value)


@pytest.mark.parametrize("text", ["DCC", "DMF", "THF", "TBS", "CD", "DIBAL", "CCO", "[Dy]", "[Ti]"])
def test_other_text_with_these_letters_is_no_label(text: str) -> None:
    assert why_labels(text) is None
