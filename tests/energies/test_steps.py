"""Reaction energies: signs, sums, limits, cache, and what is refused."""

import importlib.util
from pathlib import Path

import pytest

from flower.electrons import State
from flower.energies import EnergySettings, step_energies
from flower.errors import InputError
from flower.steps import mapped_step_to_states, read_step

pytestmark = pytest.mark.slow

TRANSFER = "[OH3+].N>>O.[NH4+]"


@pytest.fixture
def _extra() -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")


def _states(step: str) -> tuple[State, State]:
    found = read_step(step)
    return found.reactants, found.products


@pytest.mark.usefixtures("_extra")
def test_there_and_back_again_is_nothing() -> None:
    back = ">>".join(TRANSFER.split(">>")[::-1])
    one, other = step_energies([_states(TRANSFER), _states(back)])
    assert one.energy_kcal_mol is not None
    assert other.energy_kcal_mol is not None
    assert one.energy_kcal_mol == pytest.approx(-32.0, abs=0.3)
    assert one.energy_kcal_mol + other.energy_kcal_mol == pytest.approx(0.0, abs=1e-6)
    assert "ions in the gas phase" in one.note
    assert one.method == "GFN2-xTB, gas phase, 5 conformers, seed 0"


@pytest.mark.usefixtures("_extra")
def test_spectators_change_nothing_and_a_solvent_much() -> None:
    alone, beside = step_energies([_states(TRANSFER), _states("[OH3+].N.CCO>>O.[NH4+].CCO")])
    assert alone.energy_kcal_mol == beside.energy_kcal_mol
    salt = _states("N.Cl>>[NH4+].[Cl-]")
    (gas,) = step_energies([salt])
    (water,) = step_energies([salt], EnergySettings(solvent="water"))
    assert gas.energy_kcal_mol is not None
    assert water.energy_kcal_mol is not None
    assert gas.energy_kcal_mol - water.energy_kcal_mol > 50
    assert "ions in the gas phase" not in water.note


@pytest.mark.usefixtures("_extra")
def test_what_is_in_the_cache_is_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = EnergySettings(cache=tmp_path / "energies")
    told: list[tuple[int, int]] = []
    (first,) = step_energies([_states(TRANSFER)], settings, lambda *now: told.append(now))
    assert (told[0], told[-1]) == ((0, 4), (4, 4))
    entries = sorted((tmp_path / "energies").iterdir())
    assert len(entries) == 4
    entries[0].write_text("damaged")
    told.clear()
    (again,) = step_energies([_states(TRANSFER)], settings, lambda *now: told.append(now))
    assert told == [(3, 4), (4, 4)]
    assert again == first
    monkeypatch.setattr("flower.energies.steps.map_in_order", None)
    assert step_energies([_states(TRANSFER)], settings) == [first]


@pytest.mark.usefixtures("_extra")
def test_a_structure_that_takes_too_long_costs_its_step_alone() -> None:
    long = "C" * 60 + "N"
    slow = _states(f"[OH3+].{long}>>O.{'C' * 60}[NH3+]")
    late, fine = step_energies([slow, _states(TRANSFER)], EnergySettings(time_limit_s=2.0))
    assert (late.status, late.energy_kcal_mol) == ("not converged", None)
    assert "not done within 2 s" in late.note
    assert fine.status == "ok"


@pytest.mark.usefixtures("_extra")
def test_a_barrier_is_told_as_an_estimate() -> None:
    step = _states("[Cl-].CBr>>CCl.[Br-]")
    (found,) = step_energies([step], EnergySettings(barriers=True, solvent="water"))
    assert found.energy_kcal_mol is not None
    assert found.barrier_kcal_mol is not None
    assert found.barrier_kcal_mol >= max(0.0, found.energy_kcal_mol)
    assert "the barrier is an estimate" in found.note


@pytest.mark.usefixtures("_extra")
def test_what_the_method_cannot_do_is_said() -> None:
    exchange = "[U+3:1].[Cl-:2]>>[U+2:1][Cl:2]"
    (found,) = step_energies([mapped_step_to_states(exchange)])
    assert (found.status, found.note) == ("not supported", "GFN2-xTB has no parameters for U")


def test_sides_of_other_atoms_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flower.energies.steps.require_extra", lambda: None)
    step = (_states(TRANSFER)[0], _states("N.Cl>>[NH4+].[Cl-]")[1])
    with pytest.raises(InputError, match="Step 1 does not have the same atoms"):
        step_energies([step])


def test_a_missing_extra_names_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(
        "flower.energies.computations.find_spec",
        lambda name: None if name == "tblite" else there(name),
    )
    with pytest.raises(InputError, match=r'pip install "flower-mechanisms\[energies\]"'):
        step_energies([_states(TRANSFER)])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"method": "B3LYP"}, "use `GFN2-xTB`"),
        ({"conformers": 0}, "`conformers` is 0"),
        ({"time_limit_s": 0.0}, "seconds above 0"),
        ({"solvent": "beer"}, "solvent `beer`; use one of acetone"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(
    arguments: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Exception, match=sentence):
        EnergySettings(**arguments)  # type: ignore[arg-type]
