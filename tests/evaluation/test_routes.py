"""The best route of a pathway, against all its simple paths one by one."""

from collections.abc import Iterable

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from flower.evaluation.routes import route_rank
from flower.evaluation.scores import RankedStep
from flower.evaluation.steps import Answer, AnsweredStep, RecordedStep

Row = tuple[str, str, int | None]


def ranked(rows: Iterable[Row]) -> list[RankedStep]:
    """Steps between flasks with their rank; with credit each is one better."""
    found = []
    for before, after, rank in rows:
        kind = "end" if before == after else "addition"
        step = RecordedStep(1, before, after, (1, 0), None, kind, 10)
        credited = None if rank is None else max(1, rank - 1)
        found.append(RankedStep(AnsweredStep(step, Answer(())), credited, rank))
    return found


def strict(*rows: Row) -> int | None:
    return route_rank(ranked(rows), credited=False)


def test_the_better_of_two_ways_counts_and_on_it_the_worst_step() -> None:
    rows = [("A", "B", 4), ("B", "D", 1), ("A", "C", 2), ("C", "D", 3), ("D", "D", 1)]
    assert strict(*rows) == 3
    assert route_rank(ranked(rows), credited=True) == 2


def test_a_branch_that_leads_to_no_end_is_no_way() -> None:
    assert strict(("A", "B", 1), ("A", "C", 5), ("C", "C", 1)) == 5
    assert strict(("A", "B", 1), ("A", "C", None), ("C", "C", 1)) is None


def test_the_end_itself_is_not_asked_for() -> None:
    assert strict(("A", "B", 1), ("B", "B", None)) == 1


def test_without_one_start_or_an_end_no_way_counts() -> None:
    assert strict(("A", "B", 1)) is None
    assert strict(("A", "C", 1), ("B", "C", 1), ("C", "C", 1)) is None
    assert strict(("A", "B", 1), ("B", "A", 1), ("B", "B", 1)) is None
    assert strict(("A", "A", 1)) is None


_FLASKS = st.sampled_from("ABCDEF")


@given(st.dictionaries(st.tuples(_FLASKS, _FLASKS), st.none() | st.integers(1, 9), max_size=14))
def test_the_rank_is_the_least_over_all_simple_paths(edges: dict[tuple[str, str], int]) -> None:
    graph = nx.DiGraph(list(edges))
    starts = [node for node, degree in graph.in_degree() if degree == 0]
    ends = list(nx.nodes_with_selfloops(graph))
    ways = [
        [edges[pair] for pair in nx.utils.pairwise(path)]
        for end in ends
        for start in starts
        if len(starts) == 1
        for path in nx.all_simple_paths(graph, start, end)
    ]
    worst = [max(ranks) for ranks in ways if None not in ranks]
    assert strict(*((a, b, rank) for (a, b), rank in edges.items())) == min(worst, default=None)
