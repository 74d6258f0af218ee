"""The bundled mechanisms, and the command that draws them."""

import hashlib
from pathlib import Path

import pytest

from tests.drawing import gallery


def test_the_card_tells_counts_and_hash() -> None:
    card = (gallery.STEPS.parent / "card.md").read_text(encoding="utf-8")
    found = gallery.mechanisms()
    assert f"{sum(len(m.steps) for m in found)} steps of {len(found)} mechanisms" in card
    assert hashlib.sha256(gallery.STEPS.read_bytes()).hexdigest() in card


@pytest.mark.slow
def test_the_gallery_has_a_page_with_every_picture(tmp_path: Path) -> None:
    gallery.draw(tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    pictures = sorted(tmp_path.glob("*.svg"))
    assert len(pictures) == 2 * len(gallery.drawn())
    assert all(f'src="{picture.name}"' in page for picture in pictures)
    assert {p.stem for p in tmp_path.glob("*.png")} == {p.stem for p in pictures}


def test_the_picture_of_the_readme_is_what_is_drawn() -> None:
    readme = (gallery.STEPS.parents[3] / "README.md").read_text(encoding="utf-8")
    for path, svg in gallery.readme_pictures().items():
        assert path.read_text(encoding="utf-8") == svg
        assert f"data/sets/gallery/{path.name}" in readme
