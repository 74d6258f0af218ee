"""What stays as it is in composed flasks: copies of one molecule, and reagents."""

from random import Random

import pytest

from flower.composing.flasks import Composer
from flower.composing.grafting import grafted
from flower.composing.outlines import REAGENT, SUBSTRATE, Part, outlines
from flower.composing.pool import Pool, flask_of
from flower.mechanisms import library
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Pattern
from tests.composing.test_composing import POOL, named, teacher


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("acid anhydride by a carbodiimide", "C(=O)[OH]"),
        ("imidazoline or thiazoline from a nitrile", "[NX3;H1,H2]CC[NX3;H1,H2]"),
    ],
)
def test_copies_of_a_molecule_stay_copies(name: str, group: str) -> None:
    query = Pattern(read_smarts(group))
    pool = Pool([*POOL, "CC(N)CN", "CC(C)CC(N)CN", "NCC(N)c1ccccc1"])
    found = Composer(named(name), library(), pool).compose(12).flasks
    kinds = [{m for m in one.key.split(".") if flask_of(m).has(query)} for one in found]
    assert len({*map(frozenset, kinds)}) > 2
    assert all(len(kind) == 1 for kind, one in zip(kinds, found, strict=True) if one.is_minimal)


@pytest.mark.parametrize(
    ("name", "reagent"),
    [
        ("a boronate or allylsilane takes halogen from a transfer reagent",
         "F[N+]12CC[N+](CCl)(CC1)CC2"),
        ("Steglich esterification", "C(=NC1CCCCC1)=NC1CCCCC1"),
        ("amide coupling by carbonyldiimidazole", "O=C(n1ccnc1)n1ccnc1"),
        ("Heck reaction", "CC(=O)[O-]"),
    ],
)  # fmt: skip
def test_a_reagent_of_commerce_does_not_vary(name: str, reagent: str) -> None:
    parts = [part for outline in outlines(teacher(name)) for part in outline.parts]
    roles = {part.role for part in parts if part.smiles == reagent}
    assert REAGENT in roles
    assert SUBSTRATE not in roles


@pytest.mark.parametrize(
    ("reagent", "reacting"),
    [
        ("CCCC[SnH](CCCC)CCCC", {4}),
        ("c1ccc(P(c2ccccc2)c2ccccc2)cc1", {4}),
        ("CCOC(OCC)OCC", {2, 3}),
        ("CCOP(OCC)OCC", {1, 2, 3}),
        ("CCC(=O)OC(=O)CC", {2, 3, 4}),
        ("CSSC", {1, 2}),
        ("COS(=O)(=O)OC", {0, 1}),
    ],
)
def test_what_a_centre_bears_twice_is_not_varied_apart(reagent: str, reacting: set[int]) -> None:
    assert all(grafted(reagent, frozenset(reacting), Random(k)) is None for k in range(5))
    for varied in ("CC(C)=O", "c1ccsc1", "CCNCC", "COC(OC)c1ccccc1"):
        assert grafted(varied, frozenset({1}), Random(0))


def test_what_may_stand_for_a_molecule_is_told_for_each_part_anew() -> None:
    composer = Composer(named("acid anhydride by a carbodiimide"), library(), Pool(["CCO", "CCN"]))
    oxygen, nitrogen = (Pattern(read_smarts(one)) for one in ("O", "N"))
    found = [
        composer._able(Part("CO", SUBSTRATE, frozenset(), (pattern,)), False)
        for pattern in (oxygen, nitrogen)
    ]
    assert found == [["CCO"], ["CCN"]]
