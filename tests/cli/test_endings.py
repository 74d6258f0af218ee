"""The ending of a file to write decides what it holds, or the verb refuses before it works."""

from pathlib import Path

import pytest

import flower
from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel

STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("predict", AMIDE, "--report", "a.pdf"), "end it in .html or .htm"),
        (("predict", AMIDE, "--network", "a.svg"), "end it in .json or .graphml"),
        (("score", STEP, "--profile", "a.png"), "end it in .svg"),
        (("evaluate", "steps.txt", "--report", "a.json"), "end it in .html or .htm"),
        (("mechanisms", "Mitsunobu reaction", "-o", "a.jpg"), "end it in .svg, .png or .pdf"),
        (("predict", AMIDE, "-o", "a.xyz"), "names no kind of file"),
        (("predict", AMIDE, "--json", "-o", "a.csv"), "leave --json out"),
        (("step", AMIDE, "-o", "a.html"), "names no kind of file"),
        (("score", STEP, "-o", "a.svg"), "names no kind of file"),
        (("predict", AMIDE, "-o", "none/a.csv"), "There is no folder"),
        (("predict", "steps.txt", "-o", "a.png"), "end it in .jsonl"),
        *(
            ((verb, *asked), "`a/` is the name of a folder by its slash; name a file to write.")
            for verb, *asked in (
                ("predict", AMIDE, "-o", "a/"),
                ("predict", AMIDE, "-oa/"),
                ("predict", AMIDE, "--report=a/"),
                ("predict", AMIDE, "--network", "a/"),
                ("predict", "steps.txt", "--output", "a/"),
                ("step", AMIDE, "-o", "a/"),
                ("explain", AMIDE, "--product", "CC(=O)NCc1ccccc1", "-o", "a/"),
                ("map", "COC(=O)C>>OC(=O)C", "-o", "a/"),
                ("complete", AMIDE, "-o", "a/"),
                ("impurities", AMIDE, "-o", "a/"),
                ("score", STEP, "-o", "a/"),
                ("score", STEP, "--profile", "a/"),
                ("evaluate", "steps.txt", "-o", "a/"),
                ("mechanisms", "Mitsunobu reaction", "-o", "a/"),
            )
        ),
        (("evaluate", "steps.txt", "-o", "a.csv"), "end it in .jsonl"),
        (("complete", AMIDE, "-o", "a.svg"), "end it in .txt"),
        (("explain", AMIDE, "--product", "CC(=O)NCc1ccccc1", "-o", "a.csv"), "end it in .txt"),
        (("map", "COC(=O)C>>OC(=O)C", "-o", "a.svg"), "end it in .txt"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_the_work(
    toy: ToyModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("steps.txt").write_text(STEP)
    result = inside(*arguments)
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["steps.txt"]
    assert toy.calls == []


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(STEP)
    (tmp_path / "a.svg").symlink_to(steps)
    result = inside("score", steps, "--profile", tmp_path / "a.svg")
    assert (result.exit_code, "is a file that is read" in result.stderr) == (2, True)
    assert steps.read_text() == STEP


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "svg", "html", "rsmi", "rdf", "json"])
def test_the_ending_of_the_output_decides(toy: ToyModel, tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"told.{ending}"
    result = inside("predict", AMIDE, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    found = flower.predict(AMIDE, model=ToyModel(), network=True)
    expected = tmp_path / f"expected.{ending}"
    if ending in ("csv", "svg", "rsmi"):
        flower.write_answer(found, expected)
        assert output.read_bytes() == expected.read_bytes()
    starts = {"html": "<!doctype", "rdf": "$RDFILE", "json": "{", "csv": "rank"}
    assert output.read_text().startswith(starts.get(ending, ""))
