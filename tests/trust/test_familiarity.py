"""What of an outcome's steps was met in training: counted, told in a sentence, written and read."""

from pathlib import Path

import numpy as np
import pytest

from flower.electrons import Change, State, change_between, make_change
from flower.errors import ModelError
from flower.records.encoding import encode_steps
from flower.steps import mapped_step_to_states
from flower.trust import Familiarity, MetSurroundings, reacting_surroundings, stored_surroundings
from flower.trust.familiarity import SURROUNDINGS

SN2 = "[OH-:1].[CH3:2][CH2:3][CH2:4][Br:5]>>[CH3:2][CH2:3][CH2:4][OH:1].[Br-:5]"
ARYL = "[OH-:1].[cH:2]1[cH:3][cH:4][cH:5][cH:6][c:7]1[CH2:8][Br:9]>>"
ARYL += "[OH:1][CH2:8][c:7]1[cH:2][cH:3][cH:4][cH:5][cH:6]1.[Br-:9]"
ARYNE = (
    "[NH2-:1].[cH:2]1[cH:3][cH:4][cH:5][c:6]#[c:7]1>>[NH2:1][c:6]1[cH:5][cH:4][cH:3][cH:2][c-:7]1"
)
TO_POOL = "[Cl:1][H:2]>>[Cl-:1].[H+:2]"
NONE = MetSurroundings.of([])


def step(text: str) -> tuple[State, Change]:
    before, after = mapped_step_to_states(text)
    return before, change_between(before, after)


def met(*steps: str) -> MetSurroundings:
    return MetSurroundings.of(reacting_surroundings(*step(text)) for text in steps)


def test_atoms_are_counted_once_however_many_steps_they_take_part_in() -> None:
    state, change = step(SN2)
    assert NONE.familiarity([(state, change)] * 3) == Familiarity(1.0, 3, 3)
    assert met(SN2).familiarity([(state, change)] * 3) == Familiarity(0.0, 3, 0)


def test_an_atom_is_unmet_whose_farthest_surroundings_are() -> None:
    other = SN2.replace("[CH3:2]", "[CH2:2]([F:8])")  # three bonds from the oxygen
    found = met(SN2).familiarity([step(other)])
    assert found is not None
    assert (found.atoms, found.unmet) == (3, 1)
    assert found.share == pytest.approx(1 / 9)


def test_the_end_of_a_reaction_is_neither_familiar_nor_not() -> None:
    state, _ = step(SN2)
    assert NONE.familiarity([]) is None
    assert NONE.familiarity([(state, make_change())]) is None


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Familiarity(0.1, 5, 1), None),
        (Familiarity(0.4, 5, 3), "3 of the 5 reacting atoms are in"),
        (Familiarity(0.2, 5, 1), "1 of the 5 reacting atoms is in"),
        (Familiarity(0.9, 4, 4), "All 4 reacting atoms are in"),
        (Familiarity(0.4, 1, 1), "The reacting atom is in"),
    ],
)
def test_much_that_was_never_met_is_told_in_a_sentence(
    found: Familiarity, told: str | None
) -> None:
    if told is None:
        assert found.caution is None
    else:
        assert found.caution == (f"{told} surroundings that the model has never met; be careful.")


def test_stored_steps_have_the_surroundings_of_written_ones() -> None:
    texts = [SN2, ARYL, ARYNE, TO_POOL, f"{SN2.split('>>')[0]}>>{SN2.split('>>')[0]}"]
    encoded = encode_steps(texts)
    assert not encoded.failures
    stored = [[sorted(numbers) for numbers in one] for one in stored_surroundings(encoded)]
    written = [[sorted(n) for n in reacting_surroundings(*step(text))] for text in texts[:-1]]
    assert stored == written


def test_they_are_read_as_they_were_written_and_joined(tmp_path: Path) -> None:
    met(SN2).save(tmp_path)
    read = MetSurroundings.load(tmp_path)
    assert read is not None
    assert [n.tolist() for n in read.numbers] == [n.tolist() for n in met(SN2).numbers]
    both = read.joined(met(TO_POOL))
    assert [n.tolist() for n in both.numbers] == [n.tolist() for n in met(SN2, TO_POOL).numbers]
    assert [file.name for file in tmp_path.iterdir()] == [SURROUNDINGS]


def test_a_model_without_them_has_none(tmp_path: Path) -> None:
    assert MetSurroundings.load(tmp_path) is None


def test_damaged_ones_are_refused(tmp_path: Path) -> None:
    MetSurroundings(tuple(np.array([2, 1], np.uint64) for _ in range(3))).save(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        MetSurroundings.load(tmp_path)
    (tmp_path / SURROUNDINGS).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot be read"):
        MetSurroundings.load(tmp_path)
