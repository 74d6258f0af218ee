"""A network answers in processes, whichever way they are started, and in threads."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import flower
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.slow

FLASK = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
WITHIN_S = 240
# Sums as large as a model of many weights has, which PyTorch divides among its threads.
SCRIPT = """
import sys, multiprocessing, torch, flower

def answer(queue):
    large = torch.ones(600, 600)
    assert (large @ large).softmax(-1).sum() > 0
    queue.put(flower.predict("{flask}", model=sys.argv[1], max_steps=1).to_json_dict())

if __name__ == "__main__":
    torch.set_num_threads(2)
    context = multiprocessing.get_context(sys.argv[2])
    queue = context.Queue()
    answer(queue)
    here = queue.get()
    child = context.Process(target=answer, args=(queue,), daemon=True)
    child.start()
    print(queue.get(timeout=120) == here)
    child.join()
"""


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver"])
def test_a_child_answers_as_its_parent_did(way: str, tmp_path: Path) -> None:
    if sys.platform == "win32" and way != "spawn":
        pytest.skip("Windows only spawns")
    model = write_tiny_model(tmp_path / "tiny")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(flask=FLASK))
    told = subprocess.run(
        [sys.executable, str(script), str(model), way],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert (told.stdout, told.returncode) == ("True\n", 0), told.stderr


def test_threads_answer_as_one_does(tmp_path: Path) -> None:
    model = flower.load_model(write_tiny_model(tmp_path / "tiny"), device="cpu")

    def answer(_: int) -> dict[str, Any]:
        return flower.predict(FLASK, model=model, max_steps=1).to_json_dict()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer, range(4))) == [answer(0)] * 4
