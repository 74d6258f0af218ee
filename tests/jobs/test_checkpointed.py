"""Files that a killed run goes on with: nothing lost, nothing doubled, nothing mixed."""

import os
import random
import re
import resource
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from flower.errors import InputError
from flower.jobs.checkpointed import CheckpointedFiles

ITEMS = [f"item {k}" for k in range(20)]


def run(
    folder: Path,
    items: Sequence[str] = ITEMS,
    stop_after: int | None = None,
    about: Mapping[str, object] | None = None,
    restart: bool = False,
) -> list[Mapping[str, Any]]:
    """Write odd and even items to two files; return the notes."""
    paths, notes = [folder / "odd.txt", folder / "even.txt"], list[Mapping[str, Any]]()
    with CheckpointedFiles(paths, about or {"beam": 8}, notes.append, restart) as files:
        for item in files.pass_over(items, str, "the list"):
            if stop_after is not None and files.done >= stop_after:
                raise KeyboardInterrupt
            texts = (f"{item}\n", "") if int(item.split()[1]) % 2 else ("", f"{item}é\n")
            files.add([item], texts, {"item": item})
        files.finish()
    return notes


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "whole"
    folder.mkdir()
    run(folder)
    found = outputs(folder)
    assert found["odd.txt"].decode().splitlines() == ITEMS[1::2]
    assert set(found) == {"odd.txt", "even.txt"}
    return found


def stopped(folder: Path, after: int = 7, **options: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, stop_after=after, **options)


@pytest.mark.parametrize("after", [1, 7, 19])
def test_a_stopped_run_goes_on_to_the_same_files(
    after: int, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    stopped(tmp_path / "whole", after)
    notes = run(tmp_path / "whole")
    assert [note["item"] for note in notes] == ITEMS
    assert outputs(tmp_path / "whole") == whole


@pytest.mark.parametrize("torn", range(0, 1500, 61))
def test_whatever_a_kill_tears_off_is_done_again(
    torn: int, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    """Bytes of the three files, in the order in which they are written, up to a moment."""
    folder = tmp_path / "torn"
    folder.mkdir()
    stopped(folder, 8)
    log = (folder / "odd.txt.checkpoint").read_bytes()
    (folder / "odd.txt.checkpoint").write_bytes(log[: len(log) - torn])
    with (folder / "odd.txt.part").open("ab") as part:
        part.write(b"item 9 that was to")
    run(folder)
    assert outputs(folder) == whole


@pytest.mark.parametrize("name", ["odd.txt.part", "even.txt.part"])
def test_a_file_shorter_than_was_noted_is_gone_on_with_from_where_it_fits(
    name: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = tmp_path / "short"
    folder.mkdir()
    stopped(folder, 8)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:-12])
    notes = run(folder)
    assert [note["item"] for note in notes] == ITEMS
    assert outputs(folder) == whole


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_a_kill_while_the_files_get_their_names_loses_nothing(
    renamed: int, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "late"
    folder.mkdir()
    left = iter([None] * renamed)

    def replace(self: Path, target: Path) -> None:
        try:
            next(left)
        except StopIteration:
            raise KeyboardInterrupt from None
        os.replace(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            run(folder)
    notes = run(folder)
    assert [note["item"] for note in notes] == ITEMS
    assert outputs(folder) == whole


def test_a_kill_after_the_head_alone_does_not_double_it(tmp_path: Path) -> None:
    path, before = tmp_path / "table.csv", tmp_path / "killed"
    with CheckpointedFiles([path], {}) as files:
        files.add((), ["head\n"], {})
        before.mkdir()  # what is there now is what a kill here leaves
        for name in ("table.csv.part", "table.csv.checkpoint"):
            (before / name).write_bytes((tmp_path / name).read_bytes())
    with CheckpointedFiles([before / "table.csv"], {}) as files:
        assert not files.done
        files.add((), ["head\n"], {})
        files.add(["a"], ["a\n"], {})
        files.finish(["tail\n"])
    assert (before / "table.csv").read_text() == "head\na\ntail\n"


def test_lines_that_came_later_are_done_and_earlier_ones_may_not_differ(tmp_path: Path) -> None:
    stopped(tmp_path)
    with pytest.raises(InputError, match="first 7 lines of the list are not those"):
        run(tmp_path, ["item 0", "another 1", *ITEMS[2:]])
    with pytest.raises(InputError, match="first 7 lines of the list are not those"):
        run(tmp_path, ITEMS[:6])
    run(tmp_path, [*ITEMS, "item 20"])
    assert (tmp_path / "even.txt").read_text().endswith("item 20é\n")


def test_other_settings_are_told_and_restart_begins_anew(tmp_path: Path) -> None:
    stopped(tmp_path)
    with pytest.raises(InputError, match=r"begun with other settings \(beam: 8, now 4\)"):
        run(tmp_path, about={"beam": 4})
    notes = run(tmp_path, about={"beam": 4}, restart=True)
    assert len(notes) == 20


@pytest.mark.parametrize(
    "text", ["my notes", "my notes\n", '{"schema": "another"}\n', "[]\n", "1\n", "[" * 100_000]
)
def test_a_foreign_checkpoint_is_left_alone(text: str, tmp_path: Path) -> None:
    log = tmp_path / "odd.txt.checkpoint"
    log.write_text(text)
    with pytest.raises(InputError, match="is no checkpoint of this output"):
        run(tmp_path)
    assert log.read_text() == text


def damaged(folder: Path, dice: random.Random) -> str:
    """Change one of the three files in some way; return what was done."""
    path = dice.choice(sorted(one for one in folder.iterdir() if one.stat().st_size))
    data = bytearray(path.read_bytes())
    place = dice.randrange(len(data))
    how = dice.choice(["a bit", "a byte", "zeros", "cut", "twice", "gone", "lines", "digits"])
    if how == "a bit":
        data[place] ^= 1 << dice.randrange(8)
    elif how == "a byte":
        data[place] = dice.randrange(256)
    elif how == "zeros":
        data[place:] = bytes(len(data) - place)
    elif how == "cut":
        del data[place:]
    elif how == "twice":
        data[place:place] = data[: dice.randrange(len(data))]
    elif how == "lines":
        lines = data.splitlines(keepends=True)
        dice.shuffle(lines)
        data = bytearray(b"".join(lines))
    elif how == "digits":
        data = bytearray(re.sub(rb"\d", lambda _: b"%d" % dice.randrange(10), bytes(data), count=9))
    path.write_bytes(data)
    if how == "gone":
        path.unlink()
    return f"{path.name}: {how} at {place}"


@pytest.mark.parametrize("seed", range(50))
def test_a_damaged_checkpoint_gives_a_sentence_or_the_right_files(
    seed: int, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder, dice = tmp_path / "damaged", random.Random(seed)
    folder.mkdir()
    stopped(folder, dice.randint(1, 19))
    what, refused = damaged(folder, dice), None
    try:
        notes = run(folder)
    except InputError as error:
        refused = str(error)
        notes = run(folder, restart=True)
    assert refused is None or "odd.txt.checkpoint` is no checkpoint of this output" in refused
    assert [note["item"] for note in notes] == ITEMS, what
    assert outputs(folder) == whole, what


@pytest.mark.parametrize("name", ["odd.txt", "odd.txt.part", "odd.txt.checkpoint"])
@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_a_file_that_is_read_is_not_written(
    name: str, link: Callable[[Path, Path], None] | None, tmp_path: Path
) -> None:
    source = tmp_path / name
    if link is not None:
        source = tmp_path / "source.smi"
        source.write_text("CCO\n")
        link(source, tmp_path / name)
    source.write_text("CCO\n")
    with pytest.raises(InputError, match="is a file that is read; give another output"):
        CheckpointedFiles([tmp_path / "odd.txt"], {}, restart=True, inputs=[source])
    assert source.read_text() == "CCO\n"


@pytest.mark.parametrize("is_there", [True, False])
def test_an_output_that_is_a_link_stays_one(is_there: bool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "answers.txt", tmp_path / "odd.txt"
    if is_there:
        target.write_text("of before")
    link.symlink_to(target)
    stopped(tmp_path)
    run(tmp_path)
    assert link.is_symlink()
    assert target.read_text().splitlines() == ITEMS[1::2]
    assert [path.name for path in target.parent.iterdir()] == ["answers.txt"]


def test_files_that_are_kept_with_their_checkpoint_grow_again(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    path = tmp_path / "kept" / "rows.txt"
    path.parent.mkdir()
    for count in (2, 2, 5):
        with CheckpointedFiles([path], {}, keep=True) as files:
            for item in files.pass_over(ITEMS[:count], str, "the list"):
                files.add([item], [f"{item}\n"], {})
            files.finish()
        assert path.read_text().splitlines() == ITEMS[:count]
    assert {one.name for one in path.parent.iterdir()} == {"rows.txt", "rows.txt.checkpoint"}


def test_nothing_done_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("of before")
    stopped(tmp_path, 0)
    assert outputs(tmp_path) == {"odd.txt": b"of before"}


@pytest.mark.skipif(sys.platform == "win32", reason="files are locked on POSIX alone")
def test_two_processes_do_not_write_the_same_file(tmp_path: Path) -> None:
    with (
        CheckpointedFiles([tmp_path / "odd.txt"], {}),
        pytest.raises(InputError, match="is being written by another process"),
    ):
        CheckpointedFiles([tmp_path / "odd.txt"], {})


def no_folder(folder: Path) -> Path:
    return folder / "none" / "odd.txt"


def a_folder(folder: Path) -> Path:
    (folder / "odd.txt").mkdir()
    return folder / "odd.txt"


def read_only(folder: Path) -> Path:
    return Path("/proc/odd.txt")  # where nobody makes a file, not even root


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (no_folder, "cannot be written .no such file"),
        (a_folder, "is a folder; name a file"),
        (read_only, "cannot be written"),
    ],
)
def test_where_nothing_can_be_written_a_sentence_says_so(
    place: Callable[[Path], Path], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        CheckpointedFiles([place(tmp_path)], {})


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs POSIX limits")
def test_a_full_disk_is_a_sentence_and_the_run_goes_on(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    """A limit on the size of files stands for the disk."""
    folder = tmp_path / "full"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1200, before[1]))
    try:
        with pytest.raises(InputError, match=r"cannot be written \(file too large\); make room"):
            run(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert sorted(outputs(folder)) == ["even.txt.part", "odd.txt.checkpoint", "odd.txt.part"]
    run(folder)
    assert outputs(folder) == whole
