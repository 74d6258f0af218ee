"""Settings of the whole test run.

Import nothing from `flower` here at module level: the shape checks of jaxtyping attach to
modules while they are imported, and this file is read early.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# One thread a process: several run side by side, and the answers are those of one.
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = Path(__file__).parent
SLOW_FOLDERS = ("composing", "fuzz", "mechanisms")  # every test lays mechanisms, or breaks files

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the slow folders."""
    for item in items:
        if item.path.parent in {HERE / name for name in SLOW_FOLDERS}:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with random weights, to be read only."""
    from tests.tiny_model import write_tiny_model

    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")
