"""The notebook of the docs runs from start to end, and shows pictures."""

import os
from pathlib import Path

import pytest

import flower

nbclient = pytest.importorskip("nbclient", reason="needs nbclient, of the extra `test`")
pytest.importorskip("ipykernel", reason="needs ipykernel, of the extra `test`")
nbformat = pytest.importorskip("nbformat", reason="needs nbformat, of the extra `test`")

NOTEBOOK = Path(flower.__file__).parent / "docs" / "examples" / "first_mechanism.ipynb"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_the_notebook_runs_from_start_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(flower.__file__).parents[1])]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    kinds = {
        kind
        for cell in notebook.cells
        for out in cell.get("outputs", ())
        for kind in out.get("data", ())
    }
    assert {"text/html", "image/svg+xml"} <= kinds
