"""`flower serve` before it serves: its defaults, and what it refuses."""

import pytest

import flower
from tests.cli.shell import inside


def test_the_help_tells_the_limits_with_their_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    told = inside("serve", "--help").stdout
    for name, declared in flower.ServeSettings.options().items():
        shown = f"({declared.option.none})" if declared.may_be_none else declared.default
        assert f"--{name.replace('_', '-')}" in told
        assert f"[default: {shown}]" in " ".join(told.replace("│", " ").split())


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flower.serving.server.find_spec", lambda name: None)
    result = inside("serve")
    assert result.exit_code == 2
    assert 'pip install "flower-mechanisms[serve]"' in result.stderr


@pytest.mark.parametrize("option", [("--workers", "0"), ("--port", "70000"), ("--queue", "-1")])
def test_a_limit_that_cannot_be_is_refused(option: tuple[str, str]) -> None:
    result = inside("serve", *option)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
