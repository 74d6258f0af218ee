"""What the shipped model makes of thirty textbook reactions: the table of the set's card.

python -m tests.data.test_textbook   prints the table anew
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import flower
from flower.electrons import uncharged

TEXTBOOK = Path(__file__).parents[2] / "data" / "sets" / "textbook"
MODEL = Path(__file__).parents[2] / "models" / "flower-base" / "settings.json"


class Reaction(NamedTuple):
    name: str
    reactants: str
    product: str


class Answer(NamedTuple):
    """What was predicted, against what the textbook says.

    Attributes:
        rank: of the first outcome whose new molecules hold the product, charge aside; 0 if none.
        probability: of that outcome.
        first: the two largest new molecules of the outcome ranked first.
        first_probability: of the outcome ranked first.
        steps: elementary steps to the outcome ranked first.
    """

    rank: int
    probability: float
    first: tuple[str, ...]
    first_probability: float
    steps: int


def reactions() -> list[Reaction]:
    with (TEXTBOOK / "reactions.csv").open(newline="", encoding="utf-8") as file:
        return [Reaction(**row) for row in csv.DictReader(file)]


def compare(prediction: flower.Prediction, product: str) -> Answer:
    wanted = uncharged(product)
    holding = [o for o in prediction.outcomes if wanted in map(uncharged, o.products)]
    best = prediction.outcomes[0]
    return Answer(
        rank=holding[0].rank if holding else 0,
        probability=holding[0].probability if holding else 0.0,
        first=best.products[:2],
        first_probability=best.probability,
        steps=len(best.steps),
    )


@cache
def answers() -> tuple[Answer, ...]:
    asked = reactions()
    found = flower.predict([reaction.reactants for reaction in asked])
    return tuple(compare(p, r.product) for p, r in zip(found, asked, strict=True))


def table() -> list[str]:
    """The card's table, line by line."""
    lines = [
        "| reaction | product expected | rank | two largest new molecules of the first outcome "
        "| its probability | steps |",
        "|---|---|---|---|---|---|",
    ]
    for reaction, answer in zip(reactions(), answers(), strict=True):
        rank = str(answer.rank) if answer.rank else "**not found**"
        rank = f"**{rank}**" if answer.rank > 1 else rank
        first = " + ".join(f"`{smiles}`" for smiles in answer.first) or "none"
        lines.append(
            f"| {reaction.name} | `{reaction.product}` | {rank} | {first} "
            f"| {answer.first_probability:.0%} | {answer.steps} |"
        )
    return lines


def summary() -> str:
    first = sum(answer.rank == 1 for answer in answers())
    among = sum(answer.rank > 0 for answer in answers())
    return (
        f"Of {len(answers())} reactions, {first} have the expected product in the outcome ranked "
        f"first, {among} in one of the five shown."
    )


def test_every_reaction_has_a_name_reactants_and_one_product_that_parse() -> None:
    known = reactions()
    assert len({reaction.name for reaction in known}) == len(known) >= 20
    for reaction in known:
        flower.smiles_to_state(reaction.reactants)
        flower.smiles_to_state(reaction.product)
        assert "." not in reaction.product


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
def test_the_card_tells_what_the_model_really_predicts() -> None:
    card = (TEXTBOOK / "card.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in card
    assert summary() in " ".join(card.split())


if __name__ == "__main__":
    print("\n".join([*table(), "", summary()]))
