"""How well the best of the recorded routes from start to end is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flower.evaluation.scores import Rank, RankedStep, is_end

Edges = Mapping[tuple[str, str], Rank]


def route_rank(steps: Sequence[RankedStep], *, credited: bool) -> Rank:
    """Return the rank of a pathway by its best route, None if a step of each was not proposed.

    The recorded steps of a pathway join flasks. A route leads along them from the start, the one
    flask that no step leads to, to an end, a flask recorded as one in which nothing happens. Its
    rank is the worst of its steps' ranks; that of the pathway is the lowest of all routes. That
    the end is an end is not asked for. Without a single start, or without an end, no route counts.

    Source: Joung et al., Nature 645, 115, 2025, code repository, `process_topk_acc_n_seq_rank`;
    ranks there are without credit.
    """
    leading_to = {step.step.recorded.products for step in steps}
    starts = {step.step.recorded.reactants for step in steps} - leading_to
    ends = {step.step.recorded.reactants for step in steps if is_end(step)}
    if len(starts) != 1:
        return None
    edges: dict[tuple[str, str], Rank] = {}
    for step in steps:
        recorded = step.step.recorded
        edges[recorded.reactants, recorded.products] = step.credited if credited else step.strict
    known = sorted({rank for rank in edges.values() if rank is not None})
    within = (rank for rank in known if _reaches(starts.copy(), ends, edges, rank))
    return next(within, None)


def _reaches(flasks: set[str], ends: set[str], edges: Edges, worst: int) -> bool:
    """Whether steps of rank ``worst`` or better lead from one of the flasks to one of the ends."""
    following: dict[str, set[str]] = defaultdict(set)
    for (before, after), rank in edges.items():
        if rank is not None and rank <= worst:
            following[before].add(after)
    met = set[str]()
    while flasks:
        met |= flasks
        flasks = {after for flask in flasks for after in following[flask]} - met
    return not met.isdisjoint(ends)
