import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from flower.electrons import Change, State, change_between, make_change, smiles_to_state
from flower.steps import Arrow, Site, Step, mapped_step_to_states
from tests.electrons.flasks import RADICAL, TEXTBOOK, odd_moves, pair_moves, textbook

GALLERY = Path(__file__).parents[2] / "data" / "sets" / "gallery" / "steps.tsv"
ARROWS_OF_GALLERY = Path(__file__).parent / "gallery_arrows.tsv"


def plain(arrows: list[Arrow]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(tuple(sorted(a.source.atoms)), tuple(sorted(a.sink.atoms))) for a in arrows]


def told(arrows: list[Arrow]) -> list[str]:
    """Arrows as the mechanisms of the library write them, nodes from 1."""
    return [
        f"{'-'.join(str(i + 1) for i in source.atoms)} {'~>' if electrons == 1 else '->'} "
        f"{'-'.join(str(i + 1) for i in sink.atoms)}"
        for source, sink, electrons in arrows
    ]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def moved(state: State, arrows: list[Arrow]) -> tuple[Counter[tuple[int, ...]], Counter[int]]:
    """Electrons each entry gains, recomputed from the arrows: of bonds and unshared."""
    bonds: Counter[tuple[int, ...]] = Counter()
    lone: Counter[int] = Counter()
    for arrow in arrows:
        for site, sign in ((arrow.source, -1), (arrow.sink, 1)):
            if site.is_lone_pair:
                lone[site.atoms[0]] += sign * arrow.electrons
            else:
                bonds[tuple(sorted(site.atoms))] += sign * arrow.electrons
    return bonds, lone


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("addition", [((2,), (0, 2)), ((0, 1), (1,))]),
        ("substitution", [((2,), (0, 2)), ((0, 1), (1,))]),
        ("proton transfer", [((0,), (0, 3)), ((1, 3), (1,))]),
        ("elimination", [((4,), (4, 6)), ((0, 6), (0, 1)), ((1, 3), (3,))]),
        ("dissociation", [((1, 4), (4,))]),
        ("hydride transfer", [((2, 4), (0, 4)), ((0, 1), (1,))]),
        ("decarboxylation", [((3,), (1, 3)), ((0, 1), (0,))]),
    ],
)
def test_textbook_steps_have_textbook_arrows(
    name: str, expected: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> None:
    assert plain(Step(*textbook(name)).arrows) == expected


def test_diels_alder_is_three_arrows_around_the_ring() -> None:
    arrows = Step(*textbook("cycloaddition")).arrows
    assert len(arrows) == 3
    assert {a.source.atoms for a in arrows} == {(0, 1), (2, 3), (4, 5)}
    assert {tuple(sorted(a.sink.atoms)) for a in arrows} == {(1, 2), (3, 4), (0, 5)}
    for one, following in zip(arrows, [*arrows[1:], arrows[0]], strict=True):
        assert set(one.sink.atoms) & set(following.source.atoms)


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_attacking_pair_comes_first(name: str) -> None:
    state, change = textbook(name)
    donors = {i for i, d in change.lone.tolist() if d < 0}
    first = Step(state, change).arrows[0]
    assert not donors or first.source.atoms[0] in donors


@pytest.mark.slow
@given(step=pair_moves() | odd_moves())
def test_arrows_move_exactly_the_electrons_of_the_change(step: tuple[State, Change]) -> None:
    state, change = step
    try:
        arrows = Step(state, change).arrows
    except ValueError:
        return
    assert_moved(state, change, arrows)


def assert_moved(state: State, change: Change, arrows: list[Arrow]) -> None:
    bonds, lone = moved(state, arrows)
    pool = len(state) - 1
    of_change: Counter[tuple[int, ...]] = Counter()
    for i, j, d in change.bonds.tolist():
        of_change[i, j] += 2 * d
    for hydrogen, donor, acceptor in Step(state, change).hydrogen_moves:
        if donor != pool:
            of_change[donor, hydrogen] -= 2
        if acceptor != pool:
            of_change[acceptor, hydrogen] += 2
    lone_of_change = Counter({i: d for i, d in change.lone.tolist() if i != pool})
    assert {k: v for k, v in bonds.items() if v} == {k: v for k, v in of_change.items() if v}
    assert {k: v for k, v in lone.items() if v} == dict(lone_of_change)


@given(step=pair_moves())
def test_source_and_sink_share_an_atom(step: tuple[State, Change]) -> None:
    state, change = step
    try:
        arrows = Step(state, change).arrows
    except ValueError as refused:
        assert "cannot be drawn" in str(refused)  # noqa: PT017
        return
    for source, sink, electrons in arrows:
        assert electrons == 2
        assert set(source.atoms) & set(sink.atoms)
        assert not (source.is_lone_pair and sink.is_lone_pair)
    sites = {i for arrow in arrows for site in arrow[:2] for i in site.atoms}
    if not any(len(state) - 1 in pair for pair in change.bonds[:, :2].tolist()):
        assert len(state) - 1 not in sites  # the proton pool holds no pair


def test_a_pair_goes_with_the_more_electronegative_atom() -> None:
    # Methyllithium adds to formaldehyde, lithium to oxygen: four centres, no lone pair.
    state = smiles_to_state("[Li]C.C=O")
    change = make_change(bonds=[(0, 1, -1), (1, 2, 1), (2, 3, -1), (0, 3, 1)])
    assert plain(Step(state, change).arrows) == [((0, 1), (1, 2)), ((2, 3), (0, 3))]


def test_a_proton_set_free_leaves_its_pair_behind() -> None:
    state = smiles_to_state("Cl")
    change = make_change(lone=[(0, 2), (1, -2)], hydrogens=[(0, -1), (1, 1)])
    assert plain(Step(state, change).arrows) == [((0, 2), (0,))]


def test_a_free_proton_is_taken_by_one_arrow() -> None:
    state = smiles_to_state("O.[H+]")
    change = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    assert plain(Step(state, change).arrows) == [((0,), (0, 2))]


def test_two_hydrogens_are_paired_so_that_arrows_exist() -> None:
    # Water relays a proton: it takes one from the acid and gives its own to the amine.
    state = smiles_to_state("N.O.Cl")
    change = make_change(lone=[(0, -2), (2, 2)], hydrogens=[(0, 1), (2, -1)])
    assert [tuple(m) for m in Step(state, change).hydrogen_moves] == [(4, 2, 0)]
    swap = make_change(
        lone=[(0, -4), (2, 4)],
        hydrogens=[(0, 2), (2, -2)],
    )
    assert len(Step(smiles_to_state("[NH2-].C.O"), swap).hydrogen_moves) == 2


def test_the_empty_change_has_no_arrows() -> None:
    assert Step(smiles_to_state("CCO"), make_change()).arrows == []
    assert Step(smiles_to_state("CCO"), make_change()).hydrogen_moves == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (make_change(lone=[(0, 1)]), "a single electron from nowhere"),
        (make_change(lone=[(0, -1), (2, 1)]), "a single electron onto the free protons"),
        (make_change(lone=[(0, -2), (1, 2)]), "a pair that jumps between two atoms"),
        (make_change(bonds=[(0, 1, 1)]), "electrons from nowhere"),
    ],
)
def test_what_is_no_move_of_electrons_has_no_arrows(change: Change, what: str) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        _ = Step(smiles_to_state("N.O"), change).arrows


def test_sites_tell_lone_pairs_from_bonds() -> None:
    assert Site((3,)).is_lone_pair
    assert not Site((3, 4)).is_lone_pair


@pytest.mark.parametrize("name", RADICAL)
def test_single_electrons_move_by_fishhooks_the_attacking_radical_first(name: str) -> None:
    step, arrows = RADICAL[name]
    reactants, products = mapped_step_to_states(step)
    found = Step.between(reactants, products).arrows
    assert ", ".join(told(found)) == arrows


@pytest.mark.parametrize("name", RADICAL)
def test_fishhooks_move_exactly_the_electrons_of_the_change(name: str) -> None:
    reactants, products = mapped_step_to_states(RADICAL[name][0])
    change = change_between(reactants, products)
    assert_moved(reactants, change, Step(reactants, change).arrows)


def test_an_electron_leaps_only_where_nothing_else_explains_it() -> None:
    for name, (step, _) in RADICAL.items():
        reactants, products = mapped_step_to_states(step)
        arrows = Step.between(reactants, products).arrows
        assert any(arrow.is_leap for arrow in arrows) == ("transfer" in name)


def test_a_step_of_pairs_keeps_its_arrows() -> None:
    for row, kept in zip(rows(GALLERY), rows(ARROWS_OF_GALLERY), strict=True):
        reactants, products = mapped_step_to_states(row["mapped"])
        found = Step.between(reactants, products).arrows
        assert (row["name"], row["step"]) == (kept["mechanism"], kept["step"])
        assert "; ".join(told(found)) == kept["arrows"]


def test_more_single_electrons_than_a_step_moves_are_refused_at_once() -> None:
    state = smiles_to_state(".".join(["[Cl]"] * 7 + ["C"] * 7))
    lone = [(i, -1 if i < 7 else 1) for i in range(14)]
    change = make_change(lone=lone, hydrogens=[(i, -d) for i, d in lone])
    with pytest.raises(ValueError, match="cannot be drawn"):
        _ = Step(state, change).arrows


def test_two_hydrogen_atoms_may_pass_in_one_step() -> None:
    state = smiles_to_state("[Cl].[Br].C.CC")
    change = make_change(
        lone=[(0, -1), (1, -1), (2, 1), (3, 1)], hydrogens=[(0, 1), (1, 1), (2, -1), (3, -1)]
    )
    assert len(Step(state, change).arrows) == 6
