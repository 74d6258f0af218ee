"""Files of flasks: what is taken for a file, where results go, and progress beside them."""

import io
import os
import sys
from pathlib import Path

import pytest

import flower
from flower.cli import files, flasks, telling, writing
from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel


class Paper(io.TextIOWrapper):
    """A file that remembers."""

    mode = "w+"
    name = "paper"

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def told(self) -> str:
        self.seek(0)
        return self.read()


class Screen(Paper):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "is_file"),
    [
        ("-", True),
        ("no/such/file.smi", True),
        ("TABLE.CSV", True),
        ("steps.csv.gz", True),
        ("folder/", True),
        ("CCO", False),
        ("C.C", False),
        ("F/C=C/F", False),
        ("CC(=O)Cl.NCc1ccccc1", False),
    ],
)
def test_smiles_and_files_are_told_apart(text: str, is_file: bool) -> None:
    assert flasks._is_file(text.replace("/", os.sep) if is_file else text) is is_file


def test_on_a_terminal_the_answer_is_coloured_and_as_wide_as_the_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.delenv("NO_COLOR", raising=False)
    found = flower.predict(AMIDE, model=ToyModel(), top=1)
    screen = Screen()
    writing.print_text(lambda width: telling.summary_lines(found, width, "toy"), screen)
    told = screen.told()
    assert "\x1b[1mOutcome 1\x1b[0m" in told
    assert "\x1b[32mCC(=O)NCc1ccccc1" in told
    paper = Paper()
    writing.print_text(lambda width: telling.summary_lines(found, width, "toy"), paper)
    plain = paper.told()
    assert "\x1b" not in plain
    assert len(plain.splitlines()) < len(told.splitlines())


def test_a_bar_is_drawn_on_a_terminal_and_the_results_stay_whole() -> None:
    screen = Screen()
    with files._progress(screen, "Flasks") as (stream, advance):
        assert stream is not None
        for done, line in enumerate(("C" * 300, "[Na+]:smile:"), 1):
            stream.write(f"{line}\n")
            advance(flower.FileProgress(done, 2, 0, 0))
    told = screen.told()
    assert "Flasks" in told
    assert "C" * 300 in told
    assert "[Na+]:smile:" in told


@pytest.mark.slow
def test_without_a_terminal_progress_is_told_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    result = inside("predict", "-", "--format", "json", stdin="O\n" * 101)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 101)
    assert result.stderr == "100 done\n"


@pytest.mark.slow
def test_progress_of_a_file_knows_its_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    path = tmp_path / "water.smi"
    path.write_text("O\n" * 120)
    assert inside("predict", path, "--workers", 1).stderr == "100 of 120 done\n"


def test_a_file_in_the_making_bears_another_name(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    with writing.opened(output) as stream:
        stream.write("half")
        assert not output.exists()
    assert output.read_text() == "half"


def test_what_was_done_before_a_stop_is_kept(tmp_path: Path) -> None:
    output = tmp_path / "out.json"

    def stopped() -> None:
        with writing.opened(output) as stream:
            stream.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not output.exists()
    assert (tmp_path / "out.json.part").read_text() == "half"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs POSIX")
def test_a_device_is_written_to_as_it_is() -> None:
    with writing.opened(Path("/dev/null")) as stream:
        stream.write("gone")
    assert not Path("/dev/null.part").exists()


def test_letters_the_screen_has_not_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with writing.opened(None) as stream:
        print("C…", file=stream, flush=True)
    assert raw.getvalue() == b"C\\u2026\n"


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("verb", ["map", "explain", "impurities"])
def test_a_file_where_one_flask_is_wanted_is_not_said_to_be_missing(
    verb: str, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("reaction\nCBr.[I-]>>CI.[Br-]\n")
    result = inside(verb, path, *(["--product", "CI"] if verb == "explain" else []))
    wanted = "one reaction is" if verb == "map" else "molecules are"
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"is the name of a file, and {wanted} wanted; give" in result.stderr
