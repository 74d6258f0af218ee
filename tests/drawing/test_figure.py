"""Drawings of steps, states and mechanisms, and what is refused."""

import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from flower.drawing import Drawing, DrawingSettings, draw_mechanism, draw_states, draw_steps
from flower.drawing.arrow_heads import draw_arrow
from flower.drawing.frames import read_frames
from flower.drawing.molecule import draw_molecules
from flower.drawing.scene import Fill
from flower.drawing.theme import THEMES, hexadecimal
from flower.errors import InputError
from tests.drawing.gallery import mechanisms

SUBSTITUTION = "[OH-:1].[CH3:2][Br:3].[Na+:4]>>[OH:1][CH3:2].[Br-:3].[Na+:4]"
PROTON = "[OH:1][CH3:2].[Br-:3].[Na+:4]>>[O-:1][CH3:2].[BrH:3].[Na+:4]"
NOTHING = "[O-:1][CH3:2].[BrH:3].[Na+:4]>>[O-:1][CH3:2].[BrH:3].[Na+:4]"
NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_there_is_one_picture_a_step_and_one_state_more() -> None:
    assert len(draw_steps([SUBSTITUTION, PROTON])) == 2
    assert len(draw_states([SUBSTITUTION, PROTON])) == 3


def test_a_step_in_which_nothing_happens_gets_no_picture() -> None:
    assert len(draw_states([SUBSTITUTION, PROTON, NOTHING])) == 3
    assert len(draw_states([NOTHING])) == 1
    drawing = draw_mechanism([SUBSTITUTION, NOTHING.replace("[BrH:3]", "[BrH:3]")][:1])
    assert drawing.width > 0


def test_the_product_side_tells_nothing_of_the_next_step() -> None:
    amine = "[CH3:1][NH3+:2].[OH-:3]>>[CH3:1][NH2:2].[OH2:3]"
    frame = read_frames([amine])[0]
    assert frame.moving  # one hydrogen is drawn on its own, to be taken
    assert frame.atoms[2].hydrogens == 2
    still = frame.at_rest()
    assert still.atoms[2].hydrogens == 3
    assert not still.pushes
    assert not still.moving
    before = "[CH3:1][Br:4].[NH3:2].[OH-:3]>>[CH3:1][NH3+:2].[Br-:4].[OH-:3]"
    after = "[CH3:1][NH3+:2].[Br-:4].[OH-:3]>>[CH3:1][NH2:2].[Br-:4].[OH2:3]"
    colour = hexadecimal(THEMES["light"].arrow)
    counts = [draw_steps(steps)[0].svg.count(colour) for steps in ([before, after], [before])]
    assert counts[0] == counts[1] > 0


def test_a_title_goes_with_its_own_step() -> None:
    with_end = draw_mechanism([SUBSTITUTION, PROTON, NOTHING], titles=["first", "second", "end"])
    without = draw_mechanism([SUBSTITUTION, PROTON], titles=["first", "second"])
    assert with_end.svg == without.svg


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", mechanisms(), ids=lambda m: m.name)
def test_svg_is_valid_plain_and_self_contained(mechanism: tuple[str, list[str], list[str]]) -> None:
    name, titles, steps = mechanism
    drawing = draw_mechanism(steps, titles=titles)
    root = ET.fromstring(drawing.svg)
    assert root.tag == f"{NAMESPACE}svg", name
    assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
    assert root.find(f"{NAMESPACE}title") is not None
    assert root.find(f"{NAMESPACE}desc") is not None
    tags = {element.tag.removeprefix(NAMESPACE) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path"}
    assert not [e for e in root.iter() if {"id", "href", "style"} & e.attrib.keys()]
    assert drawing.width <= DrawingSettings().width


@pytest.mark.slow
def test_the_same_steps_give_the_same_bytes() -> None:
    steps = mechanisms()[1].steps
    one, other = draw_mechanism(steps), draw_mechanism(steps)
    assert one.svg == other.svg
    assert one.png() == other.png()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_png_has_its_signature_and_size(scale: float) -> None:
    drawing = draw_mechanism([SUBSTITUTION])
    data = drawing.png(scale)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (round(drawing.width * scale), round(drawing.height * scale))


def test_a_drawing_is_saved_by_its_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drawing = draw_mechanism([SUBSTITUTION])
    drawing.save(tmp_path / "a.svg")
    drawing.save(tmp_path / "a.PNG")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawing.svg
    assert (tmp_path / "a.PNG").read_bytes()[1:4] == b"PNG"
    with pytest.raises(InputError, match=r"a\.gif.*\.svg, \.png or \.pdf"):
        drawing.save("a.gif")
    with pytest.raises(InputError, match="cannot be written"):
        drawing.save(tmp_path / "nowhere" / "a.svg")


def test_a_scale_that_makes_no_picture_is_refused() -> None:
    drawing = draw_mechanism([SUBSTITUTION])
    for scale in (0.0, -1.0, 1e6, float("nan")):
        with pytest.raises(InputError, match="scale"):
            drawing.png(scale)


def test_themes_differ_and_transparency_leaves_the_background_out() -> None:
    light = draw_mechanism([SUBSTITUTION])
    dark = draw_mechanism([SUBSTITUTION], DrawingSettings(theme="dark"))
    clear = draw_mechanism([SUBSTITUTION], DrawingSettings(transparent=True))
    assert "#ffffff" in light.svg
    assert "#ffffff" not in dark.svg
    assert "<rect" not in clear.svg
    assert clear.svg.count("<path") == light.svg.count("<path")


def size(drawing: Drawing) -> int:
    return drawing.width * drawing.height


@pytest.mark.slow
def test_spectators_are_small_full_or_hidden() -> None:
    steps = mechanisms()[1].steps  # HATU, with its hexafluorophosphate
    hidden, small, full = (
        draw_mechanism(steps, DrawingSettings(spectators=choice))
        for choice in ("hidden", "small", "full")
    )
    assert len(hidden.svg) < len(small.svg)
    assert size(hidden) <= size(small) < size(full)


def test_lone_pairs_and_numbers_come_on_request() -> None:
    plain = draw_mechanism([SUBSTITUTION], DrawingSettings(lone_pairs=False))
    with_pairs = draw_mechanism([SUBSTITUTION])
    numbered = draw_mechanism([SUBSTITUTION], DrawingSettings(atom_numbers=True))
    assert len(plain.svg) < len(with_pairs.svg) < len(numbered.svg)


def test_a_figure_wraps_at_its_width() -> None:
    steps = mechanisms()[0].steps
    wide, narrow = (draw_mechanism(steps, DrawingSettings(width=w)) for w in (2000, 500))
    assert narrow.width <= 500 < wide.width
    assert narrow.height > wide.height


def test_titles_are_text_and_no_markup() -> None:
    drawing = draw_mechanism([SUBSTITUTION], titles=["<b>x</b> & é → \x00"])
    ET.fromstring(drawing.svg)


def test_pairs_that_cannot_be_pushed_are_drawn_without_arrows_and_said() -> None:
    leap = "[Mg:1].[CH3+:2]>>[Mg+2:1].[CH3-:2]"
    assert "0 curly arrows" in draw_mechanism([leap]).svg


def test_arrows_of_pairs_and_of_single_electrons_are_told_apart() -> None:
    homolysis = draw_mechanism(["[CH3:1][CH3:2]>>[CH3:1].[CH3:2]"]).svg
    assert "Molecules with 2 half-headed curly arrows" in homolysis
    assert "pair" not in homolysis
    ketyl = "[Na:1].[CH3:2][C:3]([CH3:4])=[O:5]>>[Na+:1].[CH3:2][C:3]([CH3:4])[O-:5]"
    told = "1 curly arrows, each from an electron pair to where it goes, and 1 half-headed"
    assert told in draw_mechanism([ketyl]).svg
    assert "half-headed" not in draw_mechanism([SUBSTITUTION]).svg


def test_a_fishhook_has_one_barb_on_the_outer_side_of_its_curve() -> None:
    points = (0j, -20j, 40 - 20j, 40 + 0j)  # up, over and down again
    pair, hook = (draw_arrow(points, 30.0, (0, 0, 0), single) for single in (False, True))
    heads = [shape for scene in (pair, hook) for shape in scene.shapes if isinstance(shape, Fill)]
    assert [len(head.outlines[0]) for head in heads] == [4, 3]
    barb = heads[1].outlines[0][1]
    assert barb.real > 40
    assert -15 < barb.imag < 0


def test_waiting_radicals_and_carbenes_keep_their_dots() -> None:
    drawn = (draw_molecules(smiles).svg for smiles in ("CCC", "C[CH]C", "[CH3]", "C[C]C", "[Cl]"))
    assert [svg.count("0 1 0") // 2 for svg in drawn] == [0, 1, 1, 2, 1]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "no step to draw"),
        (["CCO"], "no step"),
        (["[CH4:1]>>[CH3:1][OH:2]"], r"Atom 2 \(O\) is only on the product side"),
        (["[NH3:1]>>[NH4+:1]"], r"\+1 hydrogens"),
        (["[Cl-:1]>>[Cl+:1]"], r"-2 valence electrons"),
        ([SUBSTITUTION, SUBSTITUTION], "Step 2 does not begin with the flask that step 1"),
        (["[CH5:1]>>[CH5:1]"], "10 electrons"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(steps: list[str], told: str) -> None:
    for draw in (draw_steps, draw_states, draw_mechanism):
        with pytest.raises(InputError, match=told):
            draw(steps)


def test_titles_must_be_as_many_as_steps() -> None:
    with pytest.raises(InputError, match="2 titles for 1 steps"):
        draw_mechanism([SUBSTITUTION], titles=["a", "b"])


@pytest.mark.parametrize(
    "step",
    [
        "[OH-:1].[CH3:2][C@H:3]([Br:4])[CH2:5][CH3:6]>>"
        "[OH:1][C@H:3]([CH3:2])[CH2:5][CH3:6].[Br-:4]",
        "[CH3:1][OH2+:2]>>[CH3:1][OH:2].[H+]",
        "[CH3:1][OH:2].[H+]>>[CH3:1][OH2+:2]",
        "[H-:1].[CH3:2][OH:3]>>[H:1][H].[CH3:2][O-:3]",
        "[13CH4:1].[OH-:2]>>[13CH3-:1].[OH2:2]",
    ],
    ids=["stereocentre", "proton set free", "proton taken", "hydride", "isotope"],
)
def test_unusual_steps_are_drawn_with_their_arrows(step: str) -> None:
    (drawing,) = draw_steps([step])
    ET.fromstring(drawing.svg)
    assert "with 0 curly arrows" not in drawing.svg


def test_a_mechanism_that_goes_on_in_another_configuration_is_refused() -> None:
    first = "[CH3:1][C@H:2]([F:3])[Br:4].[OH-:5]>>[CH3:1][C@@H:2]([F:3])[OH:5].[Br-:4]"
    second = "[CH3:1][C@{}H:2]([F:3])[OH:5].[Br-:4]>>[CH3:1][C@{}H:2]([F:3])[O-:5].[BrH:4]"
    with pytest.raises(InputError, match="Step 2 begins with another configuration of C2"):
        draw_steps([first, second.format("", "")])
    assert draw_steps([first, second.format("@", "@")])


@pytest.mark.parametrize(
    "written",
    [
        "CBr.[OH-]>>CO.[Br-]",
        "CBr > [OH-] > CO . [Br-]",
        "[CH3:1][Br:2] > [OH-:3] > [CH3:1][OH:3].[Br-:2]",
    ],
)
def test_a_step_is_drawn_however_it_is_written(written: str) -> None:
    (drawn,) = draw_steps([written])
    (wanted,) = draw_steps(["[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3].[Br-:2]"])
    assert drawn.svg.count("<path") == wanted.svg.count("<path")
