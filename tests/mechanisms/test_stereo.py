"""Configuration goes through a mechanism as a chemist expects; a record of another is refused."""

import pytest
from rdkit import Chem

from flower.electrons import state_to_smiles
from flower.errors import InputError
from flower.mechanisms import MechanismTemplate, library, read_mechanism_templates, scale
from flower.mechanisms.expanding import Expansion, ways_to_product
from flower.mechanisms.stereo_rules import read_stereo_rules
from flower.steps import mapped_step_to_states

HEAD = """\
- name: mechanism
  class: class
  description: It goes.
  reference: Clayden, Organic Chemistry
  steps:
"""
HALIDE = ("[C;X4:1][Br:2].[O-,S-:3]>>[C:1][*:3].[Br-:2]", "3 -> 3-1, 1-2 -> 2", "")
BROMINE = [
    (
        "[C:1]=[C:2].[Br:3][Br:4]>>[C:1]1[C:2][Br+:3]1.[Br-:4]",
        "1=2 -> 1-3, 3 -> 3-2, 3-4 -> 4",
        "syn 3-1=2-3",
    ),
    ("[C:1]1[C:2][Br+:3]1.[Br-:4]>>[Br:4][C:1][C:2][Br:3]", "4 -> 4-1, 1-3 -> 3", ""),
]
OSMIUM = [
    (
        "[C:1]=[C:2].[O:3]=[Os:5]=[O:4]>>[C:1]1[O:3][Os:5][O:4][C:2]1",
        "1=2 -> 1-3, 3=5 -> 5, 4=5 -> 2-4",
        "syn 3-1=2-4",
    )
]
PALLADIUM = [
    (
        "[C:1]=[C:2].[Pd:3][H:4]>>[C:1]([Pd:3])[C:2][H:4]",
        "1=2 -> 1-3, 3-4 -> 2-4",
        "syn 3-1=2-4",
    ),
    ("[C:1][Pd:3][H:5]>>[C:1][H:5].[Pd:3]", "1-3 -> 3, 3-5 -> 1-5", ""),
]
PERACID = [
    (
        "[C:1]=[C:2].[O:3]([H:4])[O:5][C:6]=[O:7]>>[C:1]1[C:2][O:3]1.[O:5]=[C:6][O:7][H:4]",
        "1=2 -> 1-3, 3-4 -> 2-3, 3-5 -> 5=6, 6=7 -> 7-4",
        "syn 3-1=2-3",
    )
]
HYDROXIDE_OPENS = [("[C:1]1[C:2][O:3]1.[OH-:8]>>[O:8][C:1][C:2][O-:3]", "8 -> 8-1, 1-3 -> 3", "")]
ELIMINATION = [
    (
        "[H:3][C:1][C:2][Br:4].[O-:5]>>[C:1]=[C:2].[Br-:4].[O:5][H:3]",
        "5 -> 5-3, 1-3 -> 1=2, 2-4 -> 4",
        "anti 3-1=2-4",
    )
]
DIELS_ALDER = [
    (
        "[C:1]=[C:2][C:3]=[C:4].[C:5]=[C:6]>>[C:1]1[C:2]=[C:3][C:4][C:6][C:5]1",
        "1=2 -> 2=3, 3=4 -> 4-6, 5=6 -> 1-5",
        "syn 1-5=6-4, syn 5-1=2-3=4-6",
    )
]
HYDROBORATION_OF_ALKYNE = [
    (
        "[C:1]#[C:2].[B:3][H:4]>>[C:1]([B:3])=[C:2][H:4]",
        "1#2 -> 1-3, 3-4 -> 2-4",
        "syn 3-1#2-4",
    )
]


def written(steps: list[tuple[str, str, str]]) -> list[MechanismTemplate]:
    text = HEAD
    for smarts, arrows, stereo in steps:
        text += f'    - step: it goes\n      smarts: "{smarts}"\n      arrows: "{arrows}"\n'
        text += f'      stereo: "{stereo}"\n' if stereo else ""
    return read_mechanism_templates(text, "text", scale())


def goes(steps: list[tuple[str, str, str]], reaction: str) -> tuple[Expansion, ...]:
    return ways_to_product(reaction, written(steps)).ways


def product(steps: list[tuple[str, str, str]], reactants: str, flat: str) -> Chem.Mol:
    """The product, given without stereo, as the first way leaves it."""
    way = goes(steps, f"{reactants}>>{flat}")[0]
    _, after = mapped_step_to_states(way.steps[-1])
    wanted = Chem.CanonSmiles(flat)
    for smiles in state_to_smiles(after).split("."):
        if Chem.CanonSmiles(smiles, useChiral=0) == wanted:
            return Chem.MolFromSmiles(smiles)
    raise AssertionError(state_to_smiles(after))


def is_open(mol: Chem.Mol) -> bool:
    found = Chem.FindMolChiralCenters(mol, includeUnassigned=True)
    return all(label == "?" for _, label in found)


def labels(mol: Chem.Mol) -> str:
    return "".join(
        label for _, label in Chem.FindMolChiralCenters(mol, useLegacyImplementation=False)
    )


def test_back_side_substitution_inverts_and_the_opposite_product_is_not_expanded() -> None:
    inverted = "CC[C@H](C)Br.C[S-].[Na+]>>CC[C@@H](C)SC"
    retained = "CC[C@H](C)Br.C[S-].[Na+]>>CC[C@H](C)SC"
    assert goes([HALIDE], inverted)
    assert not goes([HALIDE], retained)


def test_a_product_recorded_without_configuration_is_like_any() -> None:
    assert goes([HALIDE], "CC[C@H](C)Br.C[S-].[Na+]>>CCC(C)SC")


def test_reactants_drawn_without_configuration_allow_any_product() -> None:
    assert goes([HALIDE], "CCC(C)Br.C[S-].[Na+]>>CC[C@@H](C)SC")


def test_a_centre_that_the_steps_lose_is_not_recorded_as_kept() -> None:
    cation = [
        ("[C:1][Br:2]>>[C+:1].[Br-:2]", "1-2 -> 2", ""),
        ("[C+:1].[S-:3]>>[C:1][S:3]", "3 -> 3-1", ""),
    ]
    reactants = "CC[C@@](C)(Br)c1ccccc1.C[S-].[Na+]"
    assert goes(cation, f"{reactants}>>CCC(C)(SC)c1ccccc1")
    assert not goes(cation, f"{reactants}>>CC[C@@](C)(SC)c1ccccc1")
    assert not goes(cation, f"{reactants}>>CC[C@](C)(SC)c1ccccc1")


def test_a_neighbouring_group_retains_by_two_inversions() -> None:
    lactone = [
        (
            "[C:1]([Br:2])[C:4](=[O:5])[O-:6]>>[C:1]1[C:4](=[O:5])[O:6]1.[Br-:2]",
            "6 -> 6-1, 1-2 -> 2",
            "",
        ),
        (
            "[C:1]1[C:4](=[O:5])[O:6]1.[OH-:3]>>[C:1]([O:3])[C:4](=[O:5])[O-:6]",
            "3 -> 3-1, 1-6 -> 6",
            "",
        ),
    ]
    assert goes(lactone, "C[C@H](Br)C(=O)[O-].[OH-].[Na+]>>C[C@H](O)C(=O)O")
    assert not goes(lactone, "C[C@H](Br)C(=O)[O-].[OH-].[Na+]>>C[C@@H](O)C(=O)O")


@pytest.mark.parametrize(
    ("alkene", "centres"),
    [("C/C=C/C", {"RS", "SR"}), ("C/C=C\\C", {"RR", "SS"})],
    ids=["E gives meso", "Z gives the pair of mirror images"],
)
def test_bromine_adds_anti(alkene: str, centres: set[str]) -> None:
    assert labels(product(BROMINE, f"{alkene}.BrBr", "CC(Br)C(C)Br")) in centres


def test_either_mirror_image_of_a_racemic_product_may_be_recorded_and_no_diastereomer() -> None:
    for recorded in ("C[C@@H](Br)[C@@H](C)Br", "C[C@H](Br)[C@H](C)Br"):
        assert goes(BROMINE, f"C/C=C\\C.BrBr>>{recorded}")
    assert not goes(BROMINE, "C/C=C\\C.BrBr>>C[C@H](Br)[C@@H](C)Br")


def test_with_a_centre_in_the_flask_both_faces_are_possible_and_the_mirror_image_is_not() -> None:
    for recorded in ("C[C@H](O)[C@@H](Br)[C@@H](C)Br", "C[C@H](O)[C@H](Br)[C@H](C)Br"):
        assert goes(BROMINE, f"C[C@H](O)/C=C\\C.BrBr>>{recorded}")
        assert not goes(BROMINE, f"C[C@H](O)/C=C/C.BrBr>>{recorded}")
    mirrored = "C[C@@H](O)[C@H](Br)[C@H](C)Br"
    assert not goes(BROMINE, f"C[C@H](O)/C=C\\C.BrBr>>{mirrored}")


def test_bromine_adds_trans_to_a_ring() -> None:
    assert labels(product(BROMINE, "C1=CCCCC1.BrBr", "BrC1CCCCC1Br")) in ("RR", "SS")


def test_an_alkene_of_unknown_geometry_gives_open_centres() -> None:
    assert is_open(product(BROMINE, "CC=CC.BrBr", "CC(Br)C(C)Br"))
    assert goes(BROMINE, "CC=CC.BrBr>>C[C@H](Br)[C@@H](C)Br")


def test_a_single_new_centre_stays_open() -> None:
    assert is_open(product(BROMINE, "CC=C.BrBr", "CC(Br)CBr"))


@pytest.mark.parametrize(
    ("alkene", "centres"), [("C/C=C/C", {"RR", "SS"}), ("C/C=C\\C", {"RS", "SR"})]
)
def test_osmium_tetroxide_adds_syn(alkene: str, centres: set[str]) -> None:
    mol = product(OSMIUM, f"{alkene}.O=[Os](=O)(=O)=O", "CC1O[Os](=O)(=O)OC1C")
    assert labels(mol) in centres


def test_hydrogenation_adds_syn() -> None:
    alkene = "CC1=C(C)CCCC1.[PdH2]"
    assert goes(PALLADIUM, f"{alkene}>>C[C@H]1CCCC[C@H]1C")
    assert not goes(PALLADIUM, f"{alkene}>>C[C@H]1CCCC[C@@H]1C")
    E = "CC/C(C)=C(C)/CC.[PdH2]"
    assert labels(product(PALLADIUM, E, "CCC(C)C(C)CC")) in ("RR", "SS")


def test_epoxidation_keeps_the_geometry_and_hydroxide_opens_to_the_trans_diol() -> None:
    mcpba = "OOC(=O)c1cccc(Cl)c1"
    for alkene, centres in (("C/C=C/C", ("RR", "SS")), ("C/C=C\\C", ("RS", "SR"))):
        assert labels(product(PERACID, f"{alkene}.{mcpba}", "CC1OC1C")) in centres
    opened = "C1CC[C@@H]2O[C@@H]2C1.[OH-].O"  # the peracid would take the hydroxide
    diol = product(HYDROXIDE_OPENS, opened, "[O-]C1CCCCC1O")
    assert labels(diol) in ("RR", "SS")


def test_elimination_is_anti() -> None:
    bromides = {"C[C@H](c1ccccc1)[C@H](Br)C": "C/C=C(\\C)c1ccccc1",
                "C[C@@H](c1ccccc1)[C@H](Br)C": "C/C=C(/C)c1ccccc1"}  # fmt: skip
    for bromide, alkene in bromides.items():
        other = next(a for a in bromides.values() if a != alkene)
        assert goes(ELIMINATION, f"{bromide}.CC[O-]>>{alkene}")
        assert not goes(ELIMINATION, f"{bromide}.CC[O-]>>{other}")


def test_a_ring_takes_only_a_hydrogen_that_is_trans_to_the_leaving_group() -> None:
    zaitsev = "CC(C)C1=CC[C@H](C)CC1"
    assert goes(ELIMINATION, f"CC(C)[C@@H]1CC[C@@H](C)C[C@@H]1Br.CC[O-]>>{zaitsev}")
    assert not goes(ELIMINATION, f"CC(C)[C@@H]1CC[C@@H](C)C[C@H]1Br.CC[O-]>>{zaitsev}")


def test_a_neighbouring_group_in_a_ring_comes_from_the_other_face() -> None:
    closes = [
        ("[O-:1][C:2][C:3][Br:4]>>[O:1]1[C:2][C:3]1.[Br-:4]", "1 -> 1-3, 3-4 -> 4", "anti 1-2=3-4")
    ]
    epoxide = "C1CCC2OC2C1"
    assert goes(closes, f"[O-][C@@H]1CCCC[C@H]1Br>>{epoxide}")
    assert not goes(closes, f"[O-][C@@H]1CCCC[C@@H]1Br>>{epoxide}")
    assert goes(closes, f"[O-]C1CCCCC1Br>>{epoxide}")
    erythro, trans = "C[C@@H]([O-])[C@H](C)Br", ("C[C@@H]1O[C@H]1C", "C[C@H]1O[C@@H]1C")
    assert sum(bool(goes(closes, f"{erythro}>>{one}")) for one in trans) == 1
    assert not goes(closes, f"{erythro}>>C[C@H]1O[C@H]1C")


def test_diels_alder_keeps_the_geometry_of_dienophile_and_diene() -> None:
    butadiene = "C=CC=C"
    cis, trans = "COC(=O)[C@H]1CC=CC[C@H]1C(=O)OC", "COC(=O)[C@@H]1CC=CC[C@H]1C(=O)OC"
    maleate, fumarate = "COC(=O)/C=C\\C(=O)OC", "COC(=O)/C=C/C(=O)OC"
    assert goes(DIELS_ALDER, f"{butadiene}.{maleate}>>{cis}")
    assert goes(DIELS_ALDER, f"{butadiene}.{fumarate}>>{trans}")
    assert not goes(DIELS_ALDER, f"{butadiene}.{fumarate}>>{cis}")
    hexadiene = product(
        DIELS_ALDER, "C/C=C/C=C/C.N#C/C(C#N)=C(C#N)/C#N", "CC1C=CC(C)C(C#N)(C#N)C1(C#N)C#N"
    )
    assert labels(hexadiene) in ("RS", "SR")


def test_endo_and_exo_are_both_possible() -> None:
    cage = "O=C1OC(=O)C2C1C1C=CC2C1"
    reactants = "C1=CCC=C1.O=C1C=CC(=O)O1"
    for endo_or_exo in (
        "O=C1OC(=O)[C@H]2[C@@H]1[C@@H]1C=C[C@H]2C1",
        "O=C1OC(=O)[C@H]2[C@@H]1[C@H]1C=C[C@@H]2C1",
    ):
        assert goes(DIELS_ALDER, f"{reactants}>>{endo_or_exo}")
    assert len(goes(DIELS_ALDER, f"{reactants}>>{cage}")) == 1


def test_an_alkyne_takes_boron_and_hydrogen_from_one_side() -> None:
    borane = "CC#CC.B1OCO1"
    assert goes(HYDROBORATION_OF_ALKYNE, f"{borane}>>C/C=C(C)/B1OCO1")
    assert not goes(HYDROBORATION_OF_ALKYNE, f"{borane}>>C/C=C(C)\\B1OCO1")


def test_an_untouched_centre_is_in_every_step_of_an_amide_coupling() -> None:
    coupling = (
        "C[C@H](NC(=O)OC(C)(C)C)C(=O)O.NCc1ccccc1.CCN=C=NCCCN(C)C>>"
        "C[C@H](NC(=O)OC(C)(C)C)C(=O)NCc1ccccc1"
    )
    ways = ways_to_product(coupling, library()).ways
    assert ways
    for step in ways[0].steps:
        for side in step.split(">>"):
            assert len(Chem.FindMolChiralCenters(Chem.MolFromSmiles(side))) == 1
    assert len(ways[0].steps) >= 5
    head, _, tail = coupling.rpartition("[C@H]")
    assert not ways_to_product(f"{head}[C@@H]{tail}", library()).ways


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("syn 3-1=2", "tells no faces"),
        ("cis 3-1=2-4", "tells no faces"),
        ("syn 3-2=1-4", "neither adds 3 and 4 to 2=1"),
        ("syn 3-1=2-9", "neither adds 3 and 9 to 1=2"),
        ("syn 3-1=2-4, anti", "tells no faces"),
    ],
)
def test_a_rule_that_the_step_does_not_follow_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_stereo_rules(text, {(1, 2): -1, (1, 3): 1, (2, 4): 1})


def test_a_refused_rule_is_told_with_line_and_step() -> None:
    with pytest.raises(InputError, match=r"line 6: step 1 of `mechanism`: .* tells no faces"):
        written([("[C:1]=[C:2]>>[C+:1][C-:2]", "1=2 -> 2", "above")])
