"""The textbook set is sound, no other part of the house holds it, and its card tells the truth."""

from collections import Counter
from pathlib import Path

import pytest

import flower
from flower.electrons import smiles_to_state, uncharged, uncharged_molecules
from flower.evaluation import ReactionEvaluation
from flower.evaluation.reactions import AnsweredReaction, PredictedOutcome, RecordedReaction
from flower.mechanisms import library
from flower.proposals import StepModel
from flower.steps.mapped import composition
from tests.data.textbook import (
    CARD,
    INERT,
    NOT_FOUND,
    REACTIONS,
    TEXTBOOK,
    Reaction,
    ask,
    by_family,
    reactions,
    row_of,
    rows_in,
    written,
)

pytestmark = pytest.mark.slow

MODEL = Path(__file__).parents[2] / "models" / "flower-base" / "settings.json"
SET = reactions()
REACTING = [reaction for reaction in SET if reaction.product]
ASKED_AGAIN = 25  # every so-many-th reaction of the card's table is asked about anew


def test_there_are_250_reactions_of_45_families_20_of_them_inert() -> None:
    families = Counter(reaction.family for reaction in SET)
    assert (len(SET), len(families), families[INERT]) == (250, 45, 20)
    assert min(families.values()) >= 4
    assert len({reaction.name for reaction in SET}) == 250
    assert len({uncharged_molecules(reaction.reactants) for reaction in SET}) == 250
    assert {reaction.family for reaction in SET if not reaction.product} == {INERT}


@pytest.mark.parametrize("reaction", REACTING, ids=lambda reaction: reaction.name)
def test_the_product_is_one_new_molecule_made_of_the_atoms_of_the_flask(
    reaction: Reaction,
) -> None:
    flask, product = smiles_to_state(reaction.reactants), smiles_to_state(reaction.product)
    missing = composition(product) - composition(flask)
    assert not missing.keys() - {"H"}
    assert "." not in reaction.product
    assert uncharged(reaction.product) == reaction.product  # canonical
    assert reaction.product not in uncharged_molecules(reaction.reactants)


def test_no_example_of_the_library_makes_the_product_of_the_same_molecules() -> None:
    """Whatever the reagents without carbon, or with one, and the solvent of the example are."""
    made: dict[str, list[frozenset[str]]] = {}
    for template in library():
        for example in template.examples:
            reactants, _, products = example.partition(">>")
            for product in uncharged_molecules(products):
                made.setdefault(product, []).append(uncharged_molecules(reactants))
    known = [
        reaction.name
        for reaction in REACTING
        for reactants in made.get(reaction.product, ())
        if {m for m in uncharged_molecules(reaction.reactants) if _carbons(m) > 1} <= reactants
    ]
    assert known == []


def _carbons(molecule: str) -> int:
    return composition(smiles_to_state(molecule))["C"]


def test_the_list_of_products_holds_each_once() -> None:
    listed = (TEXTBOOK / "products.smi").read_text(encoding="utf-8").split()
    assert listed == sorted({reaction.product for reaction in REACTING})


def test_every_row_is_read_by_evaluate(tmp_path: Path) -> None:
    class Still(StepModel):
        """Thinks that nothing ever happens."""

        name, elements = "still", frozenset(range(1, 100))

        def propose(self, states, **_):  # type: ignore[no-untyped-def]
            from flower.electrons import Candidate, make_change, state_to_smiles

            return [
                [Candidate(make_change(), s, state_to_smiles(s, stereo=False), 1.0)] for s in states
            ]

    found = flower.evaluate(REACTIONS, model=Still())
    assert isinstance(found, ReactionEvaluation)
    assert (found.n_reactions, found.n_unread, found.n_refused) == (230, 0, 0)
    assert found.inert is not None
    assert (found.inert.n_flasks, found.inert.inert_top1, found.product_top[4]) == (20, 1, 0)
    assert len(found.by_class) == 44


def test_the_tables_count_what_was_answered() -> None:
    asked = [
        Reaction("ethers", "one", "CO.CI", "COC"),
        Reaction("ethers", "other", "CO.CBr", "COC"),
        Reaction(INERT, "water", "O", ""),
    ]
    right = PredictedOutcome(0.75, ("COC", "[I-]", "[Na+]"), True)
    wrong = PredictedOutcome(0.2, ("C=O",), True)
    answers = [
        AnsweredReaction(RecordedReaction(2, "CO.CI", ("COC",)), (right, wrong)),
        AnsweredReaction(RecordedReaction(3, "CO.CBr", ("COC",)), (wrong, right)),
        AnsweredReaction(RecordedReaction(4, "O", ()), (wrong,)),
    ]
    rows = [row_of(*pair) for pair in zip(asked, answers, strict=True)]
    assert rows[0] == ("one", "`COC`", "1", "`COC` + `[I-]`", "75%")
    assert [row.rank for row in rows] == ["1", "**2**", NOT_FOUND]
    table = list(by_family(asked, rows))
    assert table[2:] == [
        "| ethers | 2 | 1 | 2 | 2 |",
        "| **all reactions** | 2 | 1 | 2 | 2 |",
        f"| {INERT} | 1 | 0 | 0 | 0 |",
    ]
    assert rows_in("# Card\n\n" + written("base", asked, rows)) == rows


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
def test_the_card_tells_what_the_model_really_predicts(tmp_path: Path) -> None:
    card = CARD.read_text(encoding="utf-8")
    rows = rows_in(card)
    if not rows:
        pytest.skip("the card holds no answers yet; python -m tests.data.textbook writes them")
    assert [row.name for row in rows] == [reaction.name for reaction in SET]
    assert written("flower-base", SET, rows) in card
    head, *lines = REACTIONS.read_text(encoding="utf-8").splitlines()
    some = tmp_path / "some.csv"
    some.write_text("\n".join([head, *lines[::ASKED_AGAIN]]), encoding="utf-8")
    answers = ask(some, "flower-base", tmp_path / "answers.jsonl")
    again = [row_of(*pair) for pair in zip(SET[::ASKED_AGAIN], answers, strict=True)]
    assert again == rows[::ASKED_AGAIN]
