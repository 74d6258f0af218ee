"""Write `requirements.lock` of the image: every package at a version, with its hash.

Run it in Python 3.11 on linux/amd64, from the root of the repository, to lock anew:

    pip install --dry-run --ignore-installed --report report.json \
        --extra-index-url https://download.pytorch.org/whl/cpu "torch==2.13.0" ".[serve]"
    python .docker/lock.py report.json
"""

import json
import sys
from pathlib import Path

LOCK = Path(__file__).with_name("requirements.lock")
OURS = "flower-mechanisms"

if __name__ == "__main__":
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = ["# Written by .docker/lock.py for Python 3.11 on linux/amd64."]
    for one in sorted(report["install"], key=lambda one: one["metadata"]["name"].lower()):
        told = one["metadata"]
        if told["name"] != OURS:
            sha256 = one["download_info"]["archive_info"]["hashes"]["sha256"]
            lines.append(f"{told['name']}=={told['version']} --hash=sha256:{sha256}")
    LOCK.write_text("\n".join([*lines, ""]), encoding="utf-8")
