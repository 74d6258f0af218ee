"""A hook of MkDocs: pages link to files as they lie in the repository, and a dead link is an error.

Cards and the changelog, which lie beside what they tell of, become pages of the site. A link to a
file that is no page stays as its text alone. The rooms of the library, where a page wants them
(`<!-- rooms -->`, `<!-- reference of rooms -->`), are told from the layers of import-linter and the
docstrings of the rooms.
"""

import ast
import re
import sys
from os.path import normpath, relpath
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOUSE = Path(__file__).parents[1]
DOCS = "flower/docs"
# Pages that lie elsewhere, and where they are shown.
ELSEWHERE = {
    "flower/CHANGELOG.md": "reference/changelog.md",
    "models/flower-base/card.md": "reference/flower_base.md",
    "data/mechanisms/card.md": "reference/mechanism_library.md",
    "data/sets/textbook/card.md": "reference/textbook.md",
    "data/sets/enthalpies/card.md": "reference/enthalpies.md",
    "data/sets/pool/card.md": "reference/pool.md",
    "data/sets/reagents/card.md": "reference/reagents.md",
    "data/sets/lacks/card.md": "reference/lacks.md",
}
SHOWN_AT = {shown: place for place, shown in ELSEWHERE.items()}
PICTURES = (".svg", ".png")
_CODE = re.compile(r"(^ *```.*?^ *```|`[^`\n]*`)", re.M | re.S)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that lie elsewhere, and the pictures beside them."""
    for place, shown in ELSEWHERE.items():
        text = (HOUSE / place).read_text(encoding="utf-8")
        files.append(File.generated(config, shown, content=text))
        for picture in (HOUSE / place).parent.iterdir():
            if picture.suffix in PICTURES:
                uri = f"reference/{picture.name}"
                files.append(File.generated(config, uri, abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Turn links between files of the repository into links between pages."""
    here = page.file.src_uri
    place = SHOWN_AT.get(here, f"{DOCS}/{here}")
    parts = _CODE.split(markdown)
    parts[::2] = [_LINK.sub(lambda link: _linked(link, place, here), part) for part in parts[::2]]
    told = "".join(parts).replace("<!-- rooms -->", _table_of_rooms())
    return told.replace("<!-- reference of rooms -->", _reference_of_rooms())


def _layers() -> list[list[str]]:
    """Rooms and modules from the top, those that ignore each other together."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one["type"] == "layers")
    return [[name.strip(" ()") for name in layer.split("|")] for layer in layers]


def _source(name: str) -> Path:
    folder = HOUSE / name.replace(".", "/")
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _table_of_rooms() -> str:
    rows = ["| layer | room | what it is for |", "|---|---|---|"]
    for number, layer in enumerate(_layers(), 1):
        for name in layer:
            told = ast.get_docstring(ast.parse(_source(name).read_text(encoding="utf-8"))) or ""
            sentence = " ".join(told.split("\n\n")[0].split())
            rows.append(f"| {number} | `{name.removeprefix('flower.')}` | {sentence} |")
    return "\n".join(rows)


def _reference_of_rooms() -> str:
    options = "{members: false, show_root_heading: false, show_root_toc_entry: false}"
    rooms = [
        name for layer in reversed(_layers()) for name in layer if _source(name).stem == "__init__"
    ]
    return "\n".join(
        f"## {room.removeprefix('flower.')}\n\n::: {room}\n    options: {options}\n"
        for room in rooms
        if room != "cli"
    )


def _linked(link: re.Match[str], place: str, here: str) -> str:
    is_picture, text, target = link.groups()
    if re.match(r"[a-z]+:|#", target):
        return link[0]
    path, _, anchor = target.partition("#")
    found = normpath(f"{Path(place).parent.as_posix()}/{path}")
    if (HOUSE / found).is_dir() and (HOUSE / found / "card.md").is_file():
        found += "/card.md"
    if not (HOUSE / found).exists():
        raise PluginError(f"{place} links to {target}, which is not there.")
    if found in ELSEWHERE:
        shown = ELSEWHERE[found]
    elif found.startswith(f"{DOCS}/"):
        shown = found[len(DOCS) + 1 :]
    elif is_picture and place in ELSEWHERE:
        shown = f"reference/{Path(found).name}"
    else:
        return text
    nearer = relpath(shown, Path(here).parent)
    return f"{is_picture}[{text}]({nearer}{'#' * bool(anchor)}{anchor})"
