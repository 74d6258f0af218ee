"""Examples that are composed for a written mechanism."""

from pathlib import Path

import pytest

from flower.errors import InputError
from flower.finetuning import finetune
from flower.finetuning.examples import read_examples
from tests.composing.test_composing import MINE

pytestmark = pytest.mark.slow


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE)
    return path


def test_a_written_mechanism_alone_gives_examples_to_learn_and_to_hold_out(mine: Path) -> None:
    found = read_examples(None, "reaction", [mine], 0.2, 0, flasks=10)
    assert (len(found.fit), len(found.held_out)) == (8, 2)
    assert all(one[-1].reaction.split(">>")[0] == one[-1].reaction.split(">>")[1]
               for one in (*found.fit, *found.held_out))  # fmt: skip


def test_composed_flasks_are_learnt_beside_examples_and_not_held_out(mine: Path) -> None:
    examples = mine.with_name("examples.smi")
    examples.write_text("\n".join(f"{'C' * n}C=C=O.O>>{'C' * n}CC(=O)O" for n in range(1, 7)))
    alone = read_examples(examples, "reaction", [mine], 0.2, 0)
    more = read_examples(examples, "reaction", [mine], 0.2, 0, flasks=5)
    assert more.held_out == alone.held_out
    assert len(more.fit) == len(alone.fit) + 5


def test_nothing_to_learn_from_is_told(tmp_path: Path, mine: Path) -> None:
    with pytest.raises(InputError, match="nothing to learn from"):
        finetune(None, tmp_path / "a")
    with pytest.raises(InputError, match="flasks is 0"):
        finetune(None, tmp_path / "a", mechanism=mine, flasks=0)
    with pytest.raises(InputError, match="give --mechanism"):
        finetune(tmp_path / "x.smi", tmp_path / "a", flasks=5)
