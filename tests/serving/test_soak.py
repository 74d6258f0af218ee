"""What the soak asks is fair to compare: honest questions that cost a prediction each."""

from tests.serving.fresh_flasks import fresh_flasks
from tests.serving.waits import Met


def test_fresh_flasks_are_molecules_and_none_comes_twice() -> None:
    from rdkit import Chem

    flasks = list(fresh_flasks())
    assert len(flasks) > 30_000
    canonical = {Chem.CanonSmiles(flask) for flask in flasks[::4]}
    assert len(canonical) == len(flasks[::4])
    assert all(Chem.MolFromSmiles(flask).GetNumHeavyAtoms() < 32 for flask in flasks[:500])


def test_late_answers_are_counted_and_when_they_were_asked_for() -> None:
    met = Met(waits=[1.0, 20.0, 20.0], asked=[0.0, 5.0, 100.0])
    assert met.later(15.0).startswith("2 of 3 answers took longer than 15.0 s, 1 of them asked")
    assert met.later(30.0) == "no answer took longer than 30.0 s"
