"""Settings of the whole test run.

Import nothing from `flower` here at module level: the shape checks of jaxtyping attach to
modules while they are imported, and this file is read early.
"""

import pytest
from hypothesis import settings

# A slow machine is no failure; random molecules differ too much in size for one deadline.
settings.register_profile("flower", deadline=None, print_blob=True)
settings.load_profile("flower")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of long checks, which run on a sample without them."""
    parser.addoption(
        "--every-state",
        action="store_true",
        help="check every recorded state in tests/electrons/test_round_trip.py (minutes)",
    )
