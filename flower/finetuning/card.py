"""The card of a fine-tuned model, written for its user."""

from __future__ import annotations

from flower.finetuning.replay import CHECKED, REPLAYED
from flower.finetuning.result import Finetuned
from flower.finetuning.settings import FinetuneSettings


def card(found: Finetuned, settings: FinetuneSettings) -> str:
    """Return the Markdown text."""
    name = found.folder.name
    return "\n".join(
        [
            f"# {name}",
            "",
            f"`{found.start_from}`, taught further with `flower finetune`. Use it as "
            f"`flower predict REACTANTS --model {found.folder}`.",
            "",
            f"- **Learnt**: {found.n_fit:,} reactions ({found.n_fit_steps:,} elementary steps), "
            f"{found.epochs:.1f} epochs of at most {found.most_epochs}; method "
            f"`{settings.method}`, learning rate {settings.learning_rate:g}, "
            f"{settings.replay:.0%} of the steps from what was known before, seed "
            f"{settings.seed}.",
            _held_out(found),
            *_left_out(found),
            "",
            "## Before and after",
            "",
            "Shares in %: the recorded step, or all steps of a mechanism, ranked first or among "
            "the first three; another recorded product of the same reactants counts as right.",
            "",
            *table(found),
            "",
            "None of these reactions was learnt here. Those held out of the class chose the epoch, "
            "so its figures are a little too good; and a share of few reactions is rough.",
            "",
            "## What this folder carries",
            "",
            f"- `{REPLAYED}` and `{CHECKED}` hold examples of the classes learnt by fine-tuning, "
            "up to 200 reactions of each, so that the next fine-tuning does not forget them. "
            "**They are your reactions**: delete both files before giving the model to somebody "
            "who must not see them; the model works without.",
            *_calibration(found),
            "- Licence: that of the model begun with; for your examples, yours.",
            "",
        ]
    )


def _calibration(found: Finetuned) -> list[str]:
    anew = (
        "- Fitted anew: the feasibilities that `flower score` tells, on the reactions held out, "
        "those of earlier classes and the general sample; what was learnt here was added to the "
        "surroundings that the model has met, if the model begun with knew its own."
    )
    told = (
        "- Not carried over from the model begun with, because it does not hold for other weights: "
        "the figures in its card and the confidence in outcomes; `flower calibrate` fits one on "
        "overall reactions."
    )
    if found.enough_to_calibrate:
        return [anew, told]
    return [
        told,
        "- Not fitted, because too little was held out: the feasibilities of `flower score`.",
    ]


def table(found: Finetuned) -> list[str]:
    """Return the lines of a Markdown table, one row a set."""
    lines = [
        "| set | reactions | steps | step top-1 | step top-3 | mechanism top-1 |",
        "|---|---|---|---|---|---|",
    ]
    for one in found.compared:
        shares = zip(one.before[:3], one.after[:3], strict=True)
        cells = [f"{_percent(old)} → {_percent(new)}" for old, new in shares]
        row = (one.name, f"{one.n_reactions:,}", f"{one.n_steps:,}", *cells)
        lines.append(f"| {' | '.join(row)} |")
    return lines


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _held_out(found: Finetuned) -> str:
    if not found.n_held_out:
        return "- **Held out**: nothing, so it is not known how good the model is on the class."
    return f"- **Held out**: {found.n_held_out:,} reactions, to stop in time and for the table."


def _left_out(found: Finetuned) -> list[str]:
    if not found.n_left_out:
        return []
    return [
        f"- **Left out**: {found.n_left_out:,} reactions with a step that cannot be read; "
        f"the first: {found.first_left_out}"
    ]
