import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from flower.errors import InputError
from flower.records import StepStore
from flower.records.encoding import encode_step
from flower.records.store import ARRAYS


def test_steps_come_back_as_they_were_read(
    store_folder: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    store = StepStore.open(store_folder)
    steps = [*amide_steps, proton_transfer]
    assert len(store) == 5
    assert store.sizes.tolist() == [6, 6, 6, 6, 3]
    assert store.classes == ["Acylation"]
    assert store.steps[:, 3].tolist() == [1, 2, 3, 4, 5]
    for index, step in enumerate(steps):
        atoms, bonds, changes, counts, place, conditions = store.batch(np.array([index]))
        for found, expected in zip((atoms, bonds, changes), encode_step(step), strict=True):
            np.testing.assert_array_equal(found, expected)
            assert found.dtype == expected.dtype
        assert counts.tolist() == [[len(atoms), len(bonds), len(changes)]]
        assert place.tolist() == [index]
        assert conditions.tolist() == [0]


def test_a_batch_keeps_the_order_asked_for(store_folder: Path) -> None:
    store = StepStore.open(store_folder)
    order = np.array([4, 0, 3, 0])
    batch = store.batch(order)
    alone = [store.batch(order[k : k + 1]) for k in range(4)]
    for k in range(3):
        np.testing.assert_array_equal(batch[k], np.concatenate([one[k] for one in alone]))
    assert batch.index.tolist() == [4, 0, 3, 0]
    assert batch.counts[:, 0].tolist() == [3, 6, 6, 6]


def test_an_empty_batch_is_empty(store_folder: Path) -> None:
    batch = StepStore.open(store_folder).batch(np.zeros(0, np.int64))
    assert [len(part) for part in batch] == [0] * 6


def test_the_arrays_are_mapped_not_read(store_folder: Path) -> None:
    store = StepStore.open(store_folder)
    assert {name for name, array in store.arrays.items() if not isinstance(array, np.memmap)} == (
        set()
    )


def test_another_process_gets_the_folder_not_the_arrays(store_folder: Path) -> None:
    sent = pickle.dumps(StepStore.open(store_folder))
    assert len(sent) < 1000
    assert len(pickle.loads(sent)) == 5  # noqa: S301 (what DataLoader workers do)


# --- what is no such folder


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        StepStore.open(folder)
    return str(caught.value)


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_truncated_array_is_refused(store_folder: Path, name: str, kept: float) -> None:
    path = store_folder / f"{name}.npy"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "is damaged or incomplete" in refusal(store_folder)
    assert "Write it again" in refusal(store_folder)


@pytest.mark.parametrize("name", ARRAYS)
def test_a_missing_array_is_named(store_folder: Path, name: str) -> None:
    (store_folder / f"{name}.npy").unlink()
    assert f"{name}.npy cannot be read" in refusal(store_folder)


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("array", [np.zeros((5, 7)), np.zeros((5, 9), np.int8), np.array(3)])
def test_a_foreign_array_is_refused(store_folder: Path, name: str, array: np.ndarray) -> None:
    np.save(store_folder / f"{name}.npy", array)
    assert f"{name}.npy holds" in refusal(store_folder)


def test_an_array_of_objects_is_never_unpickled(store_folder: Path) -> None:
    np.save(store_folder / "atoms.npy", np.array([{}], object), allow_pickle=True)
    assert "atoms.npy cannot be read" in refusal(store_folder)


@pytest.mark.parametrize(
    "sources", [[{"name": "steps.csv"}], ["steps.csv"], [{"sha256": "0" * 64}]]
)
def test_a_source_of_which_nothing_is_told_is_refused(
    store_folder: Path, sources: list[object]
) -> None:
    path = store_folder / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**meta, "sources": sources}), encoding="utf-8")
    assert "sources of meta.json" in refusal(store_folder)


@pytest.mark.parametrize("name", ["atoms", "bonds", "changes", "steps", "conditions", "source"])
def test_a_shorter_array_is_refused(store_folder: Path, name: str) -> None:
    path = store_folder / f"{name}.npy"
    np.save(path, np.load(path)[:-1])
    assert f"{name}.npy has" in refusal(store_folder)


@pytest.mark.parametrize("change", ["first", "last", "order", "fewer"])
def test_offsets_that_do_not_fit_are_refused(store_folder: Path, change: str) -> None:
    path = store_folder / "bond_start.npy"
    start = np.load(path)
    if change == "first":
        start[0] = 1
    elif change == "last":
        start[-1] -= 1
    elif change == "order":
        start[[1, 2]] = start[[2, 1]]
    else:
        start = start[1:]
    np.save(path, start)
    assert "bond_start.npy does not fit" in refusal(store_folder)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": "flower-molecules"}, "holds `flower-molecules` of version 2"),
        ({"version": 3}, "`flower-steps` of version 3; this flower reads"),
        ({"counts": {}}, "steps.npy has 5 rows and meta.json says None"),
    ],
)
def test_another_schema_is_refused(
    store_folder: Path, change: dict[str, object], sentence: str
) -> None:
    path = store_folder / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert sentence in refusal(store_folder)


@pytest.mark.parametrize(
    ("name", "number"), [("conditions", 8), ("conditions", -1), ("source", -1)]
)
def test_a_condition_or_source_that_is_none_is_refused(
    store_folder: Path, name: str, number: int
) -> None:
    path = store_folder / f"{name}.npy"
    numbers = np.load(path)
    numbers[2] = number
    np.save(path, numbers)
    assert f"{name}.npy holds a number that stands for nothing" in refusal(store_folder)


def test_arrays_of_version_1_are_recorded_templates_of_the_sources_they_name(
    store_folder: Path,
) -> None:
    """They were written before conditions and sources were kept."""
    (store_folder / "conditions.npy").unlink()
    (store_folder / "source.npy").unlink()
    path = store_folder / "meta.json"
    meta = {**json.loads(path.read_text()), "version": 1}
    path.write_text(json.dumps(meta))
    assert StepStore.open(store_folder).source.tolist() == [0] * 5
    sources = [{"name": "a.txt", "steps": 2}, {"name": "b.txt", "steps": 3}]
    path.write_text(json.dumps({**meta, "sources": sources}))
    store = StepStore.open(store_folder)
    assert store.conditions.tolist() == [0] * 5
    assert store.source.tolist() == [0, 0, 1, 1, 1]
    assert store.batch(np.array([1])).conditions.tolist() == [0]


@pytest.mark.parametrize("text", ["", "[]", "3", '{"schema":', "\x00"])
def test_a_broken_description_is_refused(store_folder: Path, text: str) -> None:
    (store_folder / "meta.json").write_text(text)
    assert "flower preprocess" in refusal(store_folder)


def test_a_folder_without_arrays_is_told(tmp_path: Path, store_folder: Path) -> None:
    shutil.rmtree(store_folder)
    assert "There is no folder" in refusal(store_folder)
    assert "meta.json cannot be read" in refusal(tmp_path)


def test_the_file_that_should_be_preprocessed_first_is_told_from_its_arrays(tmp_path: Path) -> None:
    (tmp_path / "steps.txt").touch()
    assert "steps.txt` is a file. Give the folder" in refusal(tmp_path / "steps.txt")


@pytest.mark.parametrize("version", [[1], {"1": 2}, None, "1"])
def test_a_version_that_is_no_number_is_refused(version: object, tmp_path: Path) -> None:
    told = {"schema": "flower-steps", "version": version}
    (tmp_path / "meta.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match="this flower reads `flower-steps`"):
        StepStore.open(tmp_path)
