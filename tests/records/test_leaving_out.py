"""Molecules that a step does not touch are left out; the step itself stays as it is."""

import numpy as np
import pytest

import flower
from flower.records import FlaskArrays, StepStore
from flower.records.leaving_out import leave_out

STEPS = (
    "[NH3:1].[ClH:2].[CH3:3][CH2:4][OH:5].[OH2:6]>>[NH4+:1].[Cl-:2].[CH3:3][CH2:4][OH:5].[OH2:6]",
    "[CH3:1][Br:2].[OH-:3].[Na+:4].[cH:5]1[cH:6][cH:7][cH:8][cH:9][cH:10]1"
    ">>[CH3:1][OH:3].[Br-:2].[Na+:4].[cH:5]1[cH:6][cH:7][cH:8][cH:9][cH:10]1",
    "[CH3:1][OH:2].[OH2:3].[CH4:4]>>[CH3:1][OH:2].[OH2:3].[CH4:4]",
    "[OH2:1]>>[OH2:1]",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StepStore:
    folder = tmp_path_factory.mktemp("left-out")
    (folder / "steps.txt").write_text("".join(f"{step}|{k}\n" for k, step in enumerate(STEPS)))
    assert flower.preprocess(folder / "steps.txt", folder / "arrays", workers=1).skipped == 0
    return StepStore.open(folder / "arrays")


def flasks_of(arrays: FlaskArrays) -> list[tuple[np.ndarray, set, set]]:
    """Of each flask: its atoms, and bonds and changes by what they join."""
    ends = np.cumsum(arrays.counts, axis=0)
    told = []
    for (n, m, c), (atoms, bonds, changes) in zip(ends - arrays.counts, ends, strict=True):
        part = arrays.atoms[n:atoms]
        element = [*part[:, 0].tolist(), "H"]
        changed = arrays.changes[c:changes]
        told.append(
            (
                part,
                sorted((element[i], element[j], by) for i, j, by in arrays.bonds[m:bonds]),
                sorted((str(element[i]), str(element[j]), by) for i, j, by in changed),
            )
        )
    return told


def test_all_company_goes_and_the_step_stays(store: StepStore) -> None:
    whole = store.batch(np.arange(4))
    found = leave_out(whole, 1.0, 1.0, np.random.default_rng(0))
    flasks, before = flasks_of(found), flasks_of(whole)
    elements = [sorted(atoms[:, 0].tolist()) for atoms, _, _ in flasks]
    assert elements[:2] == [[0, 7, 17], [0, 6, 8, 35]]
    assert flasks[1][1] == [(6, 35, 1)]
    for flask, old in zip(flasks, before, strict=True):
        assert flask[2] == old[2]
    # Where nothing happens all stay.
    assert elements[2:] == [sorted(before[k][0][:, 0].tolist()) for k in (2, 3)]
    assert found.counts.sum(0).tolist() == [len(found.atoms), len(found.bonds), len(found.changes)]


def test_a_flask_in_which_nothing_happens_is_met_whole(store: StepStore) -> None:
    ends = store.batch(np.array([2, 3]))
    for seed in range(20):
        assert leave_out(ends, 1.0, 0.5, np.random.default_rng(seed)) is ends


def test_shares_are_as_told_and_depend_on_the_seed_alone(store: StepStore) -> None:
    flasks = store.batch(np.zeros(4000, int))  # two of its four molecules are not touched
    found = leave_out(flasks, 0.4, 0.35, np.random.default_rng(7))
    gone = flasks.counts[:, 0] - found.counts[:, 0]
    # ethanol has three nodes, water one
    assert set(gone.tolist()) == {0, 1, 3, 4}
    assert np.isin(gone, (3, 4)).mean() == pytest.approx(0.14, abs=0.02)
    assert np.isin(gone, (1, 4)).mean() == pytest.approx(0.14, abs=0.02)
    assert (gone == 4).mean() == pytest.approx(0.4 * 0.35**2, abs=0.012)
    again = leave_out(flasks, 0.4, 0.35, np.random.default_rng(7))
    assert all((one == other).all() for one, other in zip(found, again, strict=True))
    assert leave_out(flasks, 0.0, 0.35, np.random.default_rng(7)) is flasks
