"""Ranks of steps and pathways, with and without credit, over all steps and by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flower.evaluation.steps import END, AnsweredStep, PathwayKey

RANKS = 10
"""Shares are told for ranks 1 to this."""

UNNAMED = "(no class)"
_SIZE_WIDTH = 20  # heavy atoms in one row of the table by size
_LARGEST_SIZE = 100

Rank = int | None


class RankedStep(NamedTuple):
    """An answered step with its rank, None where it was not proposed.

    ``credited`` is the best rank of all products recorded for the same reactants, ``strict``
    that of its own.
    """

    step: AnsweredStep
    credited: Rank
    strict: Rank


@dataclass(frozen=True)
class GroupScores:
    """Shares of the steps of one group, 0 to 1.

    Attributes:
        n_steps: how many it has.
        step_top1: ranked first, with credit for another recorded product; likewise the others.
        step_top3: among the first three.
        step_top5: among the first five.
        step_top10: among the first ten.
        step_top1_strict: ranked first, without credit.
        mean_probability: mean probability of the most probable candidate.
    """

    n_steps: int
    step_top1: float
    step_top3: float
    step_top5: float
    step_top10: float
    step_top1_strict: float
    mean_probability: float


def rank_steps(steps: Sequence[AnsweredStep]) -> list[RankedStep]:
    """Rank each step; the products recorded for a flask are looked for among all ``steps``."""
    recorded: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for step in steps:
        recorded[step.recorded.reactants].add((step.recorded.products, step.recorded.whole))
    return [
        RankedStep(
            step,
            _best(
                step.answer.rank(products, whole=whole)
                for products, whole in recorded[step.recorded.reactants]
            ),
            step.rank,
        )
        for step in steps
    ]


def by_pathway(
    ranked: Iterable[RankedStep], incomplete: Collection[PathwayKey]
) -> list[list[RankedStep]]:
    """Return the steps of each pathway.

    Pathways in ``incomplete`` are left out: one of their steps could not be scored.
    """
    members: dict[PathwayKey, list[RankedStep]] = defaultdict(list)
    for step in ranked:
        key = step.step.recorded.pathway
        if key is not None and key not in incomplete:
            members[key].append(step)
    return list(members.values())


def worst_rank(ranks: Sequence[Rank]) -> Rank:
    """Return the worst of the ranks of a pathway's steps; None if one was not proposed.

    >>> worst_rank([1, 3, 2]), worst_rank([1, None])
    (3, None)
    """
    known = [rank for rank in ranks if rank is not None]
    return max(known) if len(known) == len(ranks) else None


def share_within(ranks: Sequence[Rank], k: int) -> float | None:
    """Return the share of ranks from 1 to k; None if there are no ranks at all.

    >>> share_within([1, 2, None, 1], 1)
    0.5
    """
    if not ranks:
        return None
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def by_class(ranked: Sequence[RankedStep]) -> dict[str, GroupScores]:
    """Scores of each reaction class, the largest first; none if the file names no class."""
    if all(step.step.recorded.reaction_class is None for step in ranked):
        return {}
    return _largest_first(_grouped(ranked, lambda s: s.step.recorded.reaction_class or UNNAMED))


def by_kind(ranked: Sequence[RankedStep]) -> dict[str, GroupScores]:
    """Scores of each kind of step, the largest first."""
    return _largest_first(_grouped(ranked, lambda s: s.step.recorded.kind))


def by_size(ranked: Sequence[RankedStep]) -> dict[str, GroupScores]:
    """Scores by the heavy atoms of the flask, the smallest first."""
    ordered = sorted(ranked, key=lambda s: s.step.recorded.heavy_atoms)
    return _grouped(ordered, lambda s: size_label(s.step.recorded.heavy_atoms))


def size_label(heavy_atoms: int) -> str:
    """Name the row of the table by size that a flask belongs to.

    >>> [size_label(n) for n in (1, 20, 21, 100, 101)]
    ['1-20', '1-20', '21-40', '81-100', 'over 100']
    """
    if heavy_atoms > _LARGEST_SIZE:
        return f"over {_LARGEST_SIZE}"
    first = max(0, heavy_atoms - 1) // _SIZE_WIDTH * _SIZE_WIDTH
    return f"{first + 1}-{first + _SIZE_WIDTH}"


def is_end(step: RankedStep) -> bool:
    """Whether nothing happens in the recorded step."""
    return step.step.recorded.kind == END


def top_probability(step: RankedStep) -> float:
    """Probability of the most probable candidate; 0 if there is none."""
    return max((p for _, p in step.step.answer.candidates), default=0.0)


def _best(ranks: Iterable[Rank]) -> Rank:
    return min((rank for rank in ranks if rank is not None), default=None)


def _grouped(
    ranked: Iterable[RankedStep], label: Callable[[RankedStep], str]
) -> dict[str, GroupScores]:
    groups: dict[str, list[RankedStep]] = defaultdict(list)
    for step in ranked:
        groups[label(step)].append(step)
    return {name: _group_scores(steps) for name, steps in groups.items()}


def _group_scores(steps: Sequence[RankedStep]) -> GroupScores:
    credited, strict = [s.credited for s in steps], [s.strict for s in steps]
    return GroupScores(
        n_steps=len(steps),
        step_top1=share_within(credited, 1) or 0.0,
        step_top3=share_within(credited, 3) or 0.0,
        step_top5=share_within(credited, 5) or 0.0,
        step_top10=share_within(credited, 10) or 0.0,
        step_top1_strict=share_within(strict, 1) or 0.0,
        mean_probability=sum(map(top_probability, steps)) / len(steps),
    )


def _largest_first(groups: dict[str, GroupScores]) -> dict[str, GroupScores]:
    return dict(sorted(groups.items(), key=lambda item: (-item[1].n_steps, item[0])))
