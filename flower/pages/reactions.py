"""An evaluation on overall reactions as one HTML page that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping

from flower.evaluation.reaction_result import OUTCOMES, ReactionEvaluation, ReactionScores
from flower.pages.charts import Bar, Curve, bars, rank_curves, rank_points
from flower.pages.figures import page, seconds, share, table, unread_rows
from flower.pages.frame import tiles


def reaction_report(found: ReactionEvaluation) -> str:
    """Return the page; whatever comes from files or names is escaped."""
    settings = (f"beam {found.beam}", f"{found.max_steps} steps at most")
    body = [
        _tiles(found),
        _rank_section(found),
        _bars_section("With and without recorded steps", found.by_has_steps),
        _bars_section("By reaction class", found.by_class),
        _more_figures(found),
        _groups_table("Recorded steps", found.by_has_steps),
        _groups_table("Reaction class", found.by_class),
        unread_rows(found.unread, found.n_unread),
        _rules(),
    ]
    return page(found.asked, settings, body)


def _tiles(found: ReactionEvaluation) -> str:
    return tiles(
        [
            (share(found.product_top[0]), "product in the first outcome"),
            (share(found.product_top[2]), "in one of the first three"),
            (share(found.product_top[4]), "in one of the first five"),
            (share(found.first_finished), "of first outcomes finished"),
            (f"{found.n_reactions:,}", "reactions"),
            (seconds(found.seconds_per_reaction), "a reaction"),
        ]
    )


def _rank_section(found: ReactionEvaluation) -> str:
    points = rank_points(found.product_top)
    if not points:
        return ""
    given = Curve("given that it reacts", "b", rank_points(found.product_top_if_reacts))
    drawn = rank_curves([Curve("reactions", "a", points), given], OUTCOMES)
    return f"<section><h2>Product within outcome k</h2>{drawn}</section>"


def _bars_section(title: str, groups: Mapping[str, ReactionScores]) -> str:
    if not groups:
        return ""
    rows = [Bar(name, g.product_top1, f"of {g.n_reactions:,}") for name, g in groups.items()]
    drawn = bars(rows, f"{title}, share of products in the first outcome")
    return f"<section><h2>{title}, share in the first outcome</h2>{drawn}</section>"


def _more_figures(found: ReactionEvaluation) -> str:
    mean = found.mean_probability
    rows = [
        ("Reactions scored", f"{found.n_reactions:,}"),
        ("… the model could not be asked about, counted as wrong", f"{found.n_refused:,}"),
        *((f"… … {reason}", f"{count:,}") for reason, count in found.refused.items()),
        ("Rows that could not be read, not counted", f"{found.n_unread:,}"),
        *_inert_rows(found),
        *(
            (f"Given that it reacts: product in the first {k}", share(value))
            for k, value in enumerate(found.product_top_if_reacts, 1)
            if k in (1, 3, 5)
        ),
        ("First outcomes that are an end, not a search cut off", share(found.first_finished)),
        ("Mean probability of the first outcome", "–" if mean is None else f"{mean:.3f}"),
        ("Time a reaction", seconds(found.seconds_per_reaction)),
    ]
    return table("Counts and cost", ("", "value"), rows)


def _inert_rows(found: ReactionEvaluation) -> list[tuple[str, str]]:
    if found.inert is None:
        return []
    flasks = f"of {found.inert.n_flasks:,} flasks in which nothing happens"
    return [
        (f"First outcome that nothing happens, {flasks}", share(found.inert.inert_top1)),
        ("… one of the first five", share(found.inert.inert_top5)),
    ]


def _groups_table(title: str, groups: Mapping[str, ReactionScores]) -> str:
    if not groups:
        return ""
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
    return table(f"{title}, figures", heads, rows)


def _rules() -> str:
    return (
        '<p class="soft">The search runs from all that the reaction puts in, agents included. Its '
        "product counts as found at k when it is among the new molecules of the k-th outcome or an "
        "earlier one, charge (protons put on or taken off until neutral) and stereo aside. Of "
        "several recorded products one and the same outcome must hold all, but those that were "
        "put in already are not asked for. Where both sides are alike, nothing happens: right is "
        "an outcome that is an end without a new molecule, charge aside; these flasks are told "
        "apart. Reactions that the model cannot be asked about count as "
        "wrong.</p>"
    )
