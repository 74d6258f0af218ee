"""The textbook set, and the tables of its card.

python -m tests.data.textbook [MODEL] [--output FILE]   asks the model and writes them anew
"""

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import flower
from flower.evaluation.reactions import AnsweredReaction, from_json
from flower.evaluation.steps import UnreadRow
from flower.untrusted import parse_json

TEXTBOOK = Path(__file__).parents[2] / "data" / "sets" / "textbook"
REACTIONS = TEXTBOOK / "reactions.csv"
CARD = TEXTBOOK / "card.md"
HEAD = "## What the model answers\n"
"""Heading of the card below which all is written by this script."""

INERT = "nothing happens"
NOT_FOUND = "**not found**"


class Reaction(NamedTuple):
    """A row of the set; ``product`` is empty where nothing happens."""

    family: str
    name: str
    reactants: str
    product: str


class Row(NamedTuple):
    """A row of the card's table of reactions."""

    name: str
    product: str
    rank: str
    first: str
    probability: str


def reactions() -> list[Reaction]:
    with REACTIONS.open(newline="", encoding="utf-8") as file:
        return [_reaction(row) for row in csv.DictReader(file)]


def _reaction(row: Mapping[str, str]) -> Reaction:
    reactants, _, product = row["reaction"].partition(">>")
    inert = product == reactants
    return Reaction(row["reaction_class"], row["name"], reactants, "" if inert else product)


def ask(source: Path, model: str, journal: Path) -> list[AnsweredReaction]:
    """Run `flower evaluate` on the set, or go on with it, and return what was answered."""
    flower.evaluate(source, model=model, output=journal)
    rows = (parse_json(line) for line in journal.read_bytes().splitlines())
    answered = sorted(map(from_json, rows), key=lambda row: row.line)
    assert not any(isinstance(row, UnreadRow) for row in answered)
    return [row for row in answered if isinstance(row, AnsweredReaction)]


def row_of(reaction: Reaction, answer: AnsweredReaction) -> Row:
    rank = str(answer.rank) if answer.rank == 1 else f"**{answer.rank}**"
    best = answer.outcomes[0] if answer.outcomes else None
    first = best.products[:2] if best else ()
    return Row(
        name=reaction.name,
        product=f"`{reaction.product}`" if reaction.product else "none",
        rank=rank if answer.rank else NOT_FOUND,
        first=answer.refused or " + ".join(f"`{smiles}`" for smiles in first) or "none",
        probability=f"{best.probability:.0%}" if best else "-",
    )


def by_family(asked: Iterable[Reaction], rows: Iterable[Row]) -> Iterator[str]:
    """The table by family, the flasks in which nothing happens last."""
    ranks: dict[str, list[float]] = defaultdict(list)
    for reaction, row in zip(asked, rows, strict=True):
        found = row.rank.strip("*")
        ranks[reaction.family].append(int(found) if found.isdigit() else float("inf"))
    inert = ranks.pop(INERT, [])
    reacting = [rank for family in ranks.values() for rank in family]
    yield "| family | reactions | first | in three | in five |"
    yield "|---|---|---|---|---|"
    for name, found in (*ranks.items(), ("**all reactions**", reacting), (INERT, inert)):
        counts = (sum(rank <= k for rank in found) for k in (1, 3, 5))
        yield f"| {name} | {len(found)} | {' | '.join(map(str, counts))} |"


def by_reaction(rows: Iterable[Row]) -> Iterator[str]:
    yield (
        "| reaction | product expected | rank | two largest new molecules of the first outcome "
        "| its probability |"
    )
    yield "|---|---|---|---|---|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def rows_in(card: str) -> list[Row]:
    """The rows that the card's table of reactions holds."""
    _, _, written = card.partition(HEAD)
    _, _, table = written.partition("| its probability |\n|---|---|---|---|---|\n")
    return [Row(*line.strip("| ").split(" | ")) for line in table.strip().splitlines()]


def written(model: str, asked: Sequence[Reaction], rows: Sequence[Row]) -> str:
    tables = "\n".join([*by_family(asked, rows), "", *by_reaction(rows)])
    return f"{HEAD}\nThe model is `{model}`, at the default settings.\n\n{tables}\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", nargs="?", default=flower.ModelChoice.model)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        journal = options.output or Path(folder) / "answers.jsonl"
        answers = ask(REACTIONS, options.model, journal)
    asked = reactions()
    rows = [row_of(*pair) for pair in zip(asked, answers, strict=True)]
    before, _, _ = CARD.read_text(encoding="utf-8").partition(HEAD)
    text = before + written(Path(options.model).name, asked, rows)
    CARD.write_text(text, encoding="utf-8")
    print("\n".join(by_family(asked, rows)))


if __name__ == "__main__":
    main()
