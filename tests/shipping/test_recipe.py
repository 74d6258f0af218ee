"""The recipe for conda tells what pyproject.toml tells, and rattler-build can read it."""

import pytest
import yaml
from packaging.requirements import Requirement

from tests.test_house import HOUSE, PROJECT

PATH = HOUSE / ".conda" / "recipe.yaml"
RECIPE = yaml.safe_load(PATH.read_text(encoding="utf-8"))
# What conda-forge calls packages otherwise than PyPI.
NAMES = {
    "torch": "pytorch", "torch-geometric": "pytorch_geometric", "lazy-loader": "lazy_loader",
}  # fmt: skip


def _asked(lines: list[str]) -> dict[str, set[str]]:
    parts = [line.partition(" ")[::2] for line in lines]
    return {name: set(bounds.replace(" ", "").split(",")) for name, bounds in parts}


def test_name_version_and_licence_are_those_of_the_project() -> None:
    project = PROJECT["project"]
    assert RECIPE["package"] == {"name": project["name"], "version": project["version"]}
    assert RECIPE["about"]["license"] == project["license"]
    assert RECIPE["about"]["license_file"] == project["license-files"]
    assert RECIPE["about"]["summary"] == project["description"]


def test_the_commands_are_those_of_the_project() -> None:
    points = [f"{name} = {where}" for name, where in PROJECT["project"]["scripts"].items()]
    assert RECIPE["build"]["python"]["entry_points"] == points


def test_what_is_needed_is_what_the_project_needs() -> None:
    project = PROJECT["project"]
    wanted = {"python": set(project["requires-python"].split(","))}
    for line in project["dependencies"]:
        one = Requirement(line)
        wanted[NAMES.get(one.name, one.name)] = set(str(one.specifier).split(","))
    assert _asked(RECIPE["requirements"]["run"]) == wanted
    host = _asked(RECIPE["requirements"]["host"])
    for line in PROJECT["build-system"]["requires"]:
        one = Requirement(line)
        assert host[one.name] == set(str(one.specifier).split(","))


def test_every_dependency_has_one_lowest_version() -> None:
    project = PROJECT["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["serve"]]:
        operators = [part.operator for part in Requirement(line).specifier]
        assert operators.count(">=") == 1, line


def test_rattler_build_can_read_it() -> None:
    rattler = pytest.importorskip(
        "rattler_build", reason="needs py-rattler-build, of the extra `release`"
    )
    (one,) = rattler.Stage0Recipe.from_file(str(PATH)).render()
    told = one.recipe.to_dict()
    assert told["build"]["noarch"] == "python"
    assert told["requirements"]["run"] == RECIPE["requirements"]["run"]
