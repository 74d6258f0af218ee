"""The page on the service says what is so."""

import re
from dataclasses import fields
from pathlib import Path

import flower

PAGE = Path(flower.__file__).parent / "docs" / "how_to" / "service.md"
ASSETS = Path(flower.__file__).parent / "serving" / "assets"


def test_the_limits_are_told_with_their_defaults() -> None:
    rows = re.findall(r"^\| `--([a-z-]+)` \| (\S+) \|", PAGE.read_text(encoding="utf-8"), re.M)
    defaults = flower.ServeSettings()

    def as_told(value: object) -> str:
        if value is None:
            return "none"
        return f"{value:g}" if isinstance(value, float) else str(value)

    told = {name.replace("-", "_"): value for name, value in rows}
    assert told == {
        field.name: as_told(getattr(defaults, field.name)) for field in fields(defaults)
    }


def test_the_page_is_as_small_as_told_and_bears_its_licences() -> None:
    megabytes = sum(path.stat().st_size for path in ASSETS.iterdir()) / 1e6
    assert f"{megabytes:.1f} MB in all" in PAGE.read_text(encoding="utf-8")
    notice = (ASSETS / "NOTICE.txt").read_text(encoding="utf-8")
    for package in ("ketcher-react", "indigo-ketcher", "react", "paper"):
        assert re.search(rf"^{package} [\d.]+ \(", notice, re.M)
    assert "Apache License" in notice
