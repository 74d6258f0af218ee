"""Whatever the weights say, every state that is returned conserves and is a molecule."""

from __future__ import annotations

from pathlib import Path

import pytest

from flower.electrons import HYDROGEN, State, apply_change, smiles_to_state, state_to_smiles
from flower.proposals import load_model
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.slow

FLASKS = (
    "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC", "CCBr.[OH-].[Na+]", "O=C(O)c1ccccc1O.CO", "C=CC=C.C=C",
    "[O-][N+](=O)c1ccc(F)cc1.N1CCNCC1", "CS(=O)(=O)Cl.CC#N", "[H][H].C=C", "[CH3].Br",
    "OB(O)c1ccccc1.Brc1ccncc1.[OH-]", "C[C@H](O)Br.[I-].[K+]", "F/C(Cl)=C(/Br)I.[H+]", "O",
    "N#[N+][CH-]C(=O)OCC.OC(=O)C", "P(C)(C)C.CI", "c1cc[nH]c1.ClC(=O)C",
    "CC(C)=O.[OH-].C[N+](C)(C)C",
)  # fmt: skip
_TOP = 60


def totals(state: State) -> tuple[int, int, list[int]]:
    """Electrons, hydrogens and heavy atoms: what no step may change."""
    heavy = sorted(state.element[state.element > HYDROGEN].tolist())
    return state.electron_total, state.hydrogen_total + int((state.element == 1).sum()), heavy


@pytest.mark.parametrize(
    ("head", "spread", "models", "samples", "least"),
    [("jumps", 0.1, 8, 1, 1000), ("endpoint", 0.2, 20, 4, 500)],
)
def test_every_state_conserves_and_is_a_molecule(
    head: str, spread: float, models: int, samples: int, least: int, tmp_path: Path
) -> None:
    states = [smiles_to_state(smiles) for smiles in FLASKS]
    checked = 0
    for seed in range(models):
        model = load_model(
            write_tiny_model(tmp_path / f"{head}{seed}", spread, seed, head), "cpu", samples=samples
        )
        proposed = model.propose(states, top=_TOP, seed=seed)
        for state, candidates in zip(states, proposed, strict=True):
            for candidate in candidates:
                assert totals(candidate.products) == totals(state)
                assert totals(apply_change(state, candidate.change)) == totals(state)
                again = smiles_to_state(candidate.smiles)
                assert totals(again) == totals(state)
                assert state_to_smiles(again, stereo=False) == candidate.smiles
                checked += 1
    assert checked >= least, checked
