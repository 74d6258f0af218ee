"""Whether explanations are right: 50 flasks, each with a right and a wrong product, in a table.

python -m tests.benchmarks.explain --beam 4 --max-steps 8 --output explained.tsv

The pairs are in `explain_pairs.tsv` beside this file: flasks in which two ways compete, the product
of the way that a chemist expects, that of the other, and, where one molecule of the flask decides
between them, that molecule. Rows that the output holds already are not asked again.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import flower
from flower.electrons import canonical, uncharged
from flower.records import Conditions
from flower.search import ProposalMemory

_PARTS = ("right_parts", "wrong_parts", "parts_to_right")
_PAIRS = Path(__file__).with_name("explain_pairs.tsv")


@dataclass(frozen=True)
class Asked:
    """What was said of one pair, a row of the output."""

    flask: str
    right_probability: float
    wrong_probability: float
    right_predicted: bool
    wrong_predicted: bool
    right_parts: bool
    wrong_parts: bool
    parts_to_right: bool
    decisive: str


class Remembering:
    """A model that is asked about each state of a flask once, in both explanations."""

    def __init__(self, model: flower.StepModel) -> None:
        self._model = model
        self._memory = ProposalMemory(self._ask)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def under(self, _: Any) -> "Remembering":
        """Itself: it is asked without conditions."""
        return self

    def propose(self, states: Any, *, minimum_probability: Any, **_: Any) -> Any:
        """What it proposes, remembered."""
        return self._memory(states, minimum_probability)

    def _ask(self, states: Any, minimum: Any) -> Any:
        return self._model.propose(states, top=8, seed=0, minimum_probability=minimum)


def asked(row: "pd.Series[str]", model: Any, **options: int) -> Asked:
    """Ask why of the right product, and why not of the wrong one."""
    right = flower.explain(row.flask, row.right, model=model, leave_out=False, **options)  # type: ignore[arg-type]
    leave_out = row.decides != "-"
    wrong = flower.explain(row.flask, row.wrong, model=model, leave_out=leave_out, **options)  # type: ignore[arg-type]
    to = [] if wrong.parting is None else [uncharged(one) for one in wrong.parting.leads_to]
    return Asked(
        row.flask,
        right.probability,
        wrong.probability,
        right.is_predicted,
        wrong.is_predicted,
        right.parting is not None,
        wrong.parting is not None,
        uncharged(row.right) in to,
        "-" if wrong.decisive is None else canonical(wrong.decisive),
    )


def told(table: pd.DataFrame) -> None:
    """Print the figures."""
    competing = table[table.decides != "-"]
    both = competing[~competing.wrong_predicted]
    for words, held in (
        ("right product: a way found", table.right_probability > 0),
        ("right product: predicted first", table.right_predicted),
        ("wrong product: predicted first", table.wrong_predicted),
        ("wrong product: a way found", table.wrong_probability > 0),
        ("right more probable than wrong", table.right_probability > table.wrong_probability),
        ("right, way found: no parting from it", ~table.right_parts[table.right_probability > 0]),
        ("wrong, way found: a parting from it", table.wrong_parts[table.wrong_probability > 0]),
        ("  of these it leads to the right product", table.parts_to_right[table.wrong_parts]),
        ("molecule that decides: named", competing.decides == competing.decisive),
        ("  where the wrong product is not predicted", both.decides == both.decisive),
    ):
        print(f"{words:44} {int(held.sum()):3} of {len(held)}")


def main(beam: int, max_steps: int, limit: int, output: Path) -> None:
    """Ask what is not asked yet, then print the figures."""
    pairs = pd.read_csv(_PAIRS, sep="\t").head(limit)
    pairs["decides"] = [one if one == "-" else canonical(one) for one in pairs.decides]
    found = pd.read_csv(output, sep="\t") if output.exists() else pd.DataFrame({"flask": []})
    model = flower.load_model("flower-base").under(Conditions.LIBRARY)
    for row in pairs[~pairs.flask.isin(found.flask)].itertuples():
        one = asked(row, Remembering(model), beam=beam, max_steps=max_steps)  # type: ignore[arg-type]
        found = pd.concat([found, pd.DataFrame([vars(one)])], ignore_index=True)
        found.to_csv(output, sep="\t", index=False)
    truths = dict.fromkeys(("right_predicted", "wrong_predicted", *_PARTS), bool)
    told(pairs.merge(found.astype(truths), on="flask"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--max-steps", type=int, default=8)
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--output", type=Path, default=Path("explained.tsv"))
    main(**vars(parser.parse_args()))
