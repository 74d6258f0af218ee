"""Every setting of the search is declared once and reachable from everywhere."""

import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.main import get_command

import flower
from flower.batch import predict_file
from flower.cli.app import app
from flower.prediction.options import (
    EvaluateOptions,
    LoadOptions,
    PredictOptions,
    ScoreCallOptions,
    StepCallOptions,
)
from flower.prediction.predictor import Predictor
from flower.records import Conditions
from flower.search import SearchSettings
from flower.search.settings import SearchOptions
from tests.toy_model import ToyModel

UNUSUAL: dict[str, Any] = {
    "max_steps": 3, "beam": 2, "branching": 2, "candidates": 4, "minimum_probability": 0.01,
    "minimum_share": 0.02, "stage_outcomes": 2, "top": 12,
    "max_states": 9, "time_limit_s": 50.0, "reacts": True, "style": "recorded",
    "heat": True, "light": True, "seed": 4,
}  # fmt: skip
NAMES = {one.name for one in fields(SearchSettings)}
LOADING = {one.name for one in fields(flower.ModelChoice)} - {"model"}


def of_verb(verb: str) -> set[str]:
    return {n for n, one in SearchSettings.options().items() if verb in one.option.verbs}


def test_an_unusual_value_of_every_setting_is_tried_below() -> None:
    assert set(UNUSUAL) == NAMES
    usual = asdict(SearchSettings())
    assert not [name for name, value in UNUSUAL.items() if value == usual[name]]


def test_what_type_checkers_are_told_is_what_is_declared() -> None:
    declared = get_type_hints(SearchSettings)
    del declared["panel"]  # of the class
    assert get_type_hints(SearchOptions) == declared
    loading = get_type_hints(flower.ModelChoice)
    del loading["model"], loading["panel"]
    assert get_type_hints(LoadOptions) == loading
    for verb, told in (
        ("predict", PredictOptions), ("step", StepCallOptions), ("score", ScoreCallOptions),
    ):  # fmt: skip
        assert set(get_type_hints(told)) == of_verb(verb) | LOADING
    assert set(get_type_hints(EvaluateOptions)) == (NAMES | LOADING) - {"top", "style"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_setting_has_a_line_of_help(name: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", SearchSettings.options()[name].option.help)


def test_python_reaches_every_setting() -> None:
    search = Predictor.load(Hot(), **UNUSUAL).search
    assert asdict(search) == UNUSUAL
    for verb, about in ((flower.step, "O"), (flower.score, "O>>O")):
        options = {name: UNUSUAL[name] for name in of_verb(verb.__name__)}
        assert verb([about], model=Hot(), **options)[0].status == "ok"
        with pytest.raises(TypeError, match="unexpected keyword argument 'beam'"):
            verb([about], model=Hot(), beam=2)


@pytest.mark.parametrize("verb", ["predict", "step", "score", "evaluate", "serve"])
def test_the_shell_has_an_option_for_every_setting(verb: str) -> None:
    command = get_command(app).commands[verb]  # type: ignore[attr-defined]
    wanted = {"evaluate": NAMES, "serve": set()}.get(verb, of_verb(verb))
    assert wanted | LOADING | {"model"} <= {one.name for one in command.params}


def test_the_verb_of_a_file_reaches_every_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watch(monkeypatch)
    (tmp_path / "flasks.smi").write_text("O\n")
    predict_file(tmp_path / "flasks.smi", tmp_path / "out", model=Hot(), **UNUSUAL)
    assert seen == [SearchSettings(**UNUSUAL)]
    with pytest.raises(TypeError, match="unexpected keyword argument 'beams'"):
        predict_file(tmp_path / "flasks.smi", tmp_path / "out", model=Hot(), beams=2)  # type: ignore[call-arg]


def test_evaluation_reaches_every_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = watch(monkeypatch)
    (tmp_path / "rows.txt").write_text("O.N>>NO\n")
    found = flower.evaluate(tmp_path / "rows.txt", model=Hot(), rows="reactions", **UNUSUAL)
    assert seen == [SearchSettings(**UNUSUAL)]
    told = found.to_json_dict()
    assert {name: told[name] for name in NAMES} == UNUSUAL


def test_planning_reaches_every_setting() -> None:
    pytest.importorskip("syntheseus")
    from flower.planning import MechanismForwardModel

    forward = MechanismForwardModel(Hot(), search=SearchSettings(**UNUSUAL))
    assert forward._mechanisms.predictor.search == SearchSettings(**UNUSUAL)


def test_the_service_reaches_every_setting() -> None:
    pytest.importorskip("fastapi")
    from flower.serving.requests import PredictRequest

    asked = PredictRequest(reactants="O", **UNUSUAL)
    assert asked.search == SearchSettings(**UNUSUAL)
    assert PredictRequest(reactants="O").search == SearchSettings()
    told = PredictRequest.model_json_schema()["properties"]
    for name, one in SearchSettings.options().items():
        assert told[name]["description"] == one.option.help
        assert told[name]["default"] == one.default
    assert (told["beam"]["minimum"], told["beam"]["maximum"]) == (1, 64)
    assert told["time_limit_s"]["anyOf"][0]["exclusiveMinimum"] == 0
    assert told["minimum_probability"]["exclusiveMaximum"] == 1


class Hot(ToyModel):
    """Takes heat and light into account, or says so."""

    learnt = Conditions.HEAT | Conditions.LIGHT


def watch(monkeypatch: pytest.MonkeyPatch) -> list[SearchSettings]:
    """The settings with which flasks are predicted from now on."""
    seen: list[SearchSettings] = []
    each = Predictor.each

    def watched(self: Predictor, *given: Any, **asked: Any) -> Any:
        seen.append(self.search)
        return each(self, *given, **asked)

    monkeypatch.setattr(Predictor, "each", watched)
    return seen
