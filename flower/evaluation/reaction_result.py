"""All figures of one evaluation on overall reactions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flower.display import AsDict, view
from flower.evaluation.reactions import AnsweredReaction, RecordedReaction
from flower.evaluation.result import NAMED_ROWS, EvaluationSettings, Shares
from flower.evaluation.scores import UNNAMED, share_within
from flower.evaluation.steps import UnreadRow

SCHEMA, VERSION = "flower-evaluation-of-reactions", 1
OUTCOMES = 5
"""Shares are told for outcomes 1 to this."""

_HAS_STEPS = {True: "with steps", False: "without steps"}
_NOT_TOLD = "not told"


@dataclass(frozen=True)
class ReactionScores:
    """Figures of one group of reactions; shares are from 0 to 1.

    Attributes:
        n_reactions: how many it has, those the model could not be asked about included.
        product_top1: share whose recorded products are all new molecules of the first outcome.
        product_top3: of one of the first three.
        product_top5: of one of the first five.
        first_finished: share of those asked whose first outcome is an end, not a search cut off;
            None if none could be asked.
        seconds_per_reaction: likewise of those asked.
    """

    n_reactions: int
    product_top1: float
    product_top3: float
    product_top5: float
    first_finished: float | None
    seconds_per_reaction: float | None


@dataclass(frozen=True)
class InertScores:
    """Figures of the flasks in which nothing happens; shares are from 0 to 1.

    Attributes:
        n_flasks: how many there are, those the model could not be asked about included.
        inert_top1: share whose first outcome is an end in which nothing is new, charge aside:
            proton transfers count as nothing.
        inert_top5: whose first five hold such an end.
    """

    n_flasks: int
    inert_top1: float
    inert_top5: float


@dataclass(frozen=True)
class ReactionEvaluation(AsDict):
    """How often a model finds what overall reactions make; see `flower.evaluation` for the rules.

    Attributes:
        asked: what was evaluated, and how.
        beam: states kept after each elementary step.
        max_steps: elementary steps a mechanism may have.
        n_reactions: reactions scored, those the model refused included; flasks in which nothing
            happens are in no figure but ``inert`` and ``n_refused``.
        n_refused: rows the model could not be asked about; they count as wrong.
        refused: how many of these for each reason, the most frequent first.
        n_unread: lines that could not be read; they count in no share.
        unread: the first of them.
        product_top: share of reactions whose recorded products, charge and stereo aside, are all
            among the new molecules of one of the first k outcomes, for k from 1 to 5.
        product_top_if_reacts: the same of the outcomes given that something happens.
        first_finished: share of the reactions asked about whose first outcome is an end: the
            model says that nothing more happens.
        mean_probability: mean probability of the first outcome of those asked about.
        seconds_per_reaction: mean time of those asked about, one after the other.
        by_class: scores of each reaction class, the largest first; empty if the file names none.
        by_has_steps: scores of the reactions whose elementary steps are recorded ("with steps"),
            and of the others; empty if the file does not tell.
        inert: scores of the flasks in which nothing happens; None if there is none.
        n_stereo: reactions whose products are told with configurations, which were not compared.
    """

    asked: EvaluationSettings
    beam: int
    max_steps: int
    n_reactions: int
    n_refused: int
    refused: Mapping[str, int]
    n_unread: int
    unread: tuple[UnreadRow, ...]
    product_top: Shares
    product_top_if_reacts: Shares
    first_finished: float | None
    mean_probability: float | None
    seconds_per_reaction: float | None
    by_class: Mapping[str, ReactionScores]
    by_has_steps: Mapping[str, ReactionScores]
    inert: InertScores | None
    n_stereo: int = 0

    def to_json_dict(self) -> dict[str, Any]:
        """Return the figures under flat names, `product_top1` to `product_top5`."""
        told = asdict(self)
        shares, given = told.pop("product_top"), told.pop("product_top_if_reacts")
        flat = {f"product_top{k}": value for k, value in enumerate(shares, 1)}
        flat |= {f"product_top{k}_if_reacts": value for k, value in enumerate(given, 1)}
        del told["asked"]
        about = {"schema": SCHEMA, "version": VERSION, **self.asked.to_json_dict()}
        return {**about, **flat, **told}

    def to_html(self) -> str:
        """Return a page with all figures and plots that needs nothing from elsewhere."""
        return view("reactions_page", self)


def summarise_reactions(
    asked: EvaluationSettings,
    beam: int,
    max_steps: int,
    reactions: Sequence[AnsweredReaction],
    unread: Sequence[UnreadRow] = (),
) -> ReactionEvaluation:
    """Work out all figures."""
    refused = Counter(r.refused for r in reactions if r.refused is not None)
    inert = [reaction for reaction in reactions if reaction.recorded.inert]
    reactions = [reaction for reaction in reactions if not reaction.recorded.inert]
    ranks = [reaction.rank for reaction in reactions]
    whole = _scores(reactions)
    return ReactionEvaluation(
        asked=asked,
        beam=beam,
        max_steps=max_steps,
        n_reactions=len(reactions),
        n_refused=refused.total(),
        refused=dict(sorted(refused.items(), key=lambda item: (-item[1], item[0]))),
        n_unread=len(unread),
        unread=tuple(unread[:NAMED_ROWS]),
        product_top=_top(ranks),
        product_top_if_reacts=_top([reaction.rank_if_reacts for reaction in reactions]),
        first_finished=whole.first_finished,
        mean_probability=_mean([r.outcomes[0].probability for r in reactions if r.outcomes]),
        seconds_per_reaction=whole.seconds_per_reaction,
        by_class=_grouped(reactions, lambda recorded: recorded.reaction_class, UNNAMED),
        by_has_steps=_grouped(
            reactions,
            lambda r: None if r.has_steps is None else _HAS_STEPS[r.has_steps],
            _NOT_TOLD,
        ),
        inert=_inert_scores(inert) if inert else None,
        n_stereo=sum(reaction.recorded.stereo for reaction in reactions),
    )


def _top(ranks: Sequence[int | None]) -> Shares:
    return tuple(share_within(ranks, k) for k in range(1, OUTCOMES + 1))


def _grouped(
    reactions: Sequence[AnsweredReaction],
    label: Callable[[RecordedReaction], str | None],
    unlabelled: str,
) -> dict[str, ReactionScores]:
    """Scores by label, the largest group first; none if no reaction has a label."""
    groups: dict[str, list[AnsweredReaction]] = defaultdict(list)
    for reaction in reactions:
        groups[label(reaction.recorded) or unlabelled].append(reaction)
    if groups.keys() == {unlabelled}:
        return {}
    largest_first = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: _scores(members) for name, members in largest_first}


def _scores(reactions: Sequence[AnsweredReaction]) -> ReactionScores:
    ranks = [reaction.rank for reaction in reactions]
    return ReactionScores(
        n_reactions=len(reactions),
        product_top1=share_within(ranks, 1) or 0.0,
        product_top3=share_within(ranks, 3) or 0.0,
        product_top5=share_within(ranks, 5) or 0.0,
        first_finished=_mean([float(r.outcomes[0].finished) for r in reactions if r.outcomes]),
        seconds_per_reaction=_mean([r.seconds for r in reactions if r.seconds is not None]),
    )


def _inert_scores(flasks: Sequence[AnsweredReaction]) -> InertScores:
    ranks = [flask.rank for flask in flasks]
    return InertScores(len(flasks), share_within(ranks, 1) or 0.0, share_within(ranks, 5) or 0.0)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
