"""What README.md and the docs show of the shell, and the command that shows it anew.

python -m tests.outputs          writes them with the outputs of today

A block of text whose first line is `$ flower ...` shows that line and what it prints; of `flower
score` without the last paragraph, which says what the numbers mean.
"""

import re
import shlex
from pathlib import Path

from tests.cli.shell import inside

HOUSE = Path(__file__).parents[1]
README = HOUSE / "README.md"
_BLOCK = re.compile(r"```text\n\$ flower ([^\n]*)\n.*?\n```", re.S)  # a note may hold backquotes
PAGES = [
    page
    for page in (README, *sorted((HOUSE / "flower" / "docs").rglob("*.md")))
    if _BLOCK.search(page.read_text(encoding="utf-8"))
]


def with_outputs(page: str) -> str:
    """The page with the outputs of its lines as they are printed now."""
    return _BLOCK.sub(lambda block: _shown(block[1]), page)


def _shown(line: str) -> str:
    result = inside(*shlex.split(line))
    assert result.exit_code == 0, result.stderr
    printed = result.stdout.strip()
    if line.startswith("score"):
        printed = printed.rpartition("\n\n")[0]
    return f"```text\n$ flower {line}\n{printed}\n```"


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(with_outputs(path.read_text(encoding="utf-8")), encoding="utf-8")
