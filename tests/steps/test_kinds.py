import pytest
from hypothesis import given

from flower.electrons import Change, State, make_change, smiles_to_state
from flower.steps import Step, mapped_step_to_states
from flower.steps.kinds import kind_of
from tests.electrons.flasks import RADICAL, TEXTBOOK, odd_moves, pair_moves, textbook

_LISTED = " ".join((kind_of.__doc__ or "").split()).split("One of: ")[1].split(". ")[0]
KINDS = frozenset(
    _LISTED.replace(
        "transfer (with electron shift)", "transfer, proton transfer with electron shift"
    )
    .replace("closure or opening", "closure, electrocyclic ring opening")
    .replace(";", ",")
    .split(", ")
)


def test_the_documentation_lists_the_kinds() -> None:
    assert {"end", "proton transfer", "addition", "electron shift", "ene reaction"} <= KINDS
    assert len(KINDS) == 33


@pytest.mark.parametrize("name", TEXTBOOK)
def test_textbook_steps_are_called_by_their_names(name: str) -> None:
    assert Step(*textbook(name)).kind == name


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("[CH3:1][OH:2]>>[CH3:1][OH:2]", "end"),
        (  # a tetrahedral intermediate expels chloride
            "[CH3:1][C:2]([O-:3])([Cl:4])[NH3+:5]>>[CH3:1][C:2](=[O:3])[NH3+:5].[Cl-:4]",
            "elimination",
        ),
        (  # keto to enolate
            "[CH3:1][C:2](=[O:3])[CH3:4].[OH-:5]>>[CH3:1][C:2]([O-:3])=[CH2:4].[OH2:5]",
            "proton transfer with electron shift",
        ),
        (  # hydride displaces bromide
            "[CH3:1][Br:2].[BH4-:3]>>[CH4:1].[Br-:2].[BH3:3]",
            "hydride transfer",
        ),
        ("[CH3:1][CH2:2][CH2+:3]>>[CH3:1][CH+:2][CH3:3]", "hydride shift"),
        (
            "[CH3:1][C:2]([CH3:3])([CH3:4])[CH2+:5]>>[CH3:1][CH2:5][C+:2]([CH3:3])[CH3:4]",
            "rearrangement",
        ),
        ("[CH2:1]=[CH2:2].[Br:3][Br:4]>>[CH2+:1][CH2:2][Br:3].[Br-:4]", "electrophilic addition"),
        ("[CH2:1]=[CH2:2].[H+:3]>>[CH3:1][CH2+:2]", "proton transfer with electron shift"),
        ("[CH3:1][Br:2]>>[CH3+:1].[Br-:2]", "dissociation"),
        ("[CH3+:1].[OH2:2]>>[CH3:1][OH2+:2]", "addition"),
        (
            "[CH2:1]=[CH:2][CH2:3][CH2:4][CH:5]=[CH2:6]>>"
            "[CH2:1]1[CH:2]=[CH2:3].[CH2:4]=[CH:5][CH2:6]1",
            "sigmatropic rearrangement",
        ),
        (
            "[CH2:1]=[CH:2][CH:3]=[CH:4][CH:5]=[CH2:6]>>[CH2:1]1[CH:2]=[CH:3][CH:4]=[CH:5][CH2:6]1",
            "electrocyclic ring closure",
        ),
        (
            "[CH2:1]1[CH:2]=[CH:3][CH:4]=[CH:5][CH2:6]1>>[CH2:1]=[CH:2][CH:3]=[CH:4][CH:5]=[CH2:6]",
            "electrocyclic ring opening",
        ),
        (
            "[CH2:1]1[CH2:2][CH2:3][CH2:4]1>>[CH2:1]=[CH2:2].[CH2:3]=[CH2:4]",
            "cycloreversion",
        ),
        (
            "[CH3:1][Pd:2][CH2:3][CH3:4]>>[CH3:1][CH2:3][CH3:4].[Pd:2]",
            "reductive elimination",
        ),
        (
            "[CH3:1][Pd:2][Cl:3].[CH2:4]=[CH2:5]>>[CH3:1][CH2:4][CH2:5][Pd:2][Cl:3]",
            "addition",
        ),
        (  # methyl slides from palladium to the carbon monoxide beside it
            "[CH3:1][Pd-:2]([Cl:3])[C:4]#[O+:5]>>[CH3:1][C:4](=[O:5])[Pd:2][Cl:3]",
            "migratory insertion",
        ),
        (
            "[CH3:1][Pd:2][Cl:3].[CH3:4][Mg:5][Br:6]>>[CH3:1][Pd:2][CH3:4].[Cl:3][Mg:5][Br:6]",
            "transmetalation",
        ),
        (  # sigma-bond metathesis: the proton goes to the ligand that leaves
            "[CH3:1][Pd:2][Cl:3].[NH3:4]>>[CH3:1][Pd:2][NH2:4].[ClH:3]",
            "metathesis",
        ),
        (  # the same at carbon is a substitution
            "[CH3:1][Cl:2].[NH3:3]>>[CH3:1][NH2:3].[ClH:2]",
            "substitution",
        ),
        (  # a Grignard reagent adds through four centres
            "[CH3:1][Mg:2][Br:3].[CH2:4]=[O:5]>>[CH3:1][CH2:4][O:5][Mg:2][Br:3]",
            "addition",
        ),
        ("[CH3:1][Li:2].[OH2:3]>>[CH4:1].[Li+:2].[OH-:3]", "proton transfer"),
        (
            "[CH3:1][CH2:2][C:3](=[O:4])[O-:5]>>[CH3:1][CH2-:2].[C:3](=[O:4])=[O:5]",
            "decarboxylation",
        ),
        (
            "[CH2:1]=[CH:2][CH3:3].[CH2:4]=[CH2:5]>>[CH2:3]=[CH:2][CH2:1][CH2:4][CH3:5]",
            "ene reaction",
        ),
    ],
)
def test_steps_are_called_what_a_chemist_calls_them(step: str, kind: str) -> None:
    reactants, products = mapped_step_to_states(step)
    assert Step.between(reactants, products).kind == kind


@pytest.mark.parametrize("name", RADICAL)
def test_steps_of_single_electrons_are_called_by_their_names(name: str) -> None:
    kind, *_ = name.split(" to a ")[0].split(" from a ")
    reactants, products = mapped_step_to_states(RADICAL[name][0])
    assert Step.between(reactants, products).kind == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (  # the chain carrier takes a halogen
            "[CH3:1][Sn:2]([CH3:3])[CH3:4].[CH3:5][Br:6]>>"
            "[CH3:1][Sn:2]([CH3:3])([CH3:4])[Br:6].[CH3:5]",
            "homolytic substitution",
        ),
        ("[CH3:1][N:2]=[N:3][CH3:4]>>[CH3:1].[N:2]#[N:3].[CH3:4]", "homolysis"),
        ("[Cl:1].[H:2][H:3]>>[Cl:1][H:2].[H:3]", "hydrogen abstraction"),
        (  # within one molecule, as of a nitrite's alkoxyl radical
            "[O:1][CH2:2][CH2:3][CH2:4][CH3:5]>>[OH:1][CH2:2][CH2:3][CH2:4][CH2:5]",
            "hydrogen abstraction",
        ),
        (
            "[CH2:1][CH2:2][CH2:3][CH2:4][CH:5]=[CH2:6]>>"
            "[CH2:1]1[CH2:2][CH2:3][CH2:4][CH:5]1[CH2:6]",
            "radical addition",
        ),
        ("[CH3:1][C:2]([CH3:3])=[O:4]>>[CH3:1][C:2]([CH3:3])[O:4]", "electron shift"),
    ],
)
def test_radical_steps_are_called_what_a_chemist_calls_them(step: str, kind: str) -> None:
    reactants, products = mapped_step_to_states(step)
    assert Step.between(reactants, products).kind == kind


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("[CH2:1].[CH2:2]=[CH2:3]>>[CH2:1]1[CH2:2][CH2:3]1", "cycloaddition"),
        (
            "[C:1]([Cl:4])[Cl:5].[CH3:2][CH3:3]>>[CH:1]([Cl:4])([Cl:5])[CH2:2][CH3:3]",
            "insertion",
        ),
        ("[CH2:1].[CH3:2][Cl:3]>>[CH2:1]([CH3:2])[Cl:3]", "insertion"),
        ("[N:1][CH3:4].[CH3:2][CH3:3]>>[NH:1]([CH3:4])[CH2:2][CH3:3]", "insertion"),
        ("[CH3:1][C:2](=[O:3])[CH:4]>>[O:3]=[C:2]=[CH:4][CH3:1]", "rearrangement"),
    ],
)
def test_carbenes_and_nitrenes_insert_and_add(step: str, kind: str) -> None:
    reactants, products = mapped_step_to_states(step)
    assert Step.between(reactants, products).kind == kind


@given(step=pair_moves() | odd_moves())
def test_every_change_has_one_of_the_documented_kinds(step: tuple[State, Change]) -> None:
    assert Step(*step).kind in KINDS


def test_a_moving_hydrogen_is_no_atom_of_the_matrix() -> None:
    # Its number lies past the last node, where there is no row to look up.
    state = smiles_to_state("C=C.Cl")
    change = make_change(bonds=[(0, 1, -1), (1, 2, 1)], hydrogens=[(0, 1), (2, -1)])
    assert Step(state, change).kind in KINDS
