"""Radical chains, carbenes and pericyclic reactions: what goes, what must not, how chains end."""

from functools import cache
from pathlib import Path

import pytest

from flower.mechanisms.expanding import applies_to, leads_first_to, ways_to_product
from flower.mechanisms.library import scale
from flower.mechanisms.reading import read_file
from flower.mechanisms.style import RADICAL, faults_of
from flower.mechanisms.template import MechanismTemplate

LIBRARY = Path(__file__).parents[2] / "data" / "mechanisms"
CHAPTERS = (
    "radical_halogenation", "radical_additions", "radical_trapping_and_autoxidation",
    "radical_reductions", "radical_carbon_bonds", "radical_arylation", "photochemistry",
    "dissolving_metals", "reductive_coupling", "carbenes", "metal_carbenes",
    "carbene_rearrangements", "cycloadditions", "hetero_diels_alder", "ketene_cycloadditions",
    "ene_and_thermal_eliminations", "electrocyclic", "sigmatropic", "sigmatropic_two_three",
)  # fmt: skip
AZO = "CC(C)(C#N)N=NC(C)(C)C#N"


@cache
def chapters() -> tuple[MechanismTemplate, ...]:
    return tuple(m for name in CHAPTERS for m in read_file(LIBRARY / f"{name}.yaml", scale()))


@pytest.mark.parametrize(
    "flask",
    [
        "CC(C)=O.CO",
        "CC=C.C=CC=C",
        "CCCCCC.CCO",
        "Clc1ccccc1.C1COCCN1",
        "CC(=O)OCC.O",
        "C=CCCCC.CCCCS(=O)(=O)O",
        "CCCCF.CCCC[SnH](CCCC)CCCC",
        f"CCCCCl.{AZO}",
        "Cc1ccccc1.C1CCCCC1",
        "O=C1CCCCC1.CCN(CC)CC",
    ],
)
def test_flasks_in_which_nothing_happens(flask: str) -> None:
    dark = [m for m in chapters() if "light" not in m.conditions]
    assert [m.name for m in dark if applies_to(flask, m)] == []


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        ("CC(C)C.BrBr.BrBr>>CC(C)(C)Br", "photobromination of an alkane"),
        (
            "Cc1ccccc1.O=C1CCC(=O)N1Br.O=C1CCC(=O)N1Br>>BrCc1ccccc1",
            "benzylic bromination by N-bromosuccinimide",
        ),
        (f"C=CCCCC.CCCS.CCCS.{AZO}>>CCCCCCSCCC", "thiol-ene addition"),
        (
            f"CCCCCBr.CCCC[SnH](CCCC)CCCC.CCCC[SnH](CCCC)CCCC.{AZO}>>CCCCC",
            "reduction of an organic halide by tributylstannane or a silane",
        ),
        (
            "O=C1CCCCC1.[Na].[Na].CCO.CCO>>OC1CCCCC1",
            "reduction of a ketone by a dissolving metal",
        ),
        ("C#CC=CC#C.C1=CCC=CC1>>c1ccccc1", "Bergman cyclisation"),
    ],
)
def test_no_stray_radical_is_left(reaction: str, mechanism: str) -> None:
    ways = ways_to_product(reaction, chapters()).ways
    assert ways[0].mechanisms == (mechanism,)
    assert RADICAL not in [fault.kind for way in ways for fault in faults_of(way)]


def test_a_chain_hands_its_radical_on_where_there_is_enough_to_do_so() -> None:
    reaction = f"CCCCCBr.CCCC[SnH](CCCC)CCCC.CCCC[SnH](CCCC)CCCC.{AZO}>>CCCCC"
    names = ways_to_product(reaction, chapters()).ways[0].names
    assert "the carbon radical takes hydrogen from another stannane or silane" in names


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        (
            "Diels-Alder reaction",
            "C=CC(C)=C.C=CC(=O)OC>>COC(=O)C1CCC(C)=CC1",
            "C=CC(C)=C.C=CC(=O)OC>>COC(=O)C1CCC=C(C)C1",
        ),
        (
            "Diels-Alder reaction",
            "COC=CC=C.C=CC=O>>COC1C=CCCC1C=O",
            "COC=CC=C.C=CC=O>>COC1C=CCC(C=O)C1",
        ),
        (
            "ketene and alkene cycloaddition",
            "O=C=C(Cl)Cl.C=Cc1ccccc1>>O=C1CC(c2ccccc2)C1(Cl)Cl",
            "O=C=C(Cl)Cl.C=Cc1ccccc1>>O=C1C(c2ccccc2)CC1(Cl)Cl",
        ),
    ],
)
def test_the_ends_with_the_largest_coefficients_join(name: str, right: str, wrong: str) -> None:
    (mechanism,) = (m for m in chapters() if m.name == name)
    assert leads_first_to(right, mechanism)
    assert not leads_first_to(wrong, mechanism)
