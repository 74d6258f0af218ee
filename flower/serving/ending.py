"""The end of the service: it comes when it is told to, even where its own process hears nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

# Each signal that reaches the process comes here as a byte, whatever holds its interpreter.
_GUARD = """
import os, select, signal, sys, time
guarded, within, ends = int(sys.argv[1]), float(sys.argv[2]), (signal.SIGINT, signal.SIGTERM)
for one in ends:
    signal.signal(one, signal.SIG_IGN)
deadline = None
while True:
    left = None if deadline is None else max(0.0, deadline - time.monotonic())
    if select.select([0], [], [], left)[0]:
        told = os.read(0, 1)
        if not told:
            break
        if told[0] in ends and deadline is None:
            deadline = time.monotonic() + within
    elif os.getppid() == guarded:
        os.kill(guarded, signal.SIGKILL)
        break
"""


@contextmanager
def ended_within(seconds: float) -> Iterator[None]:
    """Kill this process so long after SIGINT or SIGTERM, if it still is in the block.

    Python's own handlers run only once the interpreter is free, which a call of a library that
    holds it may put off for ever. Does nothing on Windows, where there are no such signals.
    """
    if os.name != "posix":
        yield
        return
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    command = [sys.executable, "-I", "-S", "-c", _GUARD, str(os.getpid()), str(seconds)]
    with ours:
        with theirs:
            guard = subprocess.Popen(command, stdin=theirs.fileno())
        before = signal.set_wakeup_fd(ours.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
    guard.wait()


def leave_work_behind() -> NoReturn:
    """End this process at once, as done: its threads would hold up the end of the interpreter."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
