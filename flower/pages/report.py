"""A prediction as one HTML page that opens from disk: outcomes, network, each step drawn."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from flower.drawing.energy_profile import PROFILE_STYLE, draw_energy_profile
from flower.errors import InputError, reason, require_ending, shorten
from flower.pages.frame import asset, html_page, percent
from flower.pages.network import (
    LEAST_SHOWN,
    draw_graph,
    graph_data,
    read_graph,
    steps_to_draw,
)
from flower.pages.sheet import Sheet, in_colours_of_the_page, palette_style
from flower.prediction.outcome import Molecule, Prediction
from flower.prediction.outcome_summary import count
from flower.prediction.reaction_network import ReactionNetwork
from flower.prediction.scored import Score
from flower.prediction.summary import Summary, summarize

PAGES = (".html", ".htm")
MOST_DRAWN_STEPS = 60
"""Steps drawn on a page, so that it stays small; others are told in words."""
_PLAIN_PICTURES = "svg.profile .picture rect{fill:none}"
LOOKS_FURTHER = "a wider beam or more steps look"
BUDGETS = {"states": "its number of states", "time": "its time", "steps": "its number of steps"}
_LEASTS = {0: "any probability", 0.001: "0.1 %", LEAST_SHOWN: "1 %", 0.05: "5 %", 0.2: "20 %"}


def report_html(prediction: Prediction, settings: str = "", energies: Score | None = None) -> str:
    """Return a prediction as one HTML page that loads nothing and works from disk.

    It tells the ranked outcomes with every step drawn, and shows the network as a graph to look
    around in. ``settings`` says how the search was asked, for example "beam 8; seed 0";
    ``energies`` is the first outcome's mechanism, scored with energies, whose profile is shown.
    A prediction in stages has no network, and its page shows none. The same prediction gives the
    same page. Raises InputError if another prediction has no network.

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
    if network is None and not prediction.stages:
        why = prediction.error or "It was made without its network; predict with `network=True`."
        raise InputError(f"There is no report on `{shorten(prediction.input)}`. {why}")
    summary = summarize(prediction)
    graph = None if network is None else read_graph(network, summary)
    sheet = Sheet(MOST_DRAWN_STEPS)
    draw_outcomes(summary, sheet)
    for edge in () if graph is None else steps_to_draw(graph):
        sheet.draw([edge.step])
    style = palette_style() + asset("report.css")
    return html_page(
        "report.html.j2",
        style + PROFILE_STYLE + _PLAIN_PICTURES if energies is not None else style,
        asset("report.js") + ("" if graph is None else asset("network.js")),
        None if graph is None else graph_data(graph, sheet),
        title=f"Mechanism of {shorten(prediction.input)}",
        prediction=prediction,
        settings=settings or f"seed {prediction.seed}",
        summary=summary,
        heading="Outcomes" if prediction.target is None else f"Ways to {prediction.target}",
        stopped=summary.stopped(BUDGETS),
        none_found=summary.none_found(LOOKS_FURTHER),
        reactants=flask_molecules(_first_flask(prediction)),
        facts=_facts(prediction, summary, network),
        energies=energies,
        profile=_profile(energies),
        network=network,
        picture=None if graph is None else draw_graph(graph, sheet),
        sheet=sheet,
        most_drawn=MOST_DRAWN_STEPS,
        alone=True,
        leasts=_LEASTS.items(),
        least_shown=LEAST_SHOWN,
    )


def draw_outcomes(summary: Summary, sheet: Sheet) -> None:
    """Draw the steps of all outcomes that are told, those of each stage from its own beginning."""
    for outcome in (*summary.outcomes, *summary.if_reacts):
        for steps in [stage.steps for stage in outcome.stages] or [outcome.steps]:
            sheet.draw(steps)


def write_report(
    prediction: Prediction, path: str | Path, settings: str = "", energies: Score | None = None
) -> None:
    """Write `report_html` to a file that ends in `.html` or `.htm`.

    Raises InputError for another ending, if the prediction has no network, or if the file cannot
    be written.
    """
    require_ending(path, PAGES, "a page")
    page = report_html(prediction, settings, energies)
    try:
        Path(path).write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be written ({reason(error)}); give another name."
        ) from error


def flask_molecules(flask: str) -> list[Molecule]:
    """The molecules of a flask, each once; where it is there more often, its role says so."""
    molecules = flask.split(".")
    times = {smiles: molecules.count(smiles) for smiles in dict.fromkeys(molecules)}
    return [Molecule(smiles, f"{n} ×" if n > 1 else "") for smiles, n in times.items()]


def _first_flask(prediction: Prediction) -> str:
    if prediction.network is not None:
        return prediction.network.states[0].smiles
    stages = prediction.outcomes[0].stages if prediction.outcomes else None
    return stages[0].flask if stages else ""


def _facts(
    prediction: Prediction, summary: Summary, network: ReactionNetwork | None
) -> list[tuple[str, str]]:
    outcomes = prediction.outcomes
    counted = [count(len(outcomes), summary.noun)]
    counted += [count(len(prediction.stages), "stage")] if prediction.stages else []
    if network is not None:
        counted.append(count(len(network.states), "state") + " looked at")
        counted.append(count(len(network.steps), "elementary step") + " looked at")
    parted = (one.partition(" ") for one in counted)
    first = percent(outcomes[0].probability) if outcomes else "–"
    return [(first, f"first {summary.noun}"), *((figure, words) for figure, _, words in parted)]


def _profile(energies: Score | None) -> Markup:
    if energies is None or all(step.energy_kcal_mol is None for step in energies.steps):
        return Markup("")
    return Markup(in_colours_of_the_page(draw_energy_profile(energies, styled=False)))
