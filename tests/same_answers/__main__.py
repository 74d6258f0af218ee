"""Does this checkout answer as another one does, byte for byte?

python -m tests.same_answers OTHER          a revision, a checkout, or answers that were kept
python -m tests.same_answers --keep FOLDER  keep what this one answers

Some 400 questions over all verbs, the functions of Python and the service, with good and bad
input: the lines of shell.txt, the calls of functions.py, the requests of service.txt. Each
checkout answers all of them in a process of its own, one core, some minutes. Times, dates and
places are taken out before the answers are compared, files that were written are compared too.
A revision is anything that git knows a commit by, such as `HEAD~20`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.same_answers import answers as answering

THIS = Path(__file__).parents[2]
_SHOWN_LINES = 24  # of each difference


def answers(checkout: Path, kept: Path) -> None:
    """Let a checkout answer everything, in a folder that is thrown away."""
    with TemporaryDirectory(prefix="flower-") as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        environment = {
            **os.environ, "PYTHONPATH": str(checkout), "HOME": str(home), "COLUMNS": "80",
            "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TERM": "dumb", "NO_COLOR": "1",
            "XDG_CACHE_HOME": str(home),
        }  # fmt: skip
        command = [sys.executable, answering.__file__, str(checkout), str(kept)]
        subprocess.run(command, cwd=scratch, env=environment, check=True)


def checked_out(revision: str, folder: Path) -> Path:
    """Lay the files of a commit into a new folder, and return it."""
    command = ["git", "archive", "--format=tar", revision]
    packed = subprocess.run(command, cwd=THIS, check=True, capture_output=True).stdout
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    return folder.resolve()


def differences(one: Path, other: Path) -> list[str]:
    """Return what two folders of answers tell differently, a text for each question."""
    names = sorted({path.name for folder in (one, other) for path in folder.glob("*.txt")})
    found = []
    for name in names:
        texts = [_lines(folder / name) for folder in (one, other)]
        if texts[0] != texts[1]:
            lines = list(unified_diff(*texts, "other", "this", n=1, lineterm=""))
            rest = [f"... {len(lines) - _SHOWN_LINES} lines more"]
            shown = lines[2:_SHOWN_LINES] + (rest if len(lines) > _SHOWN_LINES else [])
            found.append("\n".join([f"== {name}", *(line[:400] for line in shown)]))
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def main() -> int:
    """Compare, tell what differs, and return the exit code: 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_answers")
    parser.add_argument("other", nargs="?", help="revision, checkout or answers")
    parser.add_argument("--keep", type=Path, help="folder for what this checkout answers")
    given = parser.parse_args()
    if given.other is None and given.keep is None:
        parser.error("give OTHER, or --keep")
    with TemporaryDirectory() as scratch:
        this = given.keep or Path(scratch) / "this"
        this.mkdir(parents=True, exist_ok=True)
        for path in this.glob("*.txt"):
            path.unlink()
        answers(THIS, this.resolve())
        if given.other is None:
            return 0
        other = Path(given.other)
        if not other.is_dir():
            other = checked_out(given.other, Path(scratch) / "checkout")
        if (other / "flower" / "__init__.py").is_file():
            (Path(scratch) / "other").mkdir()
            answers(other.resolve(), Path(scratch) / "other")
            other = Path(scratch) / "other"
        found = differences(other, this)
        print("\n\n".join(found))
        print(f"{len(list(this.glob('*.txt')))} questions, {len(found)} answered differently")
        return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
