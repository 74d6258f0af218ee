"""Mechanisms of single electrons, written by hand: what a textbook draws with fishhooks."""

from itertools import pairwise
from typing import NamedTuple


class Mechanism(NamedTuple):
    name: str
    titles: list[str]
    steps: list[str]


def _mechanism(name: str, *steps: tuple[str, str]) -> Mechanism:
    """Steps as (title, state), each up to the state of the next; the last title is not drawn."""
    states = [state for _, state in steps]
    mapped = [f"{one}>>{other}" for one, other in pairwise(states)]
    return Mechanism(name, [title for title, _ in steps[:-1]], mapped)


RADICALS = (
    _mechanism(
        "Chlorination of isobutane",
        ("homolysis", "[Cl:1][Cl:2].[CH3:3][CH:4]([CH3:5])[CH3:6].[Cl:7][Cl:8]"),
        ("hydrogen abstraction", "[Cl:1].[Cl:2].[CH3:3][CH:4]([CH3:5])[CH3:6].[Cl:7][Cl:8]"),
        ("homolytic substitution", "[ClH:1].[Cl:2].[CH3:3][C:4]([CH3:5])[CH3:6].[Cl:7][Cl:8]"),
        ("recombination", "[ClH:1].[Cl:2].[CH3:3][C:4]([CH3:5])([CH3:6])[Cl:7].[Cl:8]"),
        ("", "[ClH:1].[Cl:2][Cl:8].[CH3:3][C:4]([CH3:5])([CH3:6])[Cl:7]"),
    ),
    _mechanism(
        "Hydrogen bromide and a peroxide",
        (
            "homolysis",
            "[CH3:1][O:2][O:3][CH3:4].[BrH:5].[CH2:6]=[CH:7][CH2:8][CH3:9].[BrH:10]",
        ),
        (
            "hydrogen abstraction",
            "[CH3:1][O:2].[O:3][CH3:4].[BrH:5].[CH2:6]=[CH:7][CH2:8][CH3:9].[BrH:10]",
        ),
        (
            "radical addition",
            "[CH3:1][OH:2].[O:3][CH3:4].[Br:5].[CH2:6]=[CH:7][CH2:8][CH3:9].[BrH:10]",
        ),
        (
            "hydrogen abstraction",
            "[CH3:1][OH:2].[O:3][CH3:4].[Br:5][CH2:6][CH:7][CH2:8][CH3:9].[BrH:10]",
        ),
        (
            "",
            "[CH3:1][OH:2].[O:3][CH3:4].[Br:5][CH2:6][CH2:7][CH2:8][CH3:9].[Br:10]",
        ),
    ),
    _mechanism(
        "Beta-scission of tert-butoxyl",
        ("beta-scission", "[CH3:1][C:2]([CH3:3])([CH3:4])[O:5].[OH2:6]"),
        ("", "[CH3:1].[C:2]([CH3:3])([CH3:4])=[O:5].[OH2:6]"),
    ),
    _mechanism(
        "Birch reduction",
        (
            "single electron transfer",
            "[Na:1].[CH:2]1=[CH:3][CH:4]=[CH:5][CH:6]=[CH:7]1.[CH3:8][OH:9].[Na:10].[CH3:11][OH:12]",
        ),
        (
            "proton transfer",
            "[Na+:1].[CH:2]1=[CH:3][CH:4]=[CH:5][CH-:6][CH:7]1.[CH3:8][OH:9].[Na:10].[CH3:11][OH:12]",
        ),
        (
            "single electron transfer",
            "[Na+:1].[CH:2]1=[CH:3][CH:4]=[CH:5][CH2:6][CH:7]1.[CH3:8][O-:9].[Na:10].[CH3:11][OH:12]",
        ),
        (
            "proton transfer",
            "[Na+:1].[CH:2]1=[CH:3][CH:4]=[CH:5][CH2:6][CH-:7]1.[CH3:8][O-:9].[Na+:10].[CH3:11][OH:12]",
        ),
        (
            "",
            "[Na+:1].[CH:2]1[CH2:3][CH:4]=[CH:5][CH2:6][CH:7]=1.[CH3:8][O-:9].[Na+:10].[CH3:11][O-:12]",
        ),
    ),
    _mechanism(
        "Barton nitrite photolysis",
        ("homolysis", "[CH3:1][CH2:2][CH2:3][CH2:4][CH2:5][O:6][N:7]=[O:8]"),
        ("hydrogen abstraction", "[CH3:1][CH2:2][CH2:3][CH2:4][CH2:5][O:6].[N:7]=[O:8]"),
        ("recombination", "[CH3:1][CH:2][CH2:3][CH2:4][CH2:5][OH:6].[N:7]=[O:8]"),
        ("", "[CH3:1][CH:2]([N:7]=[O:8])[CH2:3][CH2:4][CH2:5][OH:6]"),
    ),
    _mechanism(
        "Ring closure by tin hydride",
        (
            "homolytic substitution",
            "[CH3:1][Sn:2]([CH3:3])[CH3:4].[Br:5][CH2:6][CH2:7][CH2:8][CH2:9][CH:10]=[CH2:11]."
            "[CH3:12][SnH:13]([CH3:14])[CH3:15]",
        ),
        (
            "radical addition",
            "[CH3:1][Sn:2]([CH3:3])([CH3:4])[Br:5].[CH2:6][CH2:7][CH2:8][CH2:9][CH:10]=[CH2:11]."
            "[CH3:12][SnH:13]([CH3:14])[CH3:15]",
        ),
        (
            "hydrogen abstraction",
            "[CH3:1][Sn:2]([CH3:3])([CH3:4])[Br:5].[CH2:6]1[CH2:7][CH2:8][CH2:9][CH:10]1[CH2:11]."
            "[CH3:12][SnH:13]([CH3:14])[CH3:15]",
        ),
        (
            "",
            "[CH3:1][Sn:2]([CH3:3])([CH3:4])[Br:5].[CH2:6]1[CH2:7][CH2:8][CH2:9][CH:10]1[CH3:11]."
            "[CH3:12][Sn:13]([CH3:14])[CH3:15]",
        ),
    ),
    _mechanism(
        "Disproportionation",
        ("disproportionation", "[CH3:1][CH:2][CH3:3].[CH3:4][CH:5][CH3:6]"),
        ("", "[CH3:1][CH2:2][CH3:3].[CH2:4]=[CH:5][CH3:6]"),
    ),
    _mechanism(
        "Ketyl of acetone",
        ("single electron transfer", "[Sm:1].[CH3:2][C:3]([CH3:4])=[O:5]"),
        ("", "[Sm+:1].[CH3:2][C:3]([CH3:4])[O-:5]"),
    ),
    _mechanism(
        "Dichlorocarbene and an alkene",
        ("cycloaddition", "[C:1]([Cl:2])[Cl:3].[CH2:4]=[CH:5][CH2:6][CH3:7]"),
        ("", "[C:1]1([Cl:2])([Cl:3])[CH2:4][CH:5]1[CH2:6][CH3:7]"),
    ),
)
