"""The hardest inputs that grammars have made, each within a bound; most made are accepted."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.child import fed
from tests.fuzz.skeletons import SKELETONS, Skeleton
from tests.fuzz.structure import MOST_KEPT, merged
from tests.fuzz.structure_targets import STRUCTURES

_SLOWEST = json.loads(Path(__file__).with_name("slowest.json").read_text(encoding="utf-8"))
_LONGEST_S = 30  # on a slow machine, with every function's types checked
_TRIED = {"hard flasks": 40, "hard steps": 40, "hard reactions": 10}


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_skeleton_is_written_with_all_its_bonds(kind: str) -> None:
    from rdkit import Chem

    for number in range(20):
        rng = random.Random(f"{kind} {number}")
        made = Skeleton(SKELETONS[kind](rng.randrange(3, 30), rng), rng)
        made.unsaturated(0.5)
        mol = Chem.MolFromSmiles(made.smiles(), sanitize=False)
        assert mol.GetNumBonds() == len(made.orders)
        assert sum(int(bond.GetBondTypeAsDouble()) for bond in mol.GetBonds()) == sum(
            made.orders.values()
        )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", STRUCTURES)
def test_most_of_what_is_made_is_accepted_and_in_time(name: str, tmp_path: Path) -> None:
    if name == "hard requests":
        pytest.importorskip("fastapi", reason="needs the extra serve")
    target, tried = STRUCTURES[name], _TRIED.get(name, 15)
    fed(target, tmp_path, target.seeds()[0])
    accepted = 0
    for number in range(tried):
        data = target.mutate(b"", random.Random(f"{name} quick {number}"), [])
        began = time.process_time()
        accepted += fed(target, tmp_path, data)
        assert time.process_time() - began < _LONGEST_S, data[:200]
    assert accepted > 0.6 * tried


def test_a_hundred_are_kept() -> None:
    assert len({(kept["target"], kept["input"]) for kept in _SLOWEST}) == MOST_KEPT
    made = [
        {"target": target, "seconds": seconds, "input": f"{target}{seconds}"}
        for target, most in (("a", 200), ("b", 10), ("c", 70))
        for seconds in range(most)
    ]
    kept = merged(made[:150], made[50:])
    assert Counter(one["target"] for one in kept) == {"a": 45, "b": 10, "c": 45}
    assert min(one["seconds"] for one in kept if one["target"] == "a") == 155


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "kept", _SLOWEST, ids=[f"{kept['target']} {k}" for k, kept in enumerate(_SLOWEST)]
)
def test_the_slowest_stay_within_a_bound(kept: dict[str, str], tmp_path: Path) -> None:
    if kept["target"] == "hard requests":
        pytest.importorskip("fastapi", reason="needs the extra serve")
    began = time.process_time()
    fed(STRUCTURES[kept["target"]], tmp_path, kept["input"].encode("latin-1"))
    assert time.process_time() - began < _LONGEST_S
