"""Arrays that `expand` writes are those that `preprocess` makes of its table, each step once."""

from pathlib import Path

import numpy as np
import pytest

from flower.electrons import BOND_ORDER, State, flask_features
from flower.errors import InputError
from flower.mechanisms import expand_file, step_files
from flower.records import StepStore, preprocess
from flower.records.encoding import EncodedStep
from flower.records.merging import split_steps
from flower.records.store import HYDROGEN_CHANGE

LINES = (
    "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O",
    "Clc1ccc([N+](=O)[O-])cc1.C1CCNCC1>>O=[N+]([O-])c1ccc(N2CCCCC2)cc1",
    "c1ccccc1.O=[N+]([O-])O.OS(=O)(=O)O>>O=[N+]([O-])c1ccccc1",
    "O=Cc1ccccc1.[BH4-].[Na+].CO>>OCc1ccccc1",
    "O=C(C=[N+]=[N-])c1ccccc1>>O=C=Cc1ccccc1",
    "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O",
    "C=Cc1ccccc1.[H][H].[Pd]>>CCc1ccccc1",
    "CC>>CO",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "mine.smi"
    path.write_text("\n".join(LINES) + "\n")
    return path


def as_molecules(step: EncodedStep) -> tuple[bytes, ...]:
    """Both sides atom by atom, whichever Kekulé form is drawn of what is aromatic."""
    n = len(step.atoms)
    element, hydrogens, lone = step.atoms[:, :3].astype(np.int64).T.copy()
    bonds = np.zeros((n, n), np.int64)
    i, j, code = step.bonds.astype(np.int64).T
    bonds[i, j] = bonds[j, i] = np.array(BOND_ORDER)[code]
    for a, b, delta in step.changes.tolist():
        if b == HYDROGEN_CHANGE:
            hydrogens[a] += delta
        elif a == b:
            lone[a] += delta
        else:
            bonds[[a, b], [b, a]] += delta
    after = flask_features(State(element, hydrogens, lone, bonds, np.zeros(n, np.int64)))
    told = [step.atoms.tobytes(), after.atoms.tobytes(), bytes([len(step.changes)])]
    for rows in (step.bonds, after.bonds):
        told.append(np.where(rows[:, 2:] > 3, [[0, 0, 4]], rows * [0, 0, 1])[:, 2].tobytes())
        told.append(rows[:, :2].tobytes())
    return tuple(told)


def told(store: StepStore) -> list[tuple[object, ...]]:
    """Each step with its reaction, path, class and conditions."""
    steps = split_steps(store.batch(np.arange(len(store))))
    return [
        (*as_molecules(step), reaction, path, store.classes[name], bits)
        for step, (reaction, path, name, _), bits in zip(
            steps, store.steps.tolist(), store.conditions.tolist(), strict=True
        )
    ]


def test_arrays_are_those_of_the_table_without_what_was_met_before(
    source: Path, tmp_path: Path
) -> None:
    table = expand_file(source, tmp_path / "steps.csv", workers=1)
    preprocess(tmp_path / "steps.csv", tmp_path / "read", workers=1)
    summary = expand_file(source, f"{tmp_path}/arrays/", workers=1)
    read, made = (StepStore.open(tmp_path / name) for name in ("read", "arrays"))
    first: dict[tuple[object, ...], tuple[object, ...]] = {}
    for step in told(read):
        first.setdefault((*step[:-4], step[-1]), step)
    assert told(made) == list(first.values())
    assert (summary.expanded, summary.lines) == (table.expanded, table.lines)
    assert summary.steps == len(made) < len(read) == table.steps
    assert made.meta["merged"]["duplicates"] == len(read) - len(made)
    assert made.classes == read.classes
    assert made.meta["elements"] == read.meta["elements"]
    assert made.meta["sources"][0]["name"] == "mine.smi"
    assert made.meta["counts"]["lines"] == 8
    unexpanded = "{}.unexpanded.csv"
    assert (tmp_path / unexpanded.format("arrays")).read_bytes() == (
        tmp_path / unexpanded.format("steps.csv")
    ).read_bytes()
    assert not list(tmp_path.glob("arrays.steps*"))


def test_a_run_that_is_stopped_goes_on_and_ends_with_the_same_arrays(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expand_file(source, tmp_path / "whole", workers=1)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step_files, "write_arrays", killed)
        with pytest.raises(KeyboardInterrupt):
            expand_file(source, tmp_path / "part", workers=1)
    assert not (tmp_path / "part").exists()
    seen: list[int] = []
    expand_file(source, tmp_path / "part", workers=1, progress=lambda now: seen.append(now.resumed))
    assert set(seen) == {8}
    for file in (tmp_path / "whole").iterdir():
        assert file.read_bytes() == (tmp_path / "part" / file.name).read_bytes(), file.name


def test_what_flower_has_not_written_is_not_replaced(source: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(InputError, match="was not written by `flower preprocess`"):
        expand_file(source, tmp_path / "mine", workers=1)
    with pytest.raises(InputError, match=r"neither \.txt nor \.csv nor a folder"):
        expand_file(source, tmp_path / "steps.doc", workers=1)
