"""Characters of other keyboards, and what they are read as."""

import pytest

from flower.electrons import flask_to_state, smiles_to_state, state_to_smiles
from flower.errors import InputError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\ufeffCCO", "CCO"), ("CC\u200bO\u200e", "CCO"), ("CCO\u00a0.\u00a0CO", "CCO.CO"),
        ("CCO·CO", "CCO.CO"), ("CCO•CO", "CCO.CO"), ("CCO．CO。C", "CCO.CO.C"),
        ("CC(=O)[O−].[Na+]", "CC(=O)[O-].[Na+]"), ("CC(=O)[O–].[Na⁺]", "CC(=O)[O-].[Na+]"),
        ("[Na⁺].[OH⁻]", "[Na+].[OH-]"), ("[NH₄⁺]", "[NH4+]"), ("ＣＣ（＝Ｏ）Ｏ", "CC(=O)O"),
        ("C≡N", "C#N"), ("CC═O", "CC=O"), ("CCO ＋ CO", "CCO.CO"), ("CCO\r\n", "CCO"),
        ("F∕C=C∕F", "F/C=C/F"), ("CCBr\u2009.\u3000[OH⁻]", "CCBr.[OH-]"),
    ],
)  # fmt: skip
def test_what_is_plainly_meant_is_read(written: str, meant: str) -> None:
    assert state_to_smiles(flask_to_state(written)) == state_to_smiles(smiles_to_state(meant))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("CСO", "CYRILLIC CAPITAL LETTER ES; write `CCO`"),
        ("CCΟ", "GREEK CAPITAL LETTER OMICRON; write `CCO`"),
        ("C☃", "no character of a SMILES"), ("CCO日", "no character of a SMILES"),
        ("“CCO”", "quotation marks; give `CCO`"), ("‘CCO’", "quotation marks; give `CCO`"),
        ("CCO → CC=O", "write a reaction as `CCO>>CC=O`"),
        ("CCO ⇌ CC=O", "write a reaction as `CCO>>CC=O`"),
        ("α-pinene", "looks like a name"),
    ],
)  # fmt: skip
def test_what_is_not_is_told_as_what_it_is(written: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        flask_to_state(written)
    assert sentence in str(refused.value)
