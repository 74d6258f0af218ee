"""An evaluation as one HTML page that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from flower.evaluation.calibration import Calibration
from flower.evaluation.charts import Bar, Curve, bars, rank_curves, reliability
from flower.evaluation.result import Evaluation, Shares
from flower.evaluation.scores import RANKS, GroupScores

_SHOWN_RANKS = (1, 2, 3, 5, 10)

STYLE = """
:root{--ground:#fcfcfb;--panel:#fff;--ink:#1c2024;--soft:#5c6670;--line:#e3e6e8;--track:#eef0f1;
--a:#2563a8;--b:#c2571a;--c:#2b7d57;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--panel:#1c2024;--ink:#e8eaec;
--soft:#9aa4ad;--line:#30363c;--track:#272c31;--a:#6cabf0;--b:#f0935a;--c:#66c397}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1060px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 12px}
p{margin:0 0 12px}
.soft,caption{color:var(--soft);font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
margin:24px 0}
.tile,section{background:var(--panel);border:1px solid var(--line);border-radius:10px}
.tile{padding:12px 16px}
.tile b{display:block;font-size:1.6rem;font-weight:600;line-height:1.3}
.tile span{color:var(--soft);font-size:.85rem}
section{padding:18px 20px;margin:0 0 16px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:16px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--line);text-align:right;
white-space:nowrap}
th{font-weight:600;color:var(--soft)}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere}
td.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--ink);font-size:12px;font-family:inherit}
.tick{text-anchor:middle;fill:var(--soft)!important}
.tick.up,.label{text-anchor:end}
.axis{text-anchor:middle;fill:var(--soft)!important}
.count{fill:var(--soft)}
.grid{stroke:var(--line)}
.curve{fill:none;stroke-width:2}
.curve.a{stroke:var(--a)}.curve.b{stroke:var(--b);stroke-dasharray:6 4}.curve.c{stroke:var(--c)}
.curve.ideal{stroke:var(--soft);stroke-dasharray:3 4;stroke-width:1.5}
.dot{stroke:var(--panel);stroke-width:1}
.dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.c{fill:var(--c)}
.track{fill:var(--track)}.bar{fill:var(--a)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;font-size:.88rem}
.key{display:inline-block;width:20px;border-top:3px solid;margin-right:7px;vertical-align:middle}
.key.a{border-color:var(--a)}.key.b{border-color:var(--b);border-top-style:dashed}
.key.c{border-color:var(--c)}
"""


def report(found: Evaluation) -> str:
    """Return the page; whatever comes from files or names is escaped."""
    asked = found.asked
    evaluations = asked.evaluations_per_step
    settings = [
        f"model {asked.model}",
        f"{asked.samples} {'sample' if asked.samples == 1 else 'samples'} a step",
        *([] if evaluations is None else [f"{evaluations} network evaluations a step"]),
        f"seed {asked.seed}",
        *([] if asked.limit is None else [f"the first {asked.limit:,} rows"]),
    ]
    body = [
        f"<h1>{escape(asked.model)} on {escape(asked.source)}</h1>",
        f'<p class="soft">{escape(", ".join(settings))}</p>',
        _tiles(found),
        f'<div class="pair">{_rank_section(found)}{_reliability_section(found)}</div>',
        _ranks_table(found),
        _more_figures(found),
        _bars_section("By reaction class", found.by_class),
        _bars_section("By kind of step", found.by_kind),
        _bars_section("By heavy atoms of the flask", found.by_size),
        _groups_table(found),
        _bins_table(found.calibration),
        _unread_section(found),
        _rules(),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Evaluation of {escape(asked.model)}</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def share(value: float | None) -> str:
    """Write a share of 0 to 1 as per cent.

    >>> share(0.9054), share(None)
    ('90.5 %', '–')
    """
    return "–" if value is None else f"{100 * value:.1f} %"


def _tiles(found: Evaluation) -> str:
    seconds = found.seconds_per_step
    tiles = [
        (share(found.step_top[0]), "steps ranked first"),
        (share(found.step_top[4]), "steps in the first five"),
        (share(found.pathway_top[0]), "pathways, every step first"),
        (share(found.valid), "of candidates valid"),
        (f"{found.calibration.error:.3f}", "expected calibration error"),
        ("–" if seconds is None else f"{seconds:.3f} s", "a step"),
    ]
    inner = "".join(
        f'<div class="tile"><b>{value}</b><span>{name}</span></div>' for value, name in tiles
    )
    return f'<div class="tiles">{inner}</div>'


def _rank_section(found: Evaluation) -> str:
    curves = [
        Curve("steps", "a", _points(found.step_top)),
        Curve("steps, without credit", "b", _points(found.step_top_strict)),
        Curve("pathways", "c", _points(found.pathway_top)),
    ]
    drawn = rank_curves([curve for curve in curves if curve.points], RANKS)
    return f"<section><h2>Within rank k</h2>{drawn}</section>"


def _points(shares: Shares) -> list[tuple[float, float]]:
    return [(float(k), value) for k, value in enumerate(shares, 1) if value is not None]


def _reliability_section(found: Evaluation) -> str:
    return (
        f"<section><h2>Calibration</h2>{reliability(found.calibration)}"
        f'<p class="soft">Expected calibration error {found.calibration.error:.3f} '
        f"({found.calibration_credited.error:.3f} with credit). "
        "The area of a dot is the number of steps.</p></section>"
    )


def _ranks_table(found: Evaluation) -> str:
    rows = [
        ("Steps", found.step_top),
        ("Steps, without credit", found.step_top_strict),
        ("Pathways", found.pathway_top),
        ("Pathways, without credit", found.pathway_top_strict),
    ]
    return _section(
        "Share within the first k",
        ("", *(f"k = {k}" for k in _SHOWN_RANKS)),
        [(name, *(share(values[k - 1]) for k in _SHOWN_RANKS)) for name, values in rows],
    )


def _more_figures(found: Evaluation) -> str:
    evaluations = found.asked.evaluations_per_step
    rows = [
        ("Steps scored", f"{found.n_steps:,}"),
        ("… the model could not be asked about, counted as wrong", f"{found.n_refused:,}"),
        ("Rows that could not be read, not counted", f"{found.n_unread:,}"),
        ("Pathways scored", f"{found.n_pathways:,}"),
        ("Pathways left out, not all of their steps being read", f"{found.n_pathways_left_out:,}"),
        ("First, where something happens", share(found.step_top1_reacting)),
        (f"First, where nothing happens ({found.n_end:,} steps)", share(found.end_top1)),
        ("Entries conserve before the integer decode", share(found.conserved_raw)),
        ("Entries are a molecule before the integer decode", share(found.valid_raw)),
        (f"Candidates that conserve, of {found.n_candidates:,}", share(found.conserved)),
        ("Candidates that are molecules", share(found.valid)),
        ("Network evaluations a step", "–" if evaluations is None else str(evaluations)),
        ("Mean probability of the first candidate", f"{found.mean_probability:.3f}"),
        ("Mean probability of the recorded step", f"{found.mean_probability_recorded:.3f}"),
    ]
    return _section("Counts, conservation and cost", ("", "value"), rows)


def _bars_section(title: str, groups: Mapping[str, GroupScores]) -> str:
    if not groups:
        return ""
    rows = [Bar(name, g.step_top1, f"of {g.n_steps:,}") for name, g in groups.items()]
    drawn = bars(rows, f"{title}, share of steps ranked first")
    return f"<section><h2>{title}, share ranked first</h2>{drawn}</section>"


def _groups_table(found: Evaluation) -> str:
    tables = (
        ("Reaction class", found.by_class),
        ("Kind of step", found.by_kind),
        ("Heavy atoms", found.by_size),
    )
    return "".join(
        _section(
            f"{title}, figures",
            (title, "steps", "top 1", "top 3", "top 5", "top 10", "top 1, no credit", "sure of"),
            [
                (
                    name,
                    f"{g.n_steps:,}",
                    *map(share, (g.step_top1, g.step_top3, g.step_top5, g.step_top10)),
                    share(g.step_top1_strict),
                    f"{g.mean_probability:.3f}",
                )
                for name, g in groups.items()
            ],
        )
        for title, groups in tables
        if groups
    )


def _bins_table(calibration: Calibration) -> str:
    rows = [
        (
            f"{b.low:.1f} to {b.high:.1f}",
            f"{b.n_steps:,}",
            "–" if b.mean_probability is None else f"{b.mean_probability:.3f}",
            "–" if b.right is None else f"{b.right:.3f}",
        )
        for b in calibration.bins
    ]
    heads = ("probability of the first candidate", "steps", "mean probability", "share right")
    return _section("Reliability", heads, rows)


def _unread_section(found: Evaluation) -> str:
    if not found.unread:
        return ""
    rows = "".join(
        f'<tr><td>{row.line:,}</td><td class="text">{escape(row.reason)}</td></tr>'
        for row in found.unread
    )
    return (
        f"<section><h2>Rows that could not be read: {found.n_unread:,}</h2>"
        f'<div class="wide"><table><tr><th>row</th><th style="text-align:left">why</th></tr>'
        f"{rows}</table></div></section>"
    )


def _rules() -> str:
    return (
        '<p class="soft">A step is right when the SMILES of its whole product side, atom maps and '
        "stereo removed, equals the recorded one. Candidates are merged by that form; ties share "
        "the best rank; another recorded product of the same reactants is credited unless said "
        "otherwise. The rank of a pathway is the worst of its steps' ranks. Calibration is without "
        "credit: where several products are recorded, a model that is right shares its probability "
        "among them.</p>"
    )


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f'<section><h2>{escape(title)}</h2><div class="wide"><table><tr>{head}</tr>{body}'
        "</table></div></section>"
    )
