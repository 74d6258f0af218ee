"""Text with room between molecules, and text that is no SMILES."""

import re
from contextlib import suppress

import pytest

from flower.electrons import smiles_to_state, state_to_smiles
from flower.electrons.not_smiles import joined
from flower.errors import InputError

AMIDE = "CC(=O)Cl.NCc1ccccc1"
OFFERED = re.compile(r"`([^`]+)`(?: alone| without them)?[.,]")


@pytest.mark.parametrize(
    "text",
    [
        "CC(=O)Cl + NCc1ccccc1", "CC(=O)Cl . NCc1ccccc1", "CC(=O)Cl .NCc1ccccc1",
        "CC(=O)Cl. NCc1ccccc1", "  CC(=O)Cl  .\tNCc1ccccc1 ", "CC(=O)Cl +\n NCc1ccccc1",
        "CC(=O)Cl.NCc1ccccc1 |c:1|",
        "CC(=O)Cl.NCc1ccccc1 |$C;N;O$|",
    ],
)  # fmt: skip
def test_molecules_with_room_between_them_are_one_flask(text: str) -> None:
    assert state_to_smiles(smiles_to_state(text)) == AMIDE


@pytest.mark.parametrize(
    "text",
    [
        "CC(=O)Cl and NCc1ccccc1", "CC(=O)Cl & NCc1ccccc1", "CC(=O)Cl ;NCc1ccccc1",
        "CC(=O)Cl;NCc1ccccc1", "CC(=O)Cl (2 eq.) . NCc1ccccc1", "CC(=O)Cl (1.1 eq) NCc1ccccc1",
        "CC(=O)Cl -> NCc1ccccc1", "CC(=O)Cl, NCc1ccccc1", "CC(=O)Cl NCc1ccccc1",
        "CC(=O)Cl with NCc1ccccc1",
    ],
)  # fmt: skip
def test_molecules_joined_by_something_else_are_refused_and_the_advice_is_accepted(
    text: str,
) -> None:
    with pytest.raises(InputError) as refused:
        smiles_to_state(text)
    *_, offered = OFFERED.findall(str(refused.value))
    assert state_to_smiles(smiles_to_state(offered)) == AMIDE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("aspirin", "a name"), ("acetic acid", "a name"), ("2-propanol", "a name"),
        ("toluene + BrBr", "`toluene` looks like a name"), ("THF", "an abbreviation"),
        ("m-CPBA", "an abbreviation"), ("64-17-5", "a CAS number"),
        ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "an InChIKey"), ("C2H5OH", "a formula"),
        ("NaBH4", "a formula"), ("Ca(OH)2", "a formula"), ("Li", "`[Li]`"),
        ('"CCO"', "quotation marks; give `CCO`"), ("missing.smi", "is the name of a file"),
        ("data/flasks.csv", "is the name of a file"), ("[D]OC", "`[2H]`"), ("[T]C", "`[3H]`"),
        ("InChI=1S/nonsense", "no InChI"),
        ("\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n", "a MOL block"),
    ],
)  # fmt: skip
def test_what_is_no_smiles_is_told_as_what_it_is(text: str, kind: str) -> None:
    with pytest.raises(InputError, match=re.escape(kind)):
        smiles_to_state(text)


def test_what_stands_behind_a_smiles_is_not_lost_without_a_word() -> None:
    with pytest.raises(InputError, match="`ethanol` behind a space"):
        smiles_to_state("CCO ethanol")


def test_inchi_is_read() -> None:
    state = smiles_to_state("InChI=1S/C7H9N/c8-6-7-4-2-1-3-5-7/h1-5H,6,8H2")
    assert state_to_smiles(state) == "NCc1ccccc1"


def test_charges_are_no_separators() -> None:
    assert joined("[NH4+].[Cl-]") == "[NH4+].[Cl-]"
    assert joined("C[N+](C)(C)C+C") == "C[N+](C)(C)C+C"


@pytest.mark.parametrize(
    "text",
    [" " * 190_000 + "C", "a" * 190_000 + "!", "C ." * 60_000, "C (" * 60_000, "(A" * 90_000,
     "Aa1" * 60_000 + "?", "1" * 190_000, "C > " * 45_000],
)  # fmt: skip
def test_long_text_is_read_or_refused_at_once(text: str) -> None:
    with suppress(InputError):  # scanning that is not linear would take hours
        smiles_to_state(text)
