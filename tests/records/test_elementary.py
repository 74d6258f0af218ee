from dataclasses import FrozenInstanceError

import pytest

from flower.records import StepRecord


def test_a_line_tells_no_more_than_it_holds() -> None:
    record = StepRecord(3, "C>>C")
    assert (record.reaction_id, record.path, record.step) == (None, None, None)
    assert (record.reaction_class, record.description) == (None, None)
    with pytest.raises(FrozenInstanceError):
        record.line = 4  # type: ignore[misc]
