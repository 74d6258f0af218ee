"""A picture as PDF: what its page holds, and that others read it."""

import re
import zlib
from pathlib import Path

import pytest

import flower
from flower.drawing.pdf import scene_to_pdf
from flower.drawing.scene import Curve, Dot, Fill, Line, Scene

STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
BLACK = (0, 0, 0)


def content(pdf: bytes) -> str:
    found = re.search(rb"stream\n(.*)\nendstream", pdf, re.DOTALL)
    assert found
    return zlib.decompress(found[1]).decode()


def test_the_page_is_as_large_as_the_picture() -> None:
    drawing = flower.draw(STEP)
    box = re.search(rb"/MediaBox\[0 0 (\S+) (\S+)\]", drawing.pdf())
    assert box
    assert (float(box[1]), float(box[2])) == (drawing.width * 0.75, drawing.height * 0.75)


def test_every_shape_is_a_path_in_its_colour() -> None:
    shapes = [
        Line(0j, 5 + 5j, 1.5, (255, 0, 0)),
        Curve((0j, 1j, 2 + 1j, 2 + 0j), 1.0, BLACK),
        Dot(3 + 3j, 2.0, BLACK),
        Fill(((0j, 4 + 0j, 4 + 4j), (1 + 1j, 2 + 1j, 2 + 2j)), (0, 0, 255)),
    ]
    lines = content(scene_to_pdf(Scene(shapes), 10, 20, (255, 255, 255), "")).splitlines()
    assert lines[:2] == [
        "0.75 0 0 -0.75 0 15 cm 1 J 1 j",
        "1.000 1.000 1.000 rg 0 0 10 20 re f",
    ]
    assert lines[2:5] == ["1.000 0.000 0.000 RG 1.50 w", "0.00 0.00 m 5.00 5.00 l", "S"]
    assert lines[6] == "0.00 0.00 m 0.00 1.00 2.00 1.00 2.00 0.00 c"
    assert lines[9].count(" c") == 4
    assert lines[9].startswith("5.00 3.00 m")
    assert lines[-2].count(" h") == 2


def test_the_table_tells_where_every_object_stands() -> None:
    pdf = flower.draw(STEP).pdf()
    start = int(pdf.split(b"startxref\n")[1].split()[0])
    rows = pdf[start:].split(b"trailer")[0].splitlines()[3:]
    for number, row in enumerate(rows, 1):
        assert pdf[int(row[:10]) :].startswith(f"{number} 0 obj".encode())


def test_a_reader_of_pdf_draws_the_same_picture(tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    drawing = flower.draw(STEP)
    page = pdfium.PdfDocument(drawing.pdf())[0]
    seen = page.render(scale=4 / 3).to_numpy()
    assert seen.shape[:2] == (drawing.height, drawing.width)
    assert 0.01 < (seen < 128).any(axis=2).mean() < 0.3
