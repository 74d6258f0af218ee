from pathlib import Path

import numpy as np
import pytest

from flower.errors import InputError
from flower.records import StepStore
from flower.records.encoding import encode_steps
from flower.records.store_writer import StepStoreWriter


def test_a_run_that_fails_leaves_nothing(tmp_path: Path, proton_transfer: str) -> None:
    def run_and_fail() -> None:
        with StepStoreWriter(tmp_path / "arrays") as writer:
            writer.append(encode_steps([proton_transfer]), np.zeros((1, 4), np.int32))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_and_fail()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_seen_before_all_is_written(tmp_path: Path) -> None:
    with StepStoreWriter(tmp_path / "deep" / "arrays"):
        assert not (tmp_path / "deep" / "arrays").exists()


def test_only_the_folder_stays(store_folder: Path) -> None:
    assert [path.name for path in store_folder.parent.iterdir()] == ["arrays"]
    assert (store_folder / "skipped.csv").read_text() == "line,reason,source\n"


def test_what_exists_is_not_overwritten_unasked(store_folder: Path) -> None:
    with pytest.raises(InputError, match=r"arrays` exists\. .*--restart"):
        StepStoreWriter(store_folder)
    assert len(StepStore.open(store_folder)) == 5


def test_arrays_are_replaced_when_asked(store_folder: Path, proton_transfer: str) -> None:
    counts = {"steps": 1, "atoms": 3, "bonds": 0, "changes": 4}
    with StepStoreWriter(store_folder, overwrite=True) as writer:
        writer.append(encode_steps([proton_transfer]), np.zeros((1, 4), np.int32))
        assert len(StepStore.open(store_folder)) == 5
        writer.finish({"schema": "flower-steps", "version": 1, "counts": counts})
    assert len(StepStore.open(store_folder)) == 1
    assert [path.name for path in store_folder.parent.iterdir()] == ["arrays"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_not_ours_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    output = tmp_path / "thesis"
    if kind == "folder":
        output.mkdir()
        (output / "chapter.txt").write_text("1")
    else:
        output.write_text("1")
    with pytest.raises(InputError, match="was not written by `flower preprocess`"):
        StepStoreWriter(output, overwrite=True)
    assert output.exists()
