"""Kinds of patent reactions that no mechanism explained: reagents, forms and pairs of mechanisms.

`gaps_of_patents.txt` has the kinds, under each its reactions and the mechanisms that explain them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product
from tests.mechanisms.ways import way_of

KINDS = Path(__file__).with_name("gaps_of_patents.txt")
_RING = "[c:9]1[cH:10][cH:11][c:12]([F:13])[cH:14][cH:15]1"


def cases() -> Iterator[tuple[str, str]]:
    for line in KINDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            mechanisms, reaction = line.split(" | ")
            yield reaction, mechanisms


@pytest.mark.parametrize(("reaction", "mechanisms"), list(cases()))
def test_a_kind_of_patent_reaction_has_its_mechanisms(reaction: str, mechanisms: str) -> None:
    assert way_of(reaction).mechanisms == tuple(mechanisms.split(", then "))


@pytest.mark.parametrize(
    "mapped",
    [
        # the methyl group of the solvent, not of iodomethane
        "[CH3:1][I:2].[CH3:3][N:4]([CH3:5])[CH:6]=[O:7].[H-].[Na+]"
        ".[CH2:20]1[CH2:21][NH:22][C:23](=[O:24])[CH2:25]1"
        ">>[CH3:3][N:22]1[CH2:21][CH2:20][CH2:25][C:23]1=[O:24]",
        # a methyl carbon of tetrahydrofuran, cut in two
        f"[CH2:1]1[CH2:2][O:3][CH2:4][CH2:5]1.[CH:8](=[O:16]){_RING}"
        ".C[P+](c1ccccc1)(c1ccccc1)c1ccccc1.CC(C)(C)[O-].[K+].[Br-]"
        f">>[CH2:1]=[CH:8]{_RING}",
        # methoxyl, not the carbon between two chlorines
        "[CH3:1][O:2][CH:3]([Cl:4])[Cl:5].Cl[Ti](Cl)(Cl)Cl.O"
        ".[CH3:20][O:21][c:22]1[cH:23][cH:24][cH:25][cH:26][cH:27]1"
        ">>[CH:1](=[O:2])[c:25]1[cH:24][cH:23][c:22]([O:21][CH3:20])[cH:27][cH:26]1",
    ],
)
def test_a_map_that_takes_a_carbon_from_the_solvent_is_not_followed(mapped: str) -> None:
    assert ways_to_product(mapped, library(), most=1).ways


def test_a_map_of_an_aryl_borate_says_nothing_of_the_boronic_acid() -> None:
    mapped = (
        "[cH:1]1[cH:2][c:3]([Br:4])[n:5][cH:6][cH:7]1"
        ".O=B[O:8][c:9]1[cH:10][cH:11][cH:12][cH:13][cH:14]1"
        ".[Pd].O=C([O-])[O-].[K+].[K+].O"
        ">>[cH:1]1[cH:2][c:3](-[c:9]2[cH:10][cH:11][cH:12][cH:13][cH:14]2)[n:5][cH:6][cH:7]1"
    )
    (way,) = ways_to_product(mapped, library(), most=1).ways
    assert way.mechanisms == ("Suzuki coupling",)
