"""Models and files that the verbs are tried on."""

from pathlib import Path

import pytest

from tests.toy_model import AMIDE, ToyModel


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyModel:
    """A model of known answers, in the place of every other."""
    model = ToyModel()

    def load(*_: object, **drawing: int | None) -> ToyModel:
        model.loaded.append(drawing)
        return model

    monkeypatch.setattr("flower.proposals.load_model", load)
    return model


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    """Six lines, of which the first and the last can be used."""
    path = tmp_path / "flasks.smi"
    path.write_text(f"{AMIDE} amide\n\nC(\nO.[Pd]\n{'C' * 2000}\nO\n")
    return path
