"""The mechanisms of the benchmark of what a written mechanism teaches."""

from pathlib import Path

import pytest

import flower
from flower.mechanisms.library import library

TAUGHT = Path(__file__).parent / "taught"
FILES = sorted(TAUGHT.glob("*.yaml"))


@pytest.mark.parametrize("mechanism", FILES, ids=[one.stem for one in FILES])
def test_a_taught_mechanism_explains_its_reactions_and_is_not_the_librarys(mechanism: Path) -> None:
    checked = flower.check_mechanisms(mechanism)
    assert len(checked) == 5
    assert not [one.fault for one in checked if one.fault]
    assert not {one.mechanism for one in checked} & {one.name for one in library()}
    aside = mechanism.with_suffix(".smi").read_text().split()
    assert len(aside) == 15
    for reaction in aside[::5]:
        (first, *_) = flower.expand(reaction, mechanism)
        assert first.mechanisms == (checked[0].mechanism,)
