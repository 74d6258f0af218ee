"""Processes that die, break or stall. The functions here are run in other processes."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from multiprocessing.context import SpawnProcess

import pytest

from flower.errors import InputError
from flower.jobs.workers import Lost, Piece, map_in_order


def work(items: Sequence[str]) -> list[str]:
    for item in items:
        if item == "kill":
            os._exit(7)
        if item == "break":
            raise ZeroDivisionError("as told")
        if item == "stall":
            time.sleep(600)
        if item == "slow":
            time.sleep(0.2)
    return [item.upper() for item in items]


def told(pieces: Iterator[Piece[str, list[str]]]) -> list[tuple[list[str], object]]:
    return [(list(piece.items), piece.outcome) for piece in pieces]


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_chunks(workers: int) -> None:
    chunks = [["slow"], *([f"c{k}"] for k in range(40))]
    pieces = told(map_in_order(work, chunks, workers))
    assert pieces == [(chunk, [chunk[0].upper()]) for chunk in chunks]


def test_a_process_that_dies_costs_its_item_alone() -> None:
    chunks = [["a"], ["b", "kill", "c"], ["d"]]
    assert told(map_in_order(work, chunks, workers=2)) == [
        (["a"], ["A"]),
        (["b"], ["B"]),
        (["kill"], Lost("the process at work on it ended with code 7")),
        (["c"], ["C"]),
        (["d"], ["D"]),
    ]


def test_an_error_nobody_expected_costs_its_item_alone() -> None:
    assert told(map_in_order(work, [["a", "break"], ["b"]], workers=1)) == [
        (["a"], ["A"]),
        (["break"], Lost("unexpected ZeroDivisionError: as told")),
        (["b"], ["B"]),
    ]


@pytest.mark.slow
def test_a_process_that_stalls_is_ended() -> None:
    pieces = told(map_in_order(work, [["a", "stall"], ["b"]], workers=1, time_limit_s=1.0))
    assert pieces == [
        (["a"], ["A"]),
        (["stall"], Lost("it took more than 1 s")),
        (["b"], ["B"]),
    ]


def test_no_chunks_give_nothing() -> None:
    assert told(map_in_order(work, [], workers=1)) == []


def test_few_chunks_are_read_ahead() -> None:
    taken = []

    def chunks() -> Iterator[list[str]]:
        for k in range(1000):
            taken.append(k)
            yield ["a"]

    with closing(map_in_order(work, chunks(), workers=1)) as pieces:
        next(pieces)
        assert len(taken) < 20


def test_leaving_early_ends_the_processes() -> None:
    with closing(map_in_order(work, [["a"]] * 50, workers=1)) as pieces:
        next(pieces)
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


def no_start(items: Sequence[str]) -> None:
    raise AssertionError("never reached")


def test_a_process_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # The process looks the function up by this name and finds no such module.
    monkeypatch.setattr(no_start, "__module__", "a_module_of_this_test_alone")
    monkeypatch.setitem(sys.modules, "a_module_of_this_test_alone", sys.modules[work.__module__])
    with pytest.raises(InputError, match=r"did not start .*__main__"):
        list(map_in_order(no_start, [["a"]], workers=1))


@pytest.mark.parametrize("kills", [1, 3])
def test_a_process_killed_as_it_starts_is_started_anew_a_few_times(
    monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    started = []
    start = SpawnProcess.start

    def start_and_kill(process: SpawnProcess) -> None:
        start(process)
        started.append(process)
        if len(started) <= kills:
            process.kill()

    monkeypatch.setattr(SpawnProcess, "start", start_and_kill)
    if kills == 1:
        assert told(map_in_order(work, [["a"]], workers=1)) == [(["a"], ["A"])]
    else:
        with pytest.raises(InputError, match=r"code -9.*fewer workers"):
            list(map_in_order(work, [["a"]], workers=1))
    assert len(started) == min(kills + 1, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_process_that_still_imports_hears_no_ctrl_c() -> None:
    """It would trace back: what it ignores it can say only once it runs."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    (piece,) = map_in_order(_blocked, [[0, 1]], workers=1)
    assert piece.outcome == [True, True]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def _blocked(items: Sequence[int]) -> list[bool]:
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return [blocked for _ in items]
