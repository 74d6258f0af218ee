import numpy as np
import pytest

from flower.electrons import ATOM_COLUMNS, change_between
from flower.errors import InputError
from flower.records.encoding import HYDROGEN_CHANGE, encode_step, encode_steps
from flower.steps import mapped_step_to_states


def test_a_step_is_its_reactants_and_what_changes(amide_steps: list[str]) -> None:
    atoms, bonds, changes = encode_step(amide_steps[0])
    assert (atoms.dtype, bonds.dtype, changes.dtype) == (np.int8, np.int16, np.int16)
    assert dict(zip(ATOM_COLUMNS, atoms[0].tolist(), strict=True))["element"] == 6
    assert atoms[:, 1].tolist() == [3, 0, 0, 0, 3, 0]
    assert bonds.tolist() == [[0, 1, 1], [1, 2, 2], [1, 3, 1]]
    # The carbonyl opens, C-N forms, oxygen gains a pair, nitrogen spends one.
    assert sorted(changes.tolist()) == [[1, 2, -1], [1, 4, 1], [2, 2, 2], [4, 4, -2]]


def test_a_proton_transfer_moves_a_hydrogen_count(amide_steps: list[str]) -> None:
    changes = encode_step(amide_steps[2]).changes.tolist()
    assert [4, HYDROGEN_CHANGE, -1] in changes
    assert [3, HYDROGEN_CHANGE, 1] in changes
    assert len(changes) == 4


def test_the_last_step_changes_nothing(amide_steps: list[str]) -> None:
    assert encode_step(amide_steps[3]).changes.shape == (0, 3)


def test_changes_are_those_of_the_states(amide_steps: list[str]) -> None:
    for step in amide_steps:
        change = change_between(*mapped_step_to_states(step))
        changes = encode_step(step).changes
        i, j, delta = changes.T
        assert changes[j > i].tolist() == change.bonds.tolist()
        assert np.stack([i, delta], 1)[i == j].tolist() == change.lone.tolist()
        assert np.stack([i, delta], 1)[j == HYDROGEN_CHANGE].tolist() == change.hydrogens.tolist()


def test_steps_lie_one_after_the_other(amide_steps: list[str]) -> None:
    encoded = encode_steps([amide_steps[0], "nonsense", *amide_steps[1:]])
    assert encoded.places.tolist() == [0, 2, 3, 4]
    ((place, reason),) = encoded.failures
    assert place == 1
    assert "`nonsense`" in reason
    ends = np.cumsum(encoded.counts, axis=0)
    assert ends[-1].tolist() == [len(rows) for rows in encoded[:3]]
    for k, step in enumerate(amide_steps):
        for rows, end, count, alone in zip(
            encoded[:3], ends[k], encoded.counts[k], encode_step(step), strict=True
        ):
            np.testing.assert_array_equal(rows[end - count : end], alone)


def test_no_step_at_all_gives_empty_arrays() -> None:
    encoded = encode_steps([""])
    assert [len(part) for part in encoded] == [0, 0, 0, 0, 0, 0, 1]
    assert encoded.counts.shape == (0, 3)


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        ("", "holds no elementary step"),
        ("[CH4:1]", "`>>`|>>"),
        (">>", "empty"),
        ("[CH4:1]>>[NH4+:1]", "C on the reactant side and N on the product side"),
        ("[CH4:1].[OH2:2]>>[CH4:1]", "only on the reactant side"),
        ("[CH4:1]>>[CH3-:1]", "does not balance"),
        ("[C:1(C>>[CH4:1]", "every bracket needs its partner"),
    ],
)
def test_a_step_that_cannot_be_read_says_why(reaction: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        encode_step(reaction)


def test_more_free_protons_than_can_be_stored_are_refused() -> None:
    protons = ".".join(f"[H+:{k}]" for k in range(2, 70))
    with pytest.raises(InputError, match="and 68 free protons; at most 32767 and 63 can be stored"):
        encode_step(f"[CH4:1].{protons}>>[CH4:1].{protons}")
