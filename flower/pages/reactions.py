"""An evaluation on overall reactions as one HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from flower.evaluation.reaction_result import OUTCOMES, ReactionEvaluation, ReactionScores
from flower.pages.charts import Curve, rank_curves, rank_points
from flower.pages.evaluation import (
    STEREO_ASIDE,
    BarChart,
    Table,
    bar_chart,
    evaluation_page,
    number,
    seconds,
    share,
)


def reactions_html(found: ReactionEvaluation) -> str:
    """Return the page; whatever comes from files or names is escaped."""
    points = rank_points(found.product_top)
    given = Curve("given that it reacts", "b", rank_points(found.product_top_if_reacts))
    return evaluation_page(
        "reactions.html.j2",
        found,
        (f"beam {found.beam}", f"{found.max_steps} steps at most"),
        figures=[
            (share(found.product_top[0]), "product in the first outcome"),
            (share(found.product_top[2]), "in one of the first three"),
            (share(found.product_top[4]), "in one of the first five"),
            (share(found.first_finished), "of first outcomes finished"),
            (f"{found.n_reactions:,}", "reactions"),
            (seconds(found.seconds_per_reaction), "a reaction"),
        ],
        ranks=rank_curves([Curve("reactions", "a", points), given], OUTCOMES) if points else None,
        tables_above=[],
        charts=[
            _chart("With and without recorded steps", found.by_has_steps),
            _chart("By reaction class", found.by_class),
        ],
        tables=[
            _counts(found),
            _groups("Recorded steps", found.by_has_steps),
            _groups("Reaction class", found.by_class),
        ],
    )


def _chart(title: str, groups: Mapping[str, ReactionScores]) -> BarChart:
    shares = {name: (group.product_top1, group.n_reactions) for name, group in groups.items()}
    return bar_chart(title, "products", "in the first outcome", shares)


def _counts(found: ReactionEvaluation) -> Table:
    rows = [
        ("Reactions scored", f"{found.n_reactions:,}"),
        ("… the model could not be asked about, counted as wrong", f"{found.n_refused:,}"),
        *((f"… … {reason}", f"{count:,}") for reason, count in found.refused.items()),
        ("Rows that could not be read, not counted", f"{found.n_unread:,}"),
        *([(STEREO_ASIDE, f"{found.n_stereo:,}")] if found.n_stereo else []),
        *_inert_rows(found),
        *(
            (f"Given that it reacts: product in the first {k}", share(value))
            for k, value in enumerate(found.product_top_if_reacts, 1)
            if k in (1, 3, 5)
        ),
        ("First outcomes that are an end, not a search cut off", share(found.first_finished)),
        ("Mean probability of the first outcome", number(found.mean_probability)),
        ("Time a reaction", seconds(found.seconds_per_reaction)),
    ]
    return Table("Counts and cost", ("", "value"), rows)


def _inert_rows(found: ReactionEvaluation) -> list[tuple[str, str]]:
    if found.inert is None:
        return []
    flasks = f"of {found.inert.n_flasks:,} flasks in which nothing happens"
    return [
        (f"First outcome that nothing happens, {flasks}", share(found.inert.inert_top1)),
        ("… one of the first five", share(found.inert.inert_top5)),
    ]


def _groups(title: str, groups: Mapping[str, ReactionScores]) -> Table:
    heads = (title, "reactions", "top 1", "top 3", "top 5", "first finished", "a reaction")
    rows = [
        (
            name,
            f"{g.n_reactions:,}",
            *map(share, (g.product_top1, g.product_top3, g.product_top5, g.first_finished)),
            seconds(g.seconds_per_reaction),
        )
        for name, g in groups.items()
    ]
    return Table(f"{title}, figures", heads, rows)
