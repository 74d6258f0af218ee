"""What README.md shows of the shell, and the command that shows it anew.

python -m tests.outputs          writes README.md with the outputs of today

A block of text whose first line is `$ flower ...` shows that line and what it prints; of `flower
score` without the last paragraph, which says what the numbers mean.
"""

import re
import shlex
from pathlib import Path

from tests.cli.shell import inside

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"```text\n\$ flower (.*)\n[^`]*```")


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
    README.write_text(with_outputs(README.read_text(encoding="utf-8")), encoding="utf-8")
