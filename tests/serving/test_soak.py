"""What the soak asks is fair to compare: honest questions that cost a prediction each."""

from tests.serving.fresh_flasks import fresh_flasks


def test_fresh_flasks_are_molecules_and_none_comes_twice() -> None:
    from rdkit import Chem

    flasks = list(fresh_flasks())
    assert len(flasks) > 8_000
    canonical = {Chem.CanonSmiles(flask) for flask in flasks}
    assert len(canonical) == len(flasks)
    assert all(Chem.MolFromSmiles(flask).GetNumHeavyAtoms() < 32 for flask in flasks[:500])
