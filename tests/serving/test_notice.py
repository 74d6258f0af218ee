"""The notice of the page names all that its files hold, and the package's metadata say so too."""

import gzip
import re
from pathlib import Path

import pytest

import flower
from tests.test_house import HOUSE, PROJECT

SERVING = Path(flower.__file__).parent / "serving"
NOTICE = (SERVING / "assets" / "NOTICE.txt").read_text(encoding="utf-8")
# What packages call their licence, where it is no identifier of SPDX: by the text they hold.
SPDX = {"BSD": "BSD-2-Clause", "see below": "MIT"}
# Bytes of the WebAssembly that tell of a library, and its name; a version is a group.
LINKED = {
    rb"(?=.*libpng error).*\0(1\.6\.\d+)\0": "libpng",
    rb"(?=.*unknown zlib error).*\0(1\.[23]\.\d+)\0": "zlib",
    rb"InChI version 1, Software v\. (\d+\.\d+)": "InChI",
    rb"-g([0-9a-f]{9})-wasm": "commit",
    rb"N9rapidjson": "RapidJSON",
    rb"N8tinyxml2": "tinyxml2",
    rb"N8cppcodec": "cppcodec",
    rb"N10emscripten": "Emscripten",
    rb"N10__cxxabi|St3__2": "LLVM libc++",
}  # fmt: skip


@pytest.fixture(scope="module")
def linked() -> bytes:
    (path,) = (SERVING / "assets").glob("*.wasm.gz")
    return gzip.decompress(path.read_bytes())


@pytest.mark.parametrize("pattern", LINKED, ids=LINKED.get)
def test_the_notice_names_what_is_linked_into_the_editor(linked: bytes, pattern: bytes) -> None:
    found = re.search(pattern, linked, re.S)
    assert found is not None
    versions = [group.decode() for group in found.groups() if group]
    assert " ".join([LINKED[pattern], *versions]) in NOTICE


def test_the_notice_is_as_it_would_be_built() -> None:
    assert NOTICE.endswith((SERVING / "page" / "linked.txt").read_text(encoding="utf-8"))


def test_the_metadata_tell_every_licence() -> None:
    heads = [part.split("\n\n")[0].splitlines() for part in NOTICE.split(f"{'=' * 80}\n\n")[1:]]
    named = {line.rpartition(" (")[2].strip(")") for head in heads for line in head if "(" in line}
    told = PROJECT["project"]["license"].split(" AND ")
    assert told[0] == "MIT"
    assert set(told) == {SPDX.get(name, name) for name in named}
    files = PROJECT["project"]["license-files"]
    assert {"flower/LICENSE", "flower/serving/assets/NOTICE.txt"} == set(files)
    assert all((HOUSE / file).is_file() for file in files)
