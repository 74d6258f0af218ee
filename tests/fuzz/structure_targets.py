"""What takes molecules, steps and mechanisms, fed with such as are valid and hard."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

from flower.electrons import apart, smiles_to_state, state_to_smiles
from flower.electrons.numbering import in_canonical_order
from flower.mechanisms import library, read_mechanism_templates, scale
from flower.mechanisms.expanding import ways_to_product
from flower.prediction.flask import read_flask
from tests.fuzz import hostile, targets
from tests.fuzz.targets import EveryElement, Target
from tests.tiny_model import write_tiny_model

_TIME_S = 5.0  # after which `ways_to_product` looks at no further group of ways


def flask(folder: Path, data: bytes) -> bool:
    """A flask: read, ordered, written, and read again with every atom and electron.

    The text may differ: RDKit's canonical SMILES of a graph whose atoms are all alike depends on
    the order in which they stand. Text does not say which hydrogen of a hydride beside an acid
    is a node; every flask that is read sets it apart anew.
    """
    state = read_flask(data.decode("latin-1"), EveryElement())
    ordered, _ = in_canonical_order(state)
    again = apart(smiles_to_state(state_to_smiles(ordered))).state
    for one in (ordered, again):
        assert one.electron_total == state.electron_total
        assert sorted(one.element.tolist()) == sorted(state.element.tolist())
    return True


def expanding(folder: Path, data: bytes) -> bool:
    """An overall reaction, expanded by the library."""
    ways_to_product(data.decode("latin-1"), library(), ends=monotonic() + _TIME_S)
    return True


def mechanisms(folder: Path, data: bytes) -> bool:
    """A user's mechanisms, tried on a flask."""
    text, _, reaction = data.decode("latin-1").rpartition("\n# ")
    found = read_mechanism_templates(text, "my.yaml", scale())
    ways_to_product(reaction, found, ends=monotonic() + _TIME_S)
    return True


@cache
def _service() -> Any:
    from fastapi.testclient import TestClient

    from flower.proposals import load_model
    from flower.serving import ServeSettings
    from flower.serving.app import create_app

    place = write_tiny_model(Path(tempfile.mkdtemp(prefix="flower-model-")))
    app = create_app(load_model(place, device="cpu"), ServeSettings())
    return TestClient(app, "http://127.0.0.1")


def request(folder: Path, data: bytes) -> bool:
    """A request, answered by the service of a model with random weights."""
    path, _, body = data.decode("latin-1").partition(" ")
    answer = _service().post(
        f"/v1/{path}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code < 500 or answer.status_code == 503, answer.text[:300]
    assert len(answer.content) < 20_000_000
    return bool(answer.status_code == 200)


def _made_by(make: hostile.Made) -> Callable[[bytes, random.Random, Sequence[bytes]], bytes]:
    return lambda data, rng, seeds: make(rng)


def _seeds(make: hostile.Made) -> Callable[[], list[bytes]]:
    return cache(lambda: [make(random.Random(number)) for number in range(3)])


STRUCTURES: dict[str, Target] = {
    f"hard {name}": Target(run, _seeds(make), _made_by(make), share)
    for name, run, make, share in (
        ("flasks", flask, hostile.flasks, 60),
        ("steps", targets.step, hostile.steps, 40),
        ("drawings", targets.drawing, hostile.drawings, 8),
        ("reactions", expanding, hostile.reactions, 2),
        ("mechanisms", mechanisms, hostile.mechanism_files, 10),
        ("requests", request, hostile.requests, 10),
    )
}
