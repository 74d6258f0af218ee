"""What stays as it is in composed flasks: copies of one molecule."""

import pytest

from flower.composing.flasks import Composer
from flower.composing.pool import Pool, flask_of
from flower.mechanisms import library
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Pattern
from tests.composing.test_composing import POOL, named


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
