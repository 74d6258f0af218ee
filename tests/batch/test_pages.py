"""One page for all flasks of a file: an index, a report each, shared drawings, going on."""

import re
from pathlib import Path
from typing import Any

import pytest

import flower
from flower.errors import InputError
from tests.pages.parsed import Page
from tests.pages.reports import HOSTILE
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

NOTE = HOSTILE.replace('"', '""')
TABLE = f'id,note,reactants\na1,"{NOTE}",{AMIDE}\na2,x,C(\na3,,{AMIDE}\na4,,O\n'


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    path = tmp_path / "flasks.csv"
    path.write_text(TABLE)
    return path


def predict(source: Path, output: Path, **options: Any) -> flower.FileSummary:
    return flower.predict_file(source, output, model=ToyModel(), **options)


@pytest.mark.slow
def test_every_flask_stands_in_the_index_and_has_a_report(flasks: Path, tmp_path: Path) -> None:
    summary = predict(flasks, tmp_path / "all.html", settings="beam 8; seed 0")
    assert (summary.lines, summary.failed) == (4, 1)
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    parsed = Page(page)
    text = " ".join(parsed.texts)
    assert page.count('href="#flask-2"') >= 2
    for line in (2, 3, 4, 5):
        assert page.count(f'id="flask-{line}"') == 1
    assert page.count('<details class="report"') == 3
    for told in ("a1", "a2", "a3", "a4", "beam 8; seed 0", "4 flasks", "nothing happens"):
        assert told in text
    assert "every bracket needs its partner" in text
    best = flower.predict(AMIDE, model=ToyModel()).outcomes[0]
    assert all(text.count(step.description) >= 2 for step in best.steps)
    assert HOSTILE not in page
    assert HOSTILE in text
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {str(v)[1:] for n, v in parsed.attributes if n == "href"} <= set(ids)
    assert not re.search(r"@import|https?:", page)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.html", "flasks.csv"]


@pytest.mark.slow
def test_drawings_are_shared_among_flasks(flasks: Path, tmp_path: Path) -> None:
    flasks.write_text(f"reactants\n{AMIDE}\n")
    predict(flasks, tmp_path / "one.html")
    flasks.write_text("reactants\n" + f"{AMIDE}\n" * 40)
    predict(flasks, tmp_path / "all.html")
    one, many = ((tmp_path / name).read_text() for name in ("one.html", "all.html"))
    assert many.count("<symbol") == one.count("<symbol")
    assert len(many) < 12 * len(one)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["tsv", "parquet", "json"])
def test_a_page_is_written_beside_the_answers(flasks: Path, tmp_path: Path, ending: str) -> None:
    alone, beside = tmp_path / f"alone.{ending}", tmp_path / f"beside.{ending}"
    predict(flasks, alone)
    predict(flasks, tmp_path / "alone.html")
    predict(flasks, beside, report=tmp_path / "beside.html")
    assert beside.read_bytes() == alone.read_bytes()
    assert (tmp_path / "beside.html").read_bytes() == (tmp_path / "alone.html").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 3])
def test_a_stopped_run_goes_on_to_the_same_page(flasks: Path, tmp_path: Path, after: int) -> None:
    def stop(progress: flower.FileProgress) -> None:
        if progress.lines == after:
            raise KeyboardInterrupt

    predict(flasks, tmp_path / "whole.tsv", report=tmp_path / "whole.html")
    told = {"output": tmp_path / "told.tsv", "report": tmp_path / "told.html"}
    with pytest.raises(KeyboardInterrupt):
        predict(flasks, **told, progress=stop)
    assert predict(flasks, **told).resumed == after
    for kind in ("tsv", "html"):
        told_of = tmp_path / f"told.{kind}"
        assert told_of.read_bytes() == (tmp_path / f"whole.{kind}").read_bytes()


@pytest.mark.slow
def test_any_number_of_workers_makes_the_same_page(flasks: Path, tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny", seed=3)
    for workers in (1, 2):
        flower.predict_file(
            flasks, tmp_path / f"{workers}.html", model=folder, workers=workers, max_steps=2
        )
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_what_cannot_be_a_page_is_refused(flasks: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds a page by its ending, and JSON"):
        predict(flasks, tmp_path / "all.html", written="json")
    with pytest.raises(InputError, match=r"end it in .html"):
        predict(flasks, tmp_path / "told.tsv", report=tmp_path / "all.pdf")
    with pytest.raises(InputError, match=r"end it in .jsonl"):
        flower.step_file(flasks, tmp_path / "all.html", model=ToyModel())
    assert [path.name for path in tmp_path.iterdir()] == ["flasks.csv"]
