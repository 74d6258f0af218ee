import torch
from hypothesis import given

from flower.flow import Electrons, electron_total, hydrogen_total, real_entries
from tests.flow.flasks import Flasks, flasks, random_velocity


def test_water_has_eight_valence_electrons_and_two_hydrogens() -> None:
    water = Electrons(torch.tensor([[[4.0]]]), torch.tensor([[2.0]]))
    assert electron_total(water).item() == 8
    assert hydrogen_total(water).item() == 2


@given(flasks())
def test_totals_count_lone_electrons_and_two_per_bond(batch: Flasks) -> None:
    be, hydrogens = batch.state
    for flask in range(len(be)):
        bonds = sum(be[flask, i, j].item() for i in range(len(be[flask])) for j in range(i))
        electrons = be[flask].diagonal().sum() + 2 * bonds + 2 * hydrogens[flask].sum()
        assert electron_total(batch.state)[flask] == electrons


def test_totals_in_bfloat16_are_summed_in_float32() -> None:
    # 300 chlorides; bfloat16 would lose single electrons above 256.
    be = torch.diag_embed(torch.full((1, 300), 8.0, dtype=torch.bfloat16))
    chlorides = Electrons(be, torch.ones(1, 300, dtype=torch.bfloat16))
    assert electron_total(chlorides).item() == 3000
    assert hydrogen_total(chlorides).item() == 300


@given(flasks())
def test_points_add_subtract_and_scale_like_vectors(batch: Flasks) -> None:
    x, v = batch.state, random_velocity(batch)
    t = torch.linspace(0, 1, len(batch.real))
    moved = x + v * t
    for flask in range(len(t)):
        assert torch.equal(moved.be[flask], x.be[flask] + t[flask] * v.be[flask])
        assert torch.equal(
            moved.hydrogens[flask], x.hydrogens[flask] + t[flask] * v.hydrogens[flask]
        )
    assert torch.equal((v * 2.0 - v).be, v.be)
    assert torch.equal((v * t[0]).be, v.be * t[0])


def test_real_entries_are_pairs_of_real_nodes() -> None:
    entries = real_entries(torch.tensor([[True, False, True]]))
    assert entries.be[0].tolist() == [[True, False, True], [False] * 3, [True, False, True]]
    assert entries.hydrogens[0].tolist() == [True, False, True]
