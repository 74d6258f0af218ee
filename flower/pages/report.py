"""A prediction as one HTML page that opens from disk: outcomes, network, each step drawn."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path

from flower.drawing.energy_profile import PROFILE_STYLE, draw_energy_profile
from flower.errors import InputError, reason, shorten
from flower.pages.frame import html_page, tiles
from flower.pages.network import (
    LEAST_SHOWN,
    Graph,
    graph_data,
    graph_svg,
    read_graph,
    steps_to_draw,
)
from flower.pages.outcomes import outcomes_section, told_if_reacts, told_outcomes
from flower.pages.parts import Shown, copyable, count, figures, percent
from flower.pages.sheet import Sheet, palette_style
from flower.prediction.outcome import Prediction
from flower.prediction.scored import Score

MOST_DRAWN_STEPS = 60
"""Steps drawn on a page, so that it stays small; others are told in words."""
_PERCENTAGES = (
    "Percentages are the model's probabilities, not yields: of an outcome, that the flask ends "
    "there, by any of the ways found; of a step, that it comes next."
)
_CONFIDENCE = (
    " Confidence: of outcomes told so on reactions kept aside, that many in a hundred were right."
)
_UNFAMILIAR = (
    " Unfamiliar: the share of the surroundings of the reacting atoms, out to two bonds, that the "
    "model never met in training."
)
_WAYS = (
    "Percentages are the model's probabilities, not yields: of a way, that the flask comes to "
    "where the target appears; of a step, that it comes next."
)
_STOPPED = {
    "states": "The search ended with its number of states used up; this is the best it had found.",
    "time": "The search ended with its time used up; this is the best it had found.",
    "steps": "The search ended with its number of steps used up; unfinished ways are marked.",
}


def report_html(prediction: Prediction, settings: str = "", energies: Score | None = None) -> str:
    """Return a prediction as one HTML page that loads nothing and works from disk.

    It tells the ranked outcomes with every step drawn, and shows the network as a graph to look
    around in. ``settings`` says how the search was asked, for example "beam 8; seed 0";
    ``energies`` is the first outcome's mechanism, scored with energies, whose profile is shown.
    The same prediction gives the same page. Raises InputError if the prediction has no network.

    >>> from flower.prediction.outcome import Outcome
    >>> from flower.prediction.reaction_network import NetworkState, ReactionNetwork
    >>> water = NetworkState("O", (), 0, 1.0, 1.0, 0.0)
    >>> rests = Outcome(rank=1, probability=1.0, smiles="O", products=(), finished=True, steps=())
    >>> network = ReactionNetwork((water,), (), "toy", 0)
    >>> "nothing happens" in report_html(
    ...     Prediction("O", "ok", None, (rests,), "toy", 0, network=network)
    ... )
    True
    """
    network = prediction.network
    if network is None:
        why = prediction.error or "It was made without its network; predict with `network=True`."
        raise InputError(f"There is no report on `{shorten(prediction.input)}`. {why}")
    told = told_outcomes(prediction)
    graph = read_graph(network, told, "outcome" if prediction.target is None else "way")
    sheet = Sheet(MOST_DRAWN_STEPS)
    for outcome in (*told, *told_if_reacts(prediction)):
        sheet.draw(outcome.steps)
    for edge in steps_to_draw(graph):
        sheet.draw([edge.step])
    body = [
        _head(prediction, settings, sheet),
        outcomes_section(prediction, sheet),
        _energies_section(energies) if energies is not None else "",
        _network_section(graph, sheet),
        _foot(prediction),
    ]
    data = graph_data(graph, sheet)
    room = files("flower.pages") / "templates"
    style = palette_style() + (room / "report.css").read_text(encoding="utf-8")
    style += PROFILE_STYLE if energies is not None else ""
    script = "".join(
        (room / name).read_text(encoding="utf-8") for name in ("report.js", "network.js")
    )
    title = f"Mechanism of {shorten(prediction.input)}"
    return html_page(title, style, [sheet.html(), *body], script, data)


def write_report(
    prediction: Prediction, path: str | Path, settings: str = "", energies: Score | None = None
) -> None:
    """Write `report_html` to a file.

    Raises InputError if the prediction has no network, or if the file cannot be written.
    """
    page = report_html(prediction, settings, energies)
    try:
        Path(path).write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be written ({reason(error)}); give another name."
        ) from error


def _head(prediction: Prediction, settings: str, sheet: Sheet) -> str:
    network = prediction.network
    assert network is not None
    asked = settings or f"seed {prediction.seed}"
    reactants = network.states[0].smiles
    once = dict.fromkeys(reactants.split("."))
    shown = figures([Shown(smiles, _times(reactants, smiles)) for smiles in once], sheet)
    best = prediction.outcomes[0].probability if prediction.outcomes else None
    what = "way" if prediction.target is not None else "outcome"
    counted = [
        (len(prediction.outcomes), what, ""),
        (len(network.states), "state", " looked at"),
        (len(network.steps), "elementary step", " looked at"),
    ]
    facts = [("–" if best is None else percent(best), f"first {what}")]
    for number, name, more in counted:
        figure, words = count(number, name).split(" ", 1)
        facts.append((figure, words + more))
    notes = _PERCENTAGES if prediction.target is None else _WAYS
    every = (*prediction.outcomes, *(prediction.if_reacts or ()))
    notes += _CONFIDENCE if any(one.confidence is not None for one in every) else ""
    notes += _UNFAMILIAR if any(one.unfamiliar is not None for one in every) else ""
    stopped = _STOPPED.get(prediction.stopped or "", "")
    return (
        f'<header><h1>Predicted mechanism</h1><p class="soft">Model '
        f"<b>{escape(prediction.model)}</b>; {escape(asked)}</p>"
        f"<section><h2>Reactants</h2>"
        f'<div class="molecules">{shown}</div><h3>As given</h3>{copyable(prediction.input)}'
        f"</section>{tiles(facts)}"
        f"<p>{notes}</p>"
        f"{f'<p><b>{stopped}</b></p>' if stopped else ''}</header>"
    )


def _times(flask: str, smiles: str) -> str:
    number = flask.split(".").count(smiles)
    return f"{number} ×" if number > 1 else ""


def _energies_section(energies: Score) -> str:
    if all(step.energy_kcal_mol is None for step in energies.steps):
        why = next((step.energy_note for step in energies.steps if step.energy_note), "")
        shown = f"<p>No step of it has an energy. {escape(why)}</p>"
    else:
        shown = f'<div class="graph">{draw_energy_profile(energies, styled=False)}</div>'
    return (
        '<section id="energies"><h2>Energies of the first outcome</h2>'
        f'{shown}<p class="soft">Electronic energies, without vibrations; under each step, the '
        "model's probability of it. Barriers are estimates.</p></section>"
    )


def _network_section(graph: Graph, sheet: Sheet) -> str:
    states, steps = graph.network.states, graph.network.steps
    if not steps:
        return (
            '<section id="network"><h2>Network</h2><p>No step was probable enough to be followed; '
            "the reactants are all there is.</p></section>"
        )
    drawn = sum(sheet.step(edge.step) is not None for edge in steps)
    hidden = len(states) - len(graph.probable)
    least = percent(LEAST_SHOWN).replace(".0", "")
    note = (
        f"Drawn on this page: {drawn:,} of the {count(len(steps), 'step')}, those on the ways told "
        f"above or taken with at least {least}, at most {MOST_DRAWN_STEPS}; the others are told "
        "in words."
    )
    improbable = (
        f'<label for="least">Show states reached with at least '
        f'<select id="least"><option value="0">any probability</option>'
        f'<option value="0.001">0.1 %</option><option value="{LEAST_SHOWN}" selected>{least}'
        f'</option><option value="0.05">5 %</option><option value="0.2">20 %</option></select>'
        f'</label> <span class="soft" id="hidden-states">{hidden:,} hidden</span>'
    )
    return (
        '<section id="network"><h2>Network</h2><p>Every state of the flask that was looked at, '
        "from the reactants on the left. The area of a disc is the probability that the flask "
        "comes by, the width of a line that the step is taken; numbered discs are "
        f'{graph.ranked}s. <span class="scripted" hidden>Choose a state or a line to see the step.'
        "</span></p>"
        f'<div class="controls" id="graph-controls" hidden>'
        '<span class="group"><button type="button" id="zoom-in" aria-label="Zoom in">+</button>'
        '<button type="button" id="zoom-out" aria-label="Zoom out">−</button>'
        '<button type="button" id="fit">Fit</button></span>'
        f"<span>{improbable}</span></div>"
        f'<div class="graph">{graph_svg(graph, sheet)}</div>'
        '<p class="soft scripted" hidden>Drag to move; wheel (once the graph is clicked, or with '
        "Ctrl) or two fingers to zoom. Keys: arrows move between states, Enter tells more, Escape "
        'closes, + and − zoom.</p><div id="panel" aria-live="polite" hidden></div>'
        f'<p class="soft">{note}</p></section>'
    )


def _foot(prediction: Prediction) -> str:
    return (
        f'<footer class="soft"><p>Model {escape(prediction.model)}, seed {prediction.seed}. '
        "Every step keeps all atoms and electrons. A prediction is a hypothesis, no measurement. "
        "Heavy atoms keep their numbers, as they stand in the input, along a mechanism.</p>"
        "</footer>"
    )
