"""Who sends much waits before it is read, and nobody else."""

from time import monotonic

import pytest

from flower.serving.bandwidth import AT_ONCE, BYTES_PER_S, LONGEST_WAIT_S, OF_A_REQUEST, Bandwidth
from tests.serving.server import running
from tests.toy_model import ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
LARGE = 200_000


def test_what_is_sent_in_the_long_run_is_bounded() -> None:
    now, read = 0.0, 0
    bandwidth = Bandwidth(lambda: now)
    while now < 100:
        now += bandwidth.wait_s("flood", LARGE)
        read += LARGE
    assert read <= AT_ONCE + LARGE + now * BYTES_PER_S
    assert bandwidth.wait_s("other", LARGE) == 0.0


def test_the_small_requests_of_a_client_at_a_keyboard_never_wait() -> None:
    now = 0.0
    bandwidth = Bandwidth(lambda: now)
    for _ in range(1_000):
        assert bandwidth.wait_s("hand", 500) == 0.0
        now += 0.05


def test_what_is_refused_costs_nothing_more() -> None:
    bandwidth = Bandwidth(lambda: 0.0)
    waits = [bandwidth.wait_s("flood", LARGE) for _ in range(100)]
    assert sum(wait <= LONGEST_WAIT_S for wait in waits) * (LARGE + OF_A_REQUEST) == pytest.approx(
        AT_ONCE + LONGEST_WAIT_S * BYTES_PER_S, abs=LARGE + OF_A_REQUEST
    )
    assert max(waits) < LONGEST_WAIT_S + 2 * LARGE / BYTES_PER_S


@pytest.mark.slow
def test_a_client_that_floods_the_service_waits() -> None:
    body = b'"' + b"\\" * LARGE
    headers = {"content-type": "application/json"}
    with running(ToyModel()) as address, httpx.Client(timeout=30) as client:
        began = monotonic()
        for _ in range(4):
            told = client.post(f"{address}/v1/predict", content=body, headers=headers)
            assert told.status_code == 422
        waited = monotonic() - began
    assert waited > (4 * LARGE - AT_ONCE) / BYTES_PER_S
