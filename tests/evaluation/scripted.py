"""A model that answers by heart, and a file of steps whose figures can be worked out by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from flower.electrons import Candidate, State, change_between, state_to_smiles
from flower.proposals import StepModel
from flower.steps import mapped_step_to_states

# Hydrogens implicit; each flask before and after the proton moves.
HCL = "[ClH:1].[NH3:2].[OH2:3]"
TO_AMMONIA = "[Cl-:1].[NH4+:2].[OH2:3]"
TO_WATER = "[Cl-:1].[NH3:2].[OH3+:3]"
HBR, BROMIDE = "[BrH:1].[NH3:2]", "[Br-:1].[NH4+:2]"
HF, FLUORIDE = "[FH:1].[NH3:2]", "[F-:1].[NH4+:2]"
HI = "[IH:1].[NH3:2].[OH2:3]"
IODIDE, IODIDE_IN_WATER = "[I-:1].[NH4+:2].[OH2:3]", "[I-:1].[NH3:2].[OH3+:3]"

ANSWERS = {
    HCL: {TO_WATER: 0.6, TO_AMMONIA: 0.3, HCL: 0.1},
    TO_AMMONIA: {TO_AMMONIA: 0.95, HCL: 0.05},
    HBR: {HBR: 0.4, BROMIDE: 0.4},
    BROMIDE: {HBR: 0.7, BROMIDE: 0.25},
    HF: {HF: 0.55},
    HI: {HI: 0.5, IODIDE: 0.25, IODIDE_IN_WATER: 0.25},
}

# reaction_id, path, class, before, after                                  strict   credited
ROWS = (
    (1, 0, "acid", HCL, TO_AMMONIA),  #                                       2         1
    (1, 0, "acid", HCL, TO_WATER),  #                                         1         1
    (1, 0, "acid", TO_AMMONIA, TO_AMMONIA),  #                                1         1
    (2, 0, "<b>&base", HBR, BROMIDE),  # a tie of two                         1         1
    (2, 0, "<b>&base", BROMIDE, BROMIDE),  #                                  2         2
    (3, 0, "acid", HF, FLUORIDE),  # not proposed                             -         -
    (4, 0, "acid", "[C:1]", "[C"),  # cannot be read
    (4, 0, "acid", HI, IODIDE),  # a tie of two behind a better one           2         2
)


class Scripted(StepModel):
    """Answers what it was told; remembers which flasks it was asked about."""

    name = "scripted"
    elements = frozenset({1, 7, 8, 9, 17, 35, 53})

    def __init__(self, answers: Mapping[str, Mapping[str, float]] = ANSWERS) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, list[Candidate]] = {}
        for before, after in answers.items():
            found = []
            for mapped, probability in after.items():
                reactants, products = mapped_step_to_states(f"{before}>>{mapped}")
                smiles = state_to_smiles(products, stereo=False)
                change = change_between(reactants, products)
                found.append(Candidate(change, products, smiles, probability))
            self._answers[state_to_smiles(reactants)] = found

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[list[Candidate]]:
        names = [state_to_smiles(state) for state in states]
        self.asked += names
        return [self._answers[name][:top] for name in names]


def write_rows(path: Path, rows: Sequence[tuple[object, ...]] = ROWS) -> Path:
    """Write rows like `ROWS` as CSV."""
    lines = ["reaction_id,path,reaction_class,reaction"]
    lines += [f"{number},{way},{name},{a}>>{b}" for number, way, name, a, b in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
