"""Credit, pathways and groups."""

from collections.abc import Mapping

import pytest

from flower.evaluation.scores import (
    RankedStep,
    by_class,
    by_kind,
    by_pathway,
    by_size,
    rank_steps,
    share_within,
    size_label,
    worst_rank,
)
from flower.evaluation.steps import Answer, AnsweredStep, RecordedStep


def _step(
    reactants: str,
    products: str,
    candidates: Mapping[str, float],
    pathway: tuple[int, int | None] | None = None,
    name: str | None = None,
    kind: str = "addition",
    size: int = 10,
) -> AnsweredStep:
    recorded = RecordedStep(1, reactants, products, pathway, name, kind, size)
    return AnsweredStep(recorded, Answer(tuple(candidates.items())))


def test_credit_is_for_products_of_the_same_reactants_only() -> None:
    sure = {"P": 0.6, "Q": 0.3}
    ranked = rank_steps(
        [_step("A", "P", sure), _step("A", "Q", sure), _step("B", "Q", sure), _step("A", "R", sure)]
    )
    assert [(s.credited, s.strict) for s in ranked] == [(1, 1), (1, 2), (2, 2), (1, None)]


def test_a_pathway_is_as_good_as_its_worst_step() -> None:
    def ranked(key: tuple[int, int | None] | None, credited: int | None, strict: int | None):  # type: ignore[no-untyped-def]
        return RankedStep(_step("A", "B", {}, key), credited, strict)

    steps = [
        ranked((1, 0), 1, 1), ranked((1, 1), 2, 3), ranked((1, 0), 4, 7), ranked((1, 1), 1, None),
        ranked((2, None), 1, 1), ranked((3, 0), 1, 1), ranked(None, 9, 9),
    ]  # fmt: skip
    pathways = by_pathway(steps, incomplete={(3, 0)})
    worst = [
        (worst_rank([s.credited for s in p]), worst_rank([s.strict for s in p])) for p in pathways
    ]
    assert worst == [(4, 7), (2, None), (1, 1)]


def test_shares_count_what_was_never_proposed_as_wrong() -> None:
    assert share_within([1, None, 3, 11], 10) == 0.5
    assert share_within([], 1) is None


def test_groups_hold_every_step_once() -> None:
    ranked = rank_steps(
        [
            _step("A", "P", {"P": 0.5}, name="x", kind="end", size=70),
            _step("B", "P", {"P": 0.5}, name=None, kind="addition", size=1),
            _step("C", "P", {}, name="x", kind="addition", size=140),
        ]
    )
    assert [(name, g.n_steps, g.step_top1) for name, g in by_class(ranked).items()] == [
        ("x", 2, 0.5), ("(no class)", 1, 1),
    ]  # fmt: skip
    assert [(name, g.n_steps) for name, g in by_kind(ranked).items()] == [
        ("addition", 2), ("end", 1),
    ]  # fmt: skip
    assert list(by_size(ranked)) == ["1-20", "61-80", "over 100"]
    assert by_kind(ranked)["addition"].mean_probability == 0.25
    assert by_class(ranked[1:2]) == {}


@pytest.mark.parametrize(("atoms", "label"), [(0, "1-20"), (40, "21-40"), (41, "41-60")])
def test_sizes_are_counted_in_twenties(atoms: int, label: str) -> None:
    assert size_label(atoms) == label
