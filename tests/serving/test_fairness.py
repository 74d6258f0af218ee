"""One client's work does not starve another's, and ends when nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest

from flower.electrons import smiles_to_state
from flower.giving_way import elsewhere, give_way
from flower.search import OutOfTime
from flower.serving.fairness import FairLine, Ticket
from flower.serving.sharing import SharedModel
from tests.serving.slow_model import SlowModel
from tests.toy_model import AMIDE, ToyModel

pytest.importorskip("fastapi", reason="needs the extra `serve`")
from flower.serving.queue import BusyError, LeftError, RequestQueue, StoppingError

WITHIN_S = 30


class Hands:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_turns_go_round_among_clients_by_the_time_they_take() -> None:
    clock, order = Hands(), list[str]()
    line = FairLine[str](clock=clock)

    def ask(client: str, seconds: float) -> None:
        with line.turn(client, Ticket(client)):
            order.append(client)
            clock.now += seconds

    with ThreadPoolExecutor(12) as pool, line.turn("first", Ticket("first")):
        for k, (client, cost) in enumerate([("heavy", 4.0)] * 4 + [("light", 1.0)] * 8, 1):
            pool.submit(ask, client, cost)
            while len(line.waiting) < k:
                sleep(0.001)
    assert order.index("light") <= 1
    assert sorted(order[:7]) == ["heavy"] * 2 + ["light"] * 5


@pytest.mark.parametrize("what", ["had", "usual"])
def test_short_requests_go_before_long_ones_whoever_asks(what: str) -> None:
    clock, order = Hands(), list[str]()
    line = FairLine[str](clock=clock)

    def ask(client: str, had: float) -> None:
        with line.work(Ticket(client, **{what: had})):
            order.append(client)
            clock.now += 1.0

    with ThreadPoolExecutor(20) as pool, line.turn("first", Ticket("first")):
        for k in range(20):
            pool.submit(ask, *(("long", 1.0) if k < 10 else ("short", 0.0)))
            while len(line.waiting) <= k:
                sleep(0.001)
    # A request that has had a second pays five times as much; so does one of a client whose
    # requests usually have as much.
    assert order[:12].count("long") == 2


def test_what_a_client_has_asked_is_held_against_its_next_request() -> None:
    tickets = [Ticket("anne") for _ in range(3)] + [Ticket("bert")]

    async def leaves() -> bool:
        return True

    async def story() -> None:
        queue = RequestQueue(workers=1, queue=1)

        def works(ticket: Ticket) -> None:
            ticket.begin(0.0 if ticket is tickets[0] else 60.0)
            ticket.had += 0.5
            sleep(0.01)

        async def ask(ticket: Ticket) -> None:
            await queue.do(lambda: works(ticket), stays, ticket)

        for ticket in tickets:
            await ask(ticket)
        left = Ticket("bert")
        with pytest.raises(LeftError):
            await queue.do(lambda: sleep(0.6), leaves, left)
        while queue.running:
            await asyncio.sleep(0.01)
        await ask(after := Ticket("bert"))
        # Out of time, a request counts four times; one that was left, as a heavy one.
        assert [one.usual for one in tickets] == [0.0, 1.0, 0.75, 0.0]
        assert after.usual == 0.5 * (0.25 + 1.0)

    asyncio.run(story())


def test_long_work_gives_way() -> None:
    clock, order = Hands(), list[str]()
    line = FairLine[str](clock=clock)

    def short() -> None:
        with line.work(Ticket("short")):
            order.append("short")

    with ThreadPoolExecutor(1) as pool, line.work(Ticket("long")):
        other = pool.submit(short)
        while not line.waiting:
            sleep(0.001)
        give_way()  # too early
        order.append("long")
        clock.now += 1.0
        give_way()
        order.append("long")
        other.result(WITHIN_S)
    assert order == ["long", "short", "long"]


def test_others_have_their_turn_while_a_process_works_for_one() -> None:
    clock = Hands()
    line, patient = FairLine[str](clock=clock), Ticket("patient")
    others_done = Event()

    def away() -> None:
        with line.work(patient):
            with elsewhere():
                assert others_done.wait(WITHIN_S)
                clock.now += 2.0
            assert patient.turn is not None

    def quick() -> None:
        with line.work(Ticket("quick")):
            others_done.set()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(away), pool.submit(quick)]
    assert [one.result() for one in both] == [None, None]
    assert patient.had == 2.0


def test_work_on_requests_is_done_one_thread_at_a_time() -> None:
    line, at_work, most = FairLine[str](), 0, 0

    def work(client: str) -> None:
        nonlocal at_work, most
        ticket = Ticket(client)
        with line.work(ticket):
            for _ in range(20):
                at_work += 1
                most = max(most, at_work)
                sleep(0.001)
                at_work -= 1
                with line.turn("", ticket):
                    pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, "abcd"))
    assert most == 1
    assert line.waiting == []


def test_who_works_out_of_time_still_tells_what_was_found() -> None:
    line, ticket = FairLine[str](), Ticket("late")
    with line.work(ticket):
        ticket.begin(-1.0)
        with pytest.raises(OutOfTime), line.turn("", ticket):
            pass
        give_way()
        assert ticket.turn is not None
        with pytest.raises(OutOfTime):
            give_way(in_time=True)
        ticket.cancel(LeftError())
        with pytest.raises(LeftError):
            give_way()
    assert ticket.turn is None


def test_whoever_leaves_the_line_is_not_waited_for() -> None:
    line, gone = FairLine[str](), Ticket("gone")
    with ThreadPoolExecutor(2) as pool:

        def ask(ticket: Ticket) -> bool:
            with line.turn("", ticket):
                return True

        with line.turn("first", Ticket("first")):
            first, second = pool.submit(ask, gone), pool.submit(ask, Ticket("stays"))
            gone.cancel(LeftError())
            assert isinstance(first.exception(WITHIN_S), LeftError)
        assert second.result(WITHIN_S)
    assert line.waiting == []


@pytest.mark.slow
def test_large_questions_are_asked_in_portions_between_which_others_have_their_turn() -> None:
    shared = SharedModel(SlowModel(0.02))
    heavy, light = [smiles_to_state("C" * 120)] * 20, [smiles_to_state("CCO")]
    ended: dict[str, float] = {}

    def ask(client: str, states: Any) -> None:
        shared.asked_by(Ticket(client)).propose(states, top=5)
        ended[client] = monotonic()

    heavies = [Thread(target=ask, args=(f"heavy {k}", heavy)) for k in range(3)]
    for thread in heavies:
        thread.start()
    sleep(0.05)
    began = monotonic()
    ask("light", light)
    waited = monotonic() - began
    for thread in heavies:
        thread.join()
    assert waited < 0.25 * (min(ended[f"heavy {k}"] for k in range(3)) - began)


def test_a_request_that_is_out_of_time_asks_nothing_more() -> None:
    model = ToyModel()
    ticket = Ticket()
    ticket.begin(-1.0)
    with pytest.raises(OutOfTime):
        SharedModel(model).asked_by(ticket).propose([smiles_to_state(AMIDE)], top=5)
    assert model.calls == []


# --- the queue


async def stays() -> bool:
    return False


def asked(
    queue: RequestQueue,
    client: str,
    work: Callable[[], Any],
    gone: Callable[[], Awaitable[bool]] = stays,
) -> "asyncio.Task[Any]":
    return asyncio.ensure_future(queue.do(work, gone, Ticket(client)))


def test_the_first_request_of_a_client_begins_at_once() -> None:
    go_on = Event()

    async def story() -> None:
        queue = RequestQueue(workers=2, queue=8)
        greedy = [asked(queue, "greedy", lambda: go_on.wait(WITHIN_S)) for _ in range(6)]
        await asyncio.sleep(0)
        assert (queue.running, queue.waiting) == (2, 4)
        assert await asked(queue, "modest", lambda: "done") == "done"
        go_on.set()
        assert all(await asyncio.gather(*greedy))

    asyncio.run(story())


def test_where_all_places_are_taken_the_greediest_gives_one() -> None:
    go_on = Event()

    async def story() -> None:
        queue = RequestQueue(workers=1, queue=3)
        greedy = [asked(queue, "greedy", lambda: go_on.wait(WITHIN_S)) for _ in range(4)]
        await asyncio.sleep(0)
        modest = [asked(queue, "modest", lambda: "done") for _ in range(2)]
        assert await modest[0] == "done"
        for late in greedy[2:]:
            with pytest.raises(BusyError):
                await late
        go_on.set()
        await asyncio.gather(modest[1], *greedy[:2])

    asyncio.run(story())


def test_clients_of_heavy_requests_leave_places_to_others() -> None:
    go_on = Event()

    async def story() -> None:
        queue = RequestQueue(workers=2, queue=3)

        def heavy(client: str) -> "asyncio.Task[Any]":
            ticket = Ticket(client)
            return asyncio.ensure_future(queue.do(lambda: wait(ticket), stays, ticket))

        def wait(ticket: Ticket) -> bool:
            ticket.had = 10.0
            return go_on.wait(WITHIN_S)

        go_on.set()
        await asyncio.gather(*map(heavy, "abcd"))
        go_on.clear()
        again = [heavy(client) for client in "abcd"]
        await asyncio.sleep(0)
        assert (queue.running, queue.waiting) == (2, 2)
        modest = [asked(queue, client, lambda: go_on.wait(WITHIN_S)) for client in "xyz"]
        for late in again[2:]:
            with pytest.raises(BusyError):
                await late
        assert (queue.running, queue.waiting) == (5, 0)
        go_on.set()
        assert all(await asyncio.gather(*again[:2], *modest))

    asyncio.run(story())


def test_of_heavy_requests_the_lighter_go_first() -> None:
    order = list[str]()

    async def story() -> None:
        queue = RequestQueue(workers=1, queue=8)

        def ask(client: str, cost: float, go_on: Event) -> "asyncio.Task[Any]":
            def work() -> None:
                order.append(client)
                ticket.had = cost
                assert go_on.wait(WITHIN_S)

            ticket = Ticket(client)
            return asyncio.ensure_future(queue.do(work, stays, ticket))

        costs = {"worst": 20.0, "bad": 9.0, "mild": 3.0, "slow": 5.0}
        at_once, later = Event(), Event()
        at_once.set()
        for client, cost in costs.items():
            await ask(client, cost, at_once)
        order.clear()
        held = [ask("slow", 5.0, later)]
        await asyncio.sleep(0)
        held += [ask(client, costs[client], later) for client in ("worst", "bad", "mild")]
        await asyncio.sleep(0)
        assert (queue.running, queue.waiting) == (1, 3)
        later.set()
        await asyncio.gather(*held)

    asyncio.run(story())
    assert order == ["slow", "mild", "bad", "worst"]


def test_work_whose_client_leaves_is_told_to_end_within_a_second() -> None:
    left, ticket = False, Ticket("leaver")
    shared = SharedModel(SlowModel(0.05)).asked_by(ticket)

    async def gone() -> bool:
        return left

    def work() -> None:
        while True:
            shared.propose([smiles_to_state("CCO")], top=5)

    async def story() -> None:
        nonlocal left
        queue = RequestQueue(workers=1, queue=1)
        request = asyncio.ensure_future(queue.do(work, gone, ticket))
        await asyncio.sleep(0.1)
        left, began = True, monotonic()
        with pytest.raises(LeftError):
            await request
        while queue.running:
            await asyncio.sleep(0.01)
        assert monotonic() - began < 1.0

    asyncio.run(story())


def test_work_that_does_not_end_is_left_behind_when_the_service_ends() -> None:
    go_on = Event()

    async def story() -> None:
        queue = RequestQueue(workers=1, queue=1, grace_s=0.1)
        request = asked(queue, "deaf", lambda: go_on.wait(WITHIN_S))
        await asyncio.sleep(0)
        began = monotonic()
        queue.stop()
        with pytest.raises(StoppingError):
            await request
        await queue.close()
        assert monotonic() - began < 5

    asyncio.run(story())
    go_on.set()
