"""How the pool of building blocks is drawn."""

from pathlib import Path

import pandas as pd
import pytest

from flower.composing.pool import read_pool
from tests.data.pool_sample import drawn
from tests.data.small_pool import small_molecules


def table(path: Path, *reactions: str) -> Path:
    pd.DataFrame({"reaction": list(reactions)}).to_parquet(path)
    return path


def test_what_a_held_out_set_makes_is_not_in_the_pool(tmp_path: Path) -> None:
    train = table(
        tmp_path / "train.parquet",
        "CC(=O)Cl.NCc1ccccc1>>CC(=O)NCc1ccccc1",
        "CC(=O)NCc1ccccc1.[BH4-].[Na+]>>CCNCc1ccccc1",
    )
    held_out = table(tmp_path / "valid.parquet", "CCC(=O)Cl.[NH3+]C>>CC(=O)[N-]Cc1ccccc1")
    assert set(drawn(train, [])) == {"CC(=O)Cl", "NCc1ccccc1", "CC(=O)NCc1ccccc1"}
    assert set(drawn(train, [held_out])) == {"CC(=O)Cl", "NCc1ccccc1"}


@pytest.mark.parametrize("molecule", ["[Na+]", "CO", "CC[O-]", "C[CH2]", "C" * 19, "[Pd]"])
def test_ions_radicals_metals_and_large_molecules_are_not(tmp_path: Path, molecule: str) -> None:
    train = table(tmp_path / "train.parquet", f"{molecule}.CC(=O)Cl>>CC")
    assert set(drawn(train, [])) == {"CC(=O)Cl"}


def test_the_small_molecules_are_those_that_are_written() -> None:
    pool = read_pool(Path("small"))
    assert list(pool) == small_molecules()
    assert {"CCO", "CC(C)=O", "CCC(C)Br", "CC1CO1", "C=CC=C", "CC(=O)OC(C)=O"} <= set(pool)
