"""Branches turned to make room: nothing hides, shapes and stereo stay."""

import time

import networkx as nx
import pytest

from flower.drawing import draw_steps
from flower.drawing.frames import Frame, read_frames
from flower.drawing.layout import clear_layout, free_layout
from flower.drawing.relief import Places, turned_clear, unclear
from flower.electrons import make_change, smiles_to_state
from flower.steps import Step

CROWDED = {
    "oxaphosphetane": "C1C(c2ccccc2)OP1(c1ccccc1)(c1ccccc1)c1ccccc1",
    "trityl chloride": "ClC(c1ccccc1)(c1ccccc1)c1ccccc1",
    "four tert-butyls on a ring": "CC(C)(C)c1cc(C(C)(C)C)c(C(C)(C)C)cc1C(C)(C)C",
    "tri-tert-butylmethane": "CC(C)(C)C(C(C)(C)C)C(C)(C)C",
    "triisopropylsilyl ether": "CC(C)[Si](C(C)C)(C(C)C)OC(C)(C)C(C)(C)O",
    "ylide": "c1ccccc1P(c1ccccc1)(c1ccccc1)=C(C)C",
    "BINAP": "c1ccc2c(c1)ccc(c2-c1c(ccc2ccccc12)P(c1ccccc1)c1ccccc1)P(c1ccccc1)c1ccccc1",
}


def laid_out(smiles: str) -> tuple[Frame, nx.Graph, Places]:
    (frame,) = read_frames([Step(smiles_to_state(smiles), make_change()).mapped])
    (molecule,) = frame.molecules()
    return frame, frame.graph(), free_layout(frame, molecule)


@pytest.mark.parametrize("smiles", CROWDED.values(), ids=CROWDED)
def test_turning_never_hides_more_and_leaves_bonds_as_long_as_they_were(smiles: str) -> None:
    _, graph, before = laid_out(smiles)
    after = turned_clear(graph, before)
    assert unclear(graph, after) <= unclear(graph, before)
    for i, j in graph.edges:
        assert abs(after[i] - after[j]) == pytest.approx(abs(before[i] - before[j]))


@pytest.mark.parametrize("smiles", CROWDED.values(), ids=CROWDED)
def test_bulky_groups_that_collide_are_turned(smiles: str) -> None:
    frame, graph, before = laid_out(smiles)
    (molecule,) = frame.molecules()
    assert unclear(graph, before) > 0
    assert unclear(graph, clear_layout(frame, molecule)) == 0


def test_a_clear_layout_stays() -> None:
    _, graph, before = laid_out("CC(=O)NCc1ccccc1")
    assert turned_clear(graph, before) == before


@pytest.mark.parametrize("smiles", ["C/C=C/C(C)(C)C", "CC(C)(C)/C=C\\C(C)(C)C"])
def test_a_branch_that_turns_stays_on_its_side_of_a_double_bond(smiles: str) -> None:
    _, graph, before = laid_out(smiles)
    (a, b) = next(edge for edge in graph.edges if graph.edges[edge]["order"] == 2)
    across = next(n for n in graph[a] if n != b)
    over = next(n for n in graph[b] if n != a)
    near = dict(before)
    near[max(graph)] = near[across] + 0.2  # something to make room for
    after = turned_clear(graph, near)

    def side(places: Places, key: int) -> bool:
        along = places[b] - places[a]
        return ((places[key] - places[a]) * along.conjugate()).imag > 0

    assert (side(after, across) == side(after, over)) == (side(near, across) == side(near, over))


def _tree(ends: int, whole: str = "{}", arm: str = "C({})({}){}") -> str:
    """A dendrimer, each arm of which ends in others."""
    inner = "C"
    for _ in range(ends):
        inner = arm.format(*[inner] * arm.count("{}"))
    return whole.format(*[inner] * whole.count("{}"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "smiles",
    [
        _tree(2, "C({})({})({}){}"),
        _tree(4, "{}", "c1cc({})cc({})c1").replace("(C)", "(c1ccccc1)"),
        "C[Si](C)(C)" + "[Si](C([Si](C)(C)C)([Si](C)(C)C)C)(C([Si](C)(C)C)([Si](C)(C)C)C)" * 4,
    ],
    ids=["quaternary carbons", "benzene rings", "silyl groups"],
)
def test_crowded_dendrimers_are_drawn_in_seconds(smiles: str) -> None:
    """Looking for room, and for small rings, grows with more than the square of the atoms."""
    mapped = Step(smiles_to_state(smiles), make_change()).mapped
    began = time.process_time()
    draw_steps([mapped])
    assert time.process_time() - began < 8
