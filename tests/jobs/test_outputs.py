"""No verb writes what it reads, and links stay links, in every verb alike."""

from collections.abc import Callable
from pathlib import Path

import pytest

import flower
from flower.errors import InputError
from tests.toy_model import ToyModel

STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\n"
VERBS: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "predict": (
        "N.Cl\n",
        lambda source, output: flower.predict_file(source, output, model=ToyModel()),
    ),
    "score": (STEP, lambda source, output: flower.score_file(source, output, model=ToyModel())),
    "expand": (
        "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O\n",
        lambda source, output: flower.expand_file(source, output, workers=1),
    ),
    "evaluate": (
        STEP,
        lambda source, output: flower.evaluate(source, model=ToyModel(), output=output),
    ),
    "preprocess": (
        STEP,
        lambda source, output: flower.preprocess(source, output, workers=1, restart=True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_is_read_is_not_written(verb: str, tmp_path: Path) -> None:
    text, run = VERBS[verb]
    source, link = tmp_path / "source.txt", tmp_path / "link.txt"
    source.write_text(text)
    link.symlink_to(source)
    for output in (source, link):
        with pytest.raises(InputError, match="is a file that is read; give another output"):
            run(source, output)
    assert (source.read_text(), link.is_symlink()) == (text, True)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_an_output_that_is_a_link_stays_one(verb: str, tmp_path: Path) -> None:
    text, run = VERBS[verb]
    source = tmp_path / "source.txt"
    source.write_text(text)
    name = "output" if verb == "preprocess" else "output.txt"
    (tmp_path / name).symlink_to(tmp_path / f"real {name}")
    run(source, tmp_path / name)
    assert (tmp_path / name).is_symlink()
    assert (tmp_path / name).exists()
