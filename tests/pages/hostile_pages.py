"""Every page and picture of the library, made of hostile names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import flower
from flower.drawing import draw_energy_profile, draw_mechanism
from flower.pages import notebook_html, report_html
from flower.pages.flask_reports import flask_report, flask_reports_html
from flower.pages.impurities import impurities_html
from flower.prediction.scored import Score
from flower.serving.schema_page import schema_html
from tests.drawing.test_energy_profile import STEP, _score
from tests.evaluation.overall import ROWS as REACTIONS
from tests.evaluation.overall import write_reactions
from tests.evaluation.scripted import ROWS as STEPS
from tests.evaluation.scripted import Scripted, write_rows
from tests.pages.reports import HOSTILE, hostile
from tests.toy_model import AMIDE, ToyModel

_IN_CSV = '"' + HOSTILE.replace('"', '""') + '"'


def of_steps(folder: Path) -> str:
    """An evaluation of steps: class label, unreadable line, model and column are hostile."""
    rows = [(1, 0, HOSTILE, *STEPS[0][3:]), (1, 0, "x", HOSTILE, HOSTILE)]
    model = Scripted()
    model.name = HOSTILE
    found = flower.evaluate(write_rows(folder / "<script>alert(1)<&.csv", rows), model=model)
    assert found.n_unread or found.n_steps
    return found.to_html()


def of_reactions(folder: Path) -> str:
    """An evaluation of overall reactions, likewise."""
    rows = ((_IN_CSV, "True", REACTIONS[0][2]), (_IN_CSV, "True", _IN_CSV))
    model = ToyModel()
    model.name = HOSTILE  # type: ignore[misc]
    return flower.evaluate(write_reactions(folder / "r.csv", rows), model=model).to_html()


def in_notebook(folder: Path) -> str:
    """What a notebook shows, which has no policy of its own."""
    told = hostile()
    best = replace(told.outcomes[0], steps=())
    return f"<!doctype html><body>{notebook_html(replace(told, outcomes=(best,)))}"


def failed_in_notebook(folder: Path) -> str:
    """A prediction that failed, whose error quotes the input."""
    return f"<!doctype html><body>{notebook_html(replace(hostile(), error=HOSTILE, outcomes=()))}"


def scored() -> Score:
    step = replace(STEP, kind=HOSTILE, description=HOSTILE, reactants=HOSTILE, products=HOSTILE)
    return replace(_score(step, step), input=HOSTILE, model=HOSTILE, energy_method=HOSTILE)


def profile(folder: Path) -> str:
    """An energy profile whose names are hostile."""
    return f"<!doctype html><body>{draw_energy_profile(scored())}"


def report(folder: Path) -> str:
    """A report with energies."""
    return report_html(hostile(), HOSTILE, scored())


def report_to_target(folder: Path) -> str:
    """A report on a target that was not found, and on energies that there are not."""
    step = replace(STEP, energy_kcal_mol=None, energy_note=HOSTILE)
    asked = replace(hostile(), target=HOSTILE, outcomes=())
    return report_html(asked, HOSTILE, replace(scored(), steps=(step,)))


def drawing(folder: Path) -> str:
    """A mechanism whose titles are hostile."""
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    return f"<!doctype html><body>{draw_mechanism([step], titles=[HOSTILE]).svg}"


def asked(folder: Path) -> str:
    """What a service can be asked, by a schema whose every text is hostile."""
    field = {"type": HOSTILE, "description": HOSTILE, "default": HOSTILE, "examples": [HOSTILE]}
    body = {"properties": {HOSTILE: field}, "required": [HOSTILE]}
    content = {"content": {"application/json": {"schema": body}}}
    told = {"summary": HOSTILE, "requestBody": content, "responses": {"200": content}}
    info = {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE}
    return schema_html({"info": info, "paths": {f"/{HOSTILE}": {"post": told}}})


def impurities(folder: Path) -> str:
    """What else forms, every name hostile."""
    main = flower.impurities(flower.predict(AMIDE, model=ToyModel()))
    named = {"smiles": HOSTILE, "formula": HOSTILE, "parting": HOSTILE, "instead_of": HOSTILE}
    molecules = tuple(replace(one, **named) for one in main.molecules)
    told = replace(main, input=HOSTILE, product=HOSTILE, molecules=molecules, model=HOSTILE)
    return impurities_html(told)


def many_flasks(folder: Path) -> str:
    """One page for a file, one flask of which failed; ids and names are hostile."""
    failed = replace(hostile(), error=HOSTILE, outcomes=())
    flasks = enumerate((hostile(), failed), 1)
    reports = [flask_report(line, {HOSTILE: HOSTILE}, one) for line, one in flasks]
    return flask_reports_html(reports, HOSTILE, HOSTILE, HOSTILE)


PAGES: tuple[Callable[[Path], str], ...] = (
    of_steps, of_reactions, in_notebook, failed_in_notebook, profile, drawing, report,
    report_to_target, asked, impurities, many_flasks,
)  # fmt: skip
