"""Slips whose meaning is plain: the flask that is offered is the one meant, and can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import flower
from flower.electrons import flask_to_state, smiles_to_state, state_to_smiles
from flower.electrons.slips import readable, why_slipped
from flower.electrons.wrapped import why_wrapped
from flower.errors import InputError
from tests.toy_model import ToyModel

OFFERED = re.compile(r"`([^`]+)`(?: alone| without them)?[.,]")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # hydrogens, charges and metals out of their places
        ("[H3O+].[Cl-]", "[OH3+].[Cl-]"), ("[H2O]", "O"), ("[HCl]", "Cl"), ("[H4N+]", "[NH4+]"),
        ("Na+.OH-", "[Na+].[OH-]"), ("H+", "[H+]"), ("NH4+.Cl-", "[NH4+].[Cl-]"),
        ("HO-.K+", "[OH-].[K+]"), ("CC(=O)O-.Na+", "CC(=O)[O-].[Na+]"), ("H3O+", "[OH3+]"),
        ("[Na]+.[OH]-", "[Na+].[OH-]"), ("[Ca2+].[Cl-].[Cl-]", "[Ca+2].[Cl-].[Cl-]"),
        ("CMgBr", "C[Mg]Br"), ("C[MgBr]", "C[Mg]Br"), ("[MgBr]C", "C[Mg]Br"),
        ("CCCCLi", "CCCC[Li]"), ("CONa", "C[O-].[Na+]"), ("CC(=O)OK", "CC(=O)[O-].[K+]"),
        ("[NaOH]", "[Na+].[OH-]"), ("[ZnCl2]", "Cl[Zn]Cl"), ("TiCl4", "Cl[Ti](Cl)(Cl)Cl"),
        ("BBr3", "BrB(Br)Br"), ("LiBr", "[Li+].[Br-]"), ("CuI", "[Cu]I"),
        # groups, radicals, charges left out
        ("CC(=O)OMe", "CC(=O)OC"), ("CCOTf", "CCOS(=O)(=O)C(F)(F)F"), ("[Me]O", "CO"),
        ("PhC", "Cc1ccccc1"), ("c1ccc(NO2)cc1", "c1ccc([N+](=O)[O-])cc1"),
        ("COTs", "COS(=O)(=O)c1ccc(C)cc1"), ("NC(=O)Ph", "NC(=O)c1ccccc1"),
        ("C[CH2.]", "C[CH2]"), ("C=N=N", "C=[N+]=[N-]"), ("CN=[N]=[N]", "CN=[N+]=[N-]"),
        # what stands around
        ("SMILES: CCO", "CCO"), ('reactants="CCO"', "CCO"), ("rxn_smiles = CCO.CO", "CCO.CO"),
        ('["CCO", "CO"]', "CCO.CO"), ('{"reactants": "CCO"}', "CCO"), ("'CCO', 'CO'", "CCO.CO"),
        ("(CCO).(CO)", "CCO.CO"), ("{CCO}", "CCO"), ("CCO.", "CCO"), (".CCO", "CCO"),
        ("CCO..CO", "CCO.CO"), ("CCO;", "CCO"), ("CCO, ", "CCO"), ("CCO?", "CCO"),
        ("[Na +].[OH -]", "[Na+].[OH-]"), ("[ Na+ ].[Cl-]", "[Na+].[Cl-]"),
        ("2 CCO . CO", "CCO.CCO.CO"), ("2CCO.CO", "CCO.CCO.CO"), ("CCO x 2", "CCO.CCO"),
        ("CCO*3", "CCO.CCO.CCO"), ("1.2 eq CCO . CO", "CCO.CO"), ("CCO (1.5 equiv)", "CCO"),
        ("CCO 1.0 eq . CO 2.0 eq", "CCO.CO"),
        # what stands between
        ("C[NH3+]+[Cl-]", "C[NH3+].[Cl-]"), ("CCO|CO", "CCO.CO"), ("CCO +CO", "CCO.CO"),
        ("CCO+ CO", "CCO.CO"), ("CCO | CO", "CCO.CO"),
        ("1S/CH4O/c1-2/h2H,1H3", "CO"), ("inchi=1S/CH4O/c1-2/h2H,1H3", "CO"),
    ],
)  # fmt: skip
def test_what_was_meant_is_offered_and_can_be_read(written: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        flask_to_state(written)
    *_, offered = OFFERED.findall(str(refused.value))
    assert state_to_smiles(flask_to_state(offered)) == state_to_smiles(flask_to_state(meant))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("[R]C", "any group"), ("RCOOH", "any group"), ("ArBr", "any group"), ("[X]C", "any group"),
        ("[C;H3]", "SMARTS"), ("C!C", "SMARTS"), ("[#6]C", "SMARTS"), ("[C,N]", "SMARTS"),
        ("https://example.org/702", "an address"), ("CHEMBL545", "a database"),
        ("CID 702", "a database"), ("702", "a number"), ("3.14", "a number"), ("nan", "no flask"),
        ("?", "no flask"), ("CAS 67-64-1", "a CAS number"), ("CAS: 64-17-5", "a CAS number"),
        ("InChIKey=LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "an InChIKey"), ("scheme.cdxml", "name of a file"),
        (r"C:\me\flasks.csv", "name of a file"), ("flasks.smi.gz", "name of a file"),
        ("Sn", "`[Sn]`"),
        ("(R)-2-butanol", "a name"), ("p-toluidine", "a name"), ("2,4-dinitrophenol", "a name"),
        ("CuCN", "a formula"), ("C6H12O6", "a formula"), ("CC(=O)O Na", "the element Na"),
        ("CC(=O) Cl", "of one molecule write `CC(=O)Cl`"),
        ("CCO --> CC=O", "write a reaction as `CCO>>CC=O`"),
    ],
)  # fmt: skip
def test_what_cannot_be_guessed_is_told_as_what_it_is(written: str, kind: str) -> None:
    with pytest.raises(InputError) as refused:
        flask_to_state(written)
    told = str(refused.value)
    assert kind in told
    assert "\n" not in told


@pytest.mark.parametrize("smiles", ["CCO", "[NH4+].[Cl-]", "C1CC1", "Cn1cccc1", "[Sn]", "F/C=C/F"])
def test_nothing_is_said_of_what_can_be_read(smiles: str) -> None:
    assert readable(smiles)
    assert why_slipped(smiles) is None
    assert why_wrapped(smiles) is None
    assert smiles_to_state(smiles).element.size


@given(text=st.text(alphabet="CNOHMePhBrLi[]()=#+-123.,;*x\"' {}", min_size=1, max_size=24))
def test_whatever_is_offered_can_be_read(text: str) -> None:
    for sentence in (why_slipped(text), why_wrapped(text)):
        if sentence is not None and "any group" not in sentence and "SMARTS" not in sentence:
            *_, offered = OFFERED.findall(sentence)
            assert all(map(readable, offered.split(".")))


def test_long_text_is_not_looked_into() -> None:
    assert why_slipped("[H3O+]" * 60_000) is None
    assert why_wrapped("(" * 190_000) is None


@pytest.mark.parametrize("label", ["", "D"])
def test_rings_without_end_are_no_freeze(label: str) -> None:
    belt = f"{label}CCC12C3C4C1{'C5C1' * 50}C5C2C3C45"
    assert not readable(belt)
    with pytest.raises(InputError):
        flower.predict(belt, model=ToyModel())
