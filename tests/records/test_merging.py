"""Folders of arrays become one: each step once, its source kept, what stays unseen left out."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from flower.errors import InputError
from flower.records import Conditions, StepStore, preprocess
from flower.records.encoding import encode_step
from flower.records.unseen import Unseen

Write = Callable[[str, str], Path]
RING = "[cH:5]1[cH:6][cH:7][cH:8][cH:9][c:3]1"
CHAIN = "[CH3:5][CH2:6][CH2:7][CH2:8][CH2:9]"
ETHER = (
    f"[CH3:1][Br:2].{RING}[O-:4]>>{RING}[O:4][CH3:1].[Br-:2]",
    f"{RING}[O:4][CH3:1].[Br-:2]>>{RING}[O:4][CH3:1].[Br-:2]",
)
NITRILE = (
    f"{CHAIN}[CH2:1][Br:2].[C-:3]#[N:4]>>{CHAIN}[CH2:1][C:3]#[N:4].[Br-:2]",
    f"{CHAIN}[CH2:1][C:3]#[N:4].[Br-:2]>>{CHAIN}[CH2:1][C:3]#[N:4].[Br-:2]",
)
AMMONIUM = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
HEAD = "reaction_id,path,reaction_class,conditions,reaction"


def rows(reaction: int, path: int, name: str, conditions: str, steps: tuple[str, ...]) -> list[str]:
    return [f"{reaction},{path},{name},{conditions},{step}" for step in steps]


@pytest.fixture
def book(write: Write) -> Path:
    told = [
        *rows(1, 0, "ether", "library", ETHER),
        *rows(1, 1, "nitrile", "library", NITRILE),
        *rows(2, 0, "ether", "library heat", ETHER),
        *rows(3, 0, "ether", "library", ETHER),
    ]
    return write("book.csv", "\n".join([HEAD, *told, "4,0,ether,library,nonsense"]))


@pytest.fixture
def recorded(write: Write) -> Path:
    return write("recorded.txt", "\n".join([f"{ETHER[0]}|1", f"{ETHER[1]}|1", AMMONIUM]))


@pytest.mark.slow
def test_folders_and_files_become_one_with_each_step_once(
    book: Path, recorded: Path, tmp_path: Path
) -> None:
    preprocess(book, tmp_path / "first", workers=1)
    summary = preprocess([tmp_path / "first", recorded], tmp_path / "both", workers=1)
    assert (summary.steps, summary.duplicates, summary.left_out) == (9, 2, 0)
    assert (summary.lines, summary.skipped) == (12, 1)
    store = StepStore.open(tmp_path / "both")
    library, heat = Conditions.LIBRARY, Conditions.HEAT
    assert store.conditions.tolist() == [library] * 4 + [library | heat] * 2 + [0] * 3
    assert store.source.tolist() == [0] * 6 + [1] * 3
    assert store.steps[:, :3].tolist() == [
        [1, 0, 0], [1, 0, 0], [1, 1, 1], [1, 1, 1], [2, 0, 0], [2, 0, 0],
        [1, -1, -1], [1, -1, -1], [-1, -1, -1],
    ]  # fmt: skip
    assert store.classes == ["ether", "nitrile"]
    told = [(one.get("folder"), one["name"], one["steps"]) for one in store.meta["sources"]]
    assert told == [("first", "book.csv", 6), (None, "recorded.txt", 3)]
    assert store.meta["merged"] == {"duplicates": 2, "left_out": 0}
    assert store.meta["elements"] == ["C", "N", "O", "Cl", "Br"]
    with (tmp_path / "both" / "skipped.csv").open(newline="") as stream:
        assert [row["line"] for row in csv.DictReader(stream)] == ["10"]
    steps = [*ETHER, *NITRILE, *ETHER, *ETHER, AMMONIUM]
    for place, step in enumerate(steps):
        found = store.batch(np.array([place]))
        for one, expected in zip(found[:3], encode_step(step), strict=True):
            np.testing.assert_array_equal(one, expected)
    assert {path.name for path in (tmp_path / "both").iterdir()} == {
        path.name for path in (tmp_path / "first").iterdir()
    }


@pytest.mark.slow
def test_merged_folders_are_merged_again_with_all_their_sources(
    book: Path, recorded: Path, tmp_path: Path
) -> None:
    preprocess([book, recorded], tmp_path / "two", workers=1)
    preprocess(recorded, tmp_path / "one", workers=1)
    preprocess([tmp_path / "one", tmp_path / "two"], tmp_path / "all", workers=1)
    store = StepStore.open(tmp_path / "all")
    assert store.source.tolist() == [0] * 3 + [1] * 6
    told = [(one["folder"], one["name"], one["steps"]) for one in store.meta["sources"]]
    assert told == [("one", "recorded.txt", 3), ("two", "book.csv", 6), ("two", "recorded.txt", 0)]


@pytest.mark.slow
def test_every_step_of_a_path_to_an_unseen_product_is_left_out_and_no_other(
    book: Path, recorded: Path, write: Write, tmp_path: Path
) -> None:
    listed = write("test.smi", "CBr.[O-]c1ccccc1>>COc1ccccc1\nCBr.N>>CN.Br\n")
    summary = preprocess([book, recorded], tmp_path / "kept", workers=1, leave_out=listed)
    store = StepStore.open(tmp_path / "kept")
    assert (summary.steps, summary.left_out, summary.duplicates) == (3, 8, 0)
    assert store.steps[:, :2].tolist() == [[1, 1], [1, 1], [-1, -1]]
    nitrile = write("nitrile.csv", "product\nCCCCCCC#N\n")
    preprocess(tmp_path / "kept", tmp_path / "less", workers=1, leave_out=nitrile)
    assert len(StepStore.open(tmp_path / "less")) == 1
    with pytest.raises(InputError, match="Every one of the 2 steps belongs to a path that forms"):
        preprocess(
            write("alone.txt", "\n".join(f"{step}|1" for step in ETHER)),
            tmp_path / "none", workers=1, leave_out=listed,
        )  # fmt: skip
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("listed", "step", "formed"),
    [
        ("COc1ccccc1", ETHER[0], True),
        ("COc1ccccc1", ETHER[1], False),  # it is there already
        ("CBr", ETHER[0], False),  # a reactant
        ("Br", ETHER[0], True),  # bromide, its charge aside
        ("[NH4+]", AMMONIUM, False),  # ammonia with a proton is no new molecule
        ("C[N+](C)(C)C", "[CH3:1][N:2]([CH3:3])[CH3:4].[CH3:5][I:6]>>"
         "[CH3:1][N+:2]([CH3:3])([CH3:4])[CH3:5].[I-:6]", True),
        ("CC(O)Cl", "[CH3:1][CH:2]=[O:3].[Cl-:4]>>[CH3:1][C@H:2]([O-:3])[Cl:4]", True),
    ],
)  # fmt: skip
def test_what_a_step_forms_is_told_apart_from_what_it_passes_on(
    listed: str, step: str, formed: bool
) -> None:
    molecules = Unseen.of([listed] if listed != "[NH4+]" else ["N"])
    assert molecules.are_formed_by(encode_step(step)) is formed


def test_the_largest_new_molecule_of_each_line_is_left_out(write: Write) -> None:
    path = write(
        "list.csv",
        "reaction\nCC(=O)Cl.NCC.O>>CC(=O)NCC.Cl.O\n[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3]\n"
        "[CH3:1][Br:2].[OH:3][CH2:4][CH2:5][CH2:6][CH3:7]>>[CH3:1][O:3][CH2:4][CH2:5][CH2:6][CH3:7]\n"
        "CC(=O)[O-].CCCCCC[NH3+]>>CCCCCCN\n",
    )
    assert Unseen.read(path).molecules == {"CCNC(C)=O", "CCCCOC"}
    with pytest.raises(InputError, match=r"line 1: .*C\("):
        Unseen.read(write("bad.smi", "C(\n"))
    with pytest.raises(InputError, match="holds no product of 6 heavy atoms or more"):
        Unseen.read(write("small.smi", "CC(=O)O\n"))
