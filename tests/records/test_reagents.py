"""Reagents and solvents by name."""

import csv
import re
from contextlib import suppress
from importlib.resources import files
from time import perf_counter

import pytest

from flower.electrons import flask_to_state, state_to_smiles
from flower.errors import InputError
from flower.records.reagents import named_reagent, nearest_names, read_substances

_TABLE = files("flower.data") / "sets" / "reagents" / "reagents.csv"
ROWS = list(csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines()))
ASKED = ["DCM", "THF", "DMF", "AcOH", "TEA", "DIPEA", "NaBH4", "DIBAL", "mCPBA"]


def test_no_name_stands_for_two_substances() -> None:
    names = [name.lower() for row in ROWS for name in row["names"].split("; ")]
    assert sorted(names) == sorted(set(names))


def test_no_substance_stands_in_two_rows() -> None:
    flasks = [state_to_smiles(flask_to_state(row["smiles"])) for row in ROWS]
    assert [one for one in flasks if flasks.count(one) > 1] == []


def test_every_row_is_neutral_and_of_a_known_kind() -> None:
    for row in ROWS:
        assert int(flask_to_state(row["smiles"]).charge.sum()) == 0, row
    assert {row["kind"] for row in ROWS} == {"solvent", "reagent"}


@pytest.mark.parametrize("name", ASKED)
def test_the_names_that_everybody_uses_are_known_in_any_case(name: str) -> None:
    assert named_reagent(name) == named_reagent(name.lower()) == named_reagent(f" {name.upper()} ")
    assert named_reagent(name) is not None


@pytest.mark.parametrize(
    ("text", "smiles"),
    [
        ("1,4-dioxane", "C1COCCO1"),
        ("acetic acid, water and CCO", "CC(=O)O.O.CCO"),
        ("H2O2 + NaOH", "OO.[Na+].[OH-]"),
        ("BH3.THF", "B.C1CCOC1"),
        ("[Na+].[OH-]", "[Na+].[OH-]"),
        ("NBS", "O=C1CCC(=O)N1Br"),
    ],
)
def test_names_and_smiles_are_read_side_by_side(text: str, smiles: str) -> None:
    assert read_substances(text)[0] == smiles


@pytest.mark.parametrize(
    ("wrong", "near"), [("NaBH", "NaBH4"), ("DIBALL", "DIBAL"), ("mCPB", "mCPBA"), ("TEAA", "TEA")]
)
def test_the_nearest_names_are_offered_and_can_be_read(wrong: str, near: str) -> None:
    assert near in nearest_names(wrong)
    with pytest.raises(InputError, match=f"`{wrong}` is no SMILES and no name.*{near}"):
        read_substances(wrong)
    assert all(named_reagent(name) for name in nearest_names(wrong))


def test_what_is_like_no_name_is_told_as_what_it_is() -> None:
    with pytest.raises(InputError, match="is a CAS number"):
        read_substances("64-17-5")
    with pytest.raises(InputError, match="no SMILES and no name that is known; give SMILES"):
        read_substances("C((")


LABELLED = {
    "2.5 M n-BuLi in hexanes": ("[Li]CCCC.CCCCCC", ["2.5 M"]),
    "HCl (4 M in dioxane)": ("Cl", ["4 M in dioxane"]),
    "MeMgBr 3M in Et2O": ("C[Mg]Br.CCOCC", ["3M"]),
    "1N HCl": ("Cl", ["1N"]),
    "HCl(g)": ("Cl", ["g"]),
    "c. H2SO4": ("O=S(=O)(O)O", ["c."]),
    "conc H2SO4": ("O=S(=O)(O)O", ["conc"]),
    "NaOH aq.": ("[Na+].[OH-]", ["aq."]),
    "sat’d NaHCO3": ("[Na+].O=C([O-])O", ["sat'd"]),
    "NH4Cl (sat.)": ("[Cl-].[NH4+]", ["sat."]),
    "30% H2O2": ("OO", ["30%"]),
    "H₂O₂ (30 % w/w)": ("OO", ["30 % w/w"]),
    "NaBH4 (excess)": ("[BH4-].[Na+]", ["excess"]),
    "100 mg NaBH4": ("[BH4-].[Na+]", ["100 mg"]),
    "Et3N (2 eq.)": ("CCN(CC)CC", ["2 eq."]),
    "1.0 equiv of MeI": ("CI", ["1.0 equiv"]),
    "10 mol% DMAP": ("CN(C)c1ccncc1", ["10 mol%"]),
    "AcOH (cat.)": ("CC(=O)O", ["cat."]),
    "CC(=O)Cl (1.5 eq)": ("CC(=O)Cl", ["1.5 eq"]),
    "NaH (60% in mineral oil)": ("[H-].[Na+]", ["60% in mineral oil"]),
    "O2 (balloon)": ("O=O", ["balloon"]),
    "5 bar H2": ("[H][H]", ["5 bar"]),
    "LDA, −78 °C → r.t.": ("CC(C)[N-]C(C)C.[Li+]", ["-78 °C -> r.t."]),
    "Et3N in DCM (0.2 M) at 60-70 °C": ("CCN(CC)CC.ClCCl", ["0.2 M", "at 60-70 °C"]),
    "THF, overnight": ("C1CCOC1", ["overnight"]),
    "1:1 EtOH:H2O": ("CCO.O", ["1:1"]),
    "AcOH/H2O/THF (3:1:1)": ("CC(=O)O.O.C1CCOC1", ["3:1:1"]),
    "t‐BuOK / THF": ("CC(C)(C)[O-].[K+].C1CCOC1", []),
    "K2CO3,DMF": ("[K+].[K+].O=C([O-])[O-].CN(C)C=O", []),
    "BH3-THF": ("B.C1CCOC1", []),
    "BH3•SMe2": ("B.CSC", []),
    "DIBAL−H": ("CC(C)C[AlH]CC(C)C", []),
    "4Å MS": ("", ["4Å MS"]),
    "argon": ("", ["argon"]),
}


@pytest.mark.parametrize("written", LABELLED)
def test_what_is_no_substance_is_left_out_and_told(written: str) -> None:
    smiles, used = read_substances(written)
    assert (smiles, [name for name, meant in used.items() if not meant]) == LABELLED[written]


@pytest.mark.parametrize("smiles", ["C2CC(N2)", "C2CC(N2).O", "CC(C)(C)Cl", "N.O", "c1cc(Cl)ccc1"])
def test_no_branch_of_smiles_is_taken_for_a_remark(smiles: str) -> None:
    assert read_substances(f"{smiles}, THF")[0] == f"{smiles}.C1CCOC1"


@pytest.mark.parametrize("wrong", ["H+", "OH⁻", "H2O/H+", "1) LDA 2) MeI", "i. LDA, ii. MeI"])
def test_what_is_offered_for_ions_and_numbered_stages_can_be_read(wrong: str) -> None:
    with pytest.raises(InputError) as refused:
        read_substances(wrong)
    offered = re.search(r"(?:write|example) `?([\w ]+)`?\.$", str(refused.value))
    assert offered is not None
    assert all(read_substances(one)[0] for one in offered[1].split(" then "))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["1 M " * 5000, "(1 M" * 5000, " ," * 9999, "1 C-1 C-" * 24])
def test_long_text_is_looked_at_in_little_time(text: str) -> None:
    begun = perf_counter()
    with suppress(InputError):
        read_substances(text)
    assert perf_counter() - begun < 5


def test_a_name_that_is_unknown_is_not_told_that_names_are_not_read() -> None:
    with pytest.raises(InputError, match="`foo` is no SMILES and no name that is known"):
        read_substances("foo")
