import torch
from hypothesis import given

from flower.flow import Entries, conserving_noise, real_entries
from tests.flow.flasks import Flasks, flasks, rounding, totals


@given(flasks())
def test_noise_conserves_and_spares_padding(batch: Flasks) -> None:
    noise = conserving_noise(batch.real, sigma=0.5, generator=batch.generator)
    assert torch.equal(noise.be, noise.be.mT)
    assert not noise.be[~real_entries(batch.real).be].any()
    assert not noise.hydrogens[~batch.real].any()
    for total in totals(noise):
        assert (total.abs() <= rounding(noise) + 1e-6).all()


def test_each_entry_has_the_standard_deviation_asked_for() -> None:
    real = torch.ones(4000, 6, dtype=torch.bool)
    noise = conserving_noise(real, sigma=0.3, generator=torch.Generator().manual_seed(1))
    # Taking the mean of m = 36 entries (6 hydrogens) away; a pair fills two entries of the 36.
    n, m = 6, 36
    of_mean = (n + 4 * (m - n) / 2) / m**2
    diagonal = noise.be.diagonal(dim1=1, dim2=2).std()
    bonds = noise.be[:, 0, 1].std()
    assert torch.isclose(diagonal, torch.tensor(0.3 * (1 - 2 / m + of_mean) ** 0.5), rtol=0.02)
    assert torch.isclose(bonds, torch.tensor(0.3 * (1 - 4 / m + of_mean) ** 0.5), rtol=0.03)
    assert torch.isclose(noise.hydrogens.std(), torch.tensor(0.3 * (5 / 6) ** 0.5), rtol=0.02)


def test_one_seed_gives_one_noise() -> None:
    real = torch.ones(2, 4, dtype=torch.bool)
    a, b = (conserving_noise(real, 0.1, torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(a.be, b.be)
    assert torch.equal(a.hydrogens, b.hydrogens)


def test_without_sigma_there_is_no_noise() -> None:
    noise = conserving_noise(torch.ones(1, 4, dtype=torch.bool), 0.0)
    assert not noise.be.any()
    assert not noise.hydrogens.any()


def test_noise_can_be_kept_to_movable_entries() -> None:
    real = torch.ones(1, 4, dtype=torch.bool)
    movable = Entries(torch.eye(4, dtype=torch.bool)[None], torch.zeros(1, 4, dtype=torch.bool))
    noise = conserving_noise(real, 1.0, torch.Generator().manual_seed(0), movable)
    assert not noise.hydrogens.any()
    assert not noise.be[~movable.be].any()
    assert noise.be.sum().abs() < 1e-6
