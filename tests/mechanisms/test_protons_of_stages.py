"""Acids that stand by, acids that are salts, and what waits for the work-up."""

from pathlib import Path

import pytest

from flower.electrons import smiles_to_state, state_to_mol
from flower.errors import InputError
from flower.mechanisms import expand, expand_file
from flower.mechanisms.expanding import END, Expansion
from flower.mechanisms.library import scale
from flower.mechanisms.reading import read_mechanism_templates
from flower.mechanisms.screening import Flask
from flower.steps import mapped_step_to_states
from tests.mechanisms.ways import way_of


def begins_with_a_pair(way: Expansion) -> bool:
    """Whether an acid stands beside a base that is far apart when the mechanism begins."""
    start, _ = mapped_step_to_states(way.steps[0])
    pair = scale().pair(start, state_to_mol(start))
    return pair is not None and not way.names[0].startswith("a proton passes from")


@pytest.mark.parametrize("stands_by", ["CC(=O)O", "OC(=O)c1ccccc1"])
def test_an_acid_of_the_flask_carries_a_proton_before_the_oxygen_of_a_solvent(
    stands_by: str,
) -> None:
    flask = smiles_to_state(f"CC([O-])[NH+](C)C.C1CCOC1.CCO.{stands_by}")
    node, is_base = scale().carrier(flask, state_to_mol(flask), 3, 2) or (-1, True)
    assert not is_base
    assert flask.element[node] == 8
    assert scale().as_acid(flask, state_to_mol(flask), node) < 5


def test_an_ether_carries_it_where_nothing_else_could() -> None:
    flask = smiles_to_state("CC(O)[OH2+].C1CCOC1")
    assert scale().carrier(flask, state_to_mol(flask), 3, 2) == (7, True)


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C1CCCCC1.OCCO.Cc1ccc(S(=O)(=O)[O-])cc1.c1cc[nH+]cc1>>C1CCC2(CC1)OCCO2",
        "OCCc1ccccc1.C1=COCCC1.Cc1ccc(S(=O)(=O)O)cc1.c1ccncc1>>C(Cc1ccccc1)OC1CCCCO1",
        "COC(OC)c1ccccc1.Cc1ccc(S(=O)(=O)[O-])cc1.c1cc[nH+]cc1.O.CC(C)=O>>O=Cc1ccccc1",
        "CC(C)(C)[Si](C)(C)OCc1ccccc1.Cc1ccc(S(=O)(=O)[O-])cc1.c1cc[nH+]cc1.CO>>OCc1ccccc1",
    ],
)
def test_pyridinium_tosylate_is_the_acid_of_an_acetal_or_a_silyl_ether(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert any("[nH+]" in step or "[n+:" in step for step in way.steps)


def test_acetic_acid_in_water_takes_an_acetal_off() -> None:
    ways = expand("COC(OC)c1ccccc1.CC(=O)O.O>>O=Cc1ccccc1", ways=1)
    assert [way.added for way in ways] == [()]


@pytest.mark.parametrize(
    ("reaction", "waits"),
    [
        (
            "CCCCP(CCCC)CCCC.COC(=O)c1ccc(O)cc1.OCc1cccnc1.[Na+].[OH-].CC(C)OC(=O)N=NC(=O)OC(C)C"
            ">>COC(=O)c1ccc(OCc2cccnc2)cc1",
            "[OH-:",
        ),
        (
            "C1CCOC1.COC(=O)C(C)(C)c1ccccc1.C[Si](C)(C)[O-].Cl.[K+]>>CC(C)(C(=O)O)c1ccccc1",
            "[Cl:",
        ),
    ],
)
def test_an_acid_does_not_stand_beside_its_base(reaction: str, waits: str) -> None:
    way = way_of(reaction)
    assert not begins_with_a_pair(way)
    assert waits not in way.steps[0]


def test_hydrogen_chloride_in_water_is_hydronium() -> None:
    way = way_of("Cl.c1ccc(OC2CCC3(CC2)OCCO3)cc1>>O=C1CCC(Oc2ccccc2)CC1")
    assert way.names[0] == "a proton passes from the hydrogen chloride to the water"
    assert not begins_with_a_pair(way)


def test_the_hydrogen_sulfate_of_a_phase_transfer_catalyst_meets_the_hydroxide() -> None:
    way = way_of(
        "CCCC[N+](CCCC)(CCCC)CCCC.BrCCC.O.O=S(=O)([O-])O.OCCc1ccc(F)cc1.[Na+].[OH-]"
        ">>Fc1ccc(CCOCCC)cc1"
    )
    assert way.names[0] == "a proton passes from the hydrogen sulfate to the hydroxide"
    assert "[OH-]" in way.added


def test_no_lithium_reagent_is_supplied_to_make_hydroxide_of_water() -> None:
    ways = expand(
        "CC(=O)OC(C)=O.CCN(CC)CC.CN(C)c1ccncc1.O.O=C(Nc1ccc2ncccc2c1)C(=O)c1cn(C)c2ccccc12"
        ">>CC(=O)N(C(=O)C(=O)c1cn(C)c2ccccc12)c1ccc2ncccc2c1",
        ways=1,
    )
    assert not any("[Li]" in one for way in ways for one in way.added)


def test_the_arylammonium_of_a_substitution_gives_its_proton_away() -> None:
    way = way_of("Fc1cnc(Cl)nc1NC.Nc1ccc(OCC(O)CO)cc1>>OCC(O)COc1ccc(Nc2ncc(F)c(NC)n2)cc1")
    assert way.added
    assert way.names[-2] == "a base takes the proton"


def test_more_of_the_carbonate_is_the_base_that_a_coupling_lacks() -> None:
    way = way_of(
        "COc1ccc(Br)cc1.CS(=O)(=O)c1ccc(B(O)O)cc1.O=C([O-])[O-].[Cl][Pd][Cl].[Na+].[Na+]."
        "c1ccc(P(c2ccccc2)c2ccccc2)cc1>>COc1ccc(-c2ccc(S(C)(=O)=O)cc2)cc1"
    )
    assert "[OH-]" not in way.added
    assert "O=C([O-])[O-]" in way.added


def test_hydroxide_gives_no_proton_to_hydride() -> None:
    (one,) = scale().transfers(smiles_to_state("O.[H-].[H-]"))
    assert one.name == "a proton passes from the water to the hydride"


def test_no_hydrogen_is_supplied_where_tin_reduces() -> None:
    ways = expand("O=[N+]([O-])c1ccccc1.O.[Cl][Sn]([Cl])([Cl])[Cl]>>Nc1ccccc1", ways=1)
    assert not any("[H][H]" in way.added for way in ways)


@pytest.mark.parametrize(
    ("reaction", "mechanisms"),
    [
        ("CC(=O)c1ccccc1.C[Mg]Br > HCl, water >> CC(C)(O)c1ccccc1", 1),
        ("COC(=O)c1ccccc1.[OH-].[Na+].O > HCl >> OC(=O)c1ccccc1", 1),
        ("CC(C)(C)OC(=O)NCc1ccccc1.OC(=O)C(F)(F)F > CC(=O)Cl, TEA, TEA >> CC(=O)NCc1ccccc1", 2),
        ("OCc1ccccc1.O=S(Cl)Cl > NC1CC1, TEA >> C(c1ccccc1)NC1CC1", 2),
    ],
)
def test_a_reaction_with_stages_is_expanded_stage_by_stage(reaction: str, mechanisms: int) -> None:
    way = way_of(reaction)
    assert len(way.mechanisms) == mechanisms
    assert way.added == ()
    assert way.names.count(END) == 2


def test_what_a_stage_puts_in_is_not_in_the_flask_before() -> None:
    way = way_of("CC(=O)c1ccccc1.C[Mg]Br > HCl >> CC(C)(O)c1ccccc1")
    before = [step for step in way.steps if "[Cl" in step]
    assert "[Cl" not in way.steps[0]
    assert len(before) == len(way.steps) - 1 - way.names.index(END)


def test_stages_stand_in_a_column_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "two.csv"
    table.write_text(
        "reaction,after\nCC(=O)c1ccccc1.C[Mg]Br>>CC(C)(O)c1ccccc1,HCl\n"
        "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O,\n"
    )
    summary = expand_file(table, tmp_path / "steps.csv", then="after", workers=1)
    assert (summary.expanded, summary.added) == (2, 0)


@pytest.mark.parametrize(
    ("reaction", "told"),
    [
        ("CC(C)=O.C[Mg]Br > HKl >> CC(C)(C)O", "`HKl` is no SMILES and no name"),
        ("CC(C)=O.C[Mg]Br > rt >> CC(C)(C)O", "`rt` is no substance; say what the stage puts in"),
        ("CC(C)=O.C[Mg]Br > >> CC(C)(C)O", "stages as"),
    ],
)
def test_a_stage_of_which_nothing_is_known_is_refused(reaction: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        expand(reaction)


STAGED = """
- name: hydrolysis of a nitrilium ion
  class: acylation
  description: Acid protonates the nitrile, and water comes in the work-up.
  reference: our own
  steps:
    - step: acid protonates the nitrile
      smarts: "[C:1]#[N:3].[Cl;X1:20][H:8]>>[C:1]#[N+:3][H:8].[Cl-:20]"
      arrows: "3 -> 3-8, 20-8 -> 20"
      THEN
    - step: water adds
      smarts: "[C:1]#[N+:3].[OH2:10]>>[C:1](=[N:3])[O+:10]"
      arrows: "10 -> 10-1, 1#3 -> 3"
      then: ["O"]
  examples: ["CC#N.Cl>>CC(=N)O"]
"""


def test_a_mechanism_says_what_its_second_stage_puts_in() -> None:
    (template,) = read_mechanism_templates(STAGED.replace("THEN", ""), "mine.yaml", scale())
    flask = smiles_to_state("CC#N.Cl")
    mol = state_to_mol(flask)
    (way,) = template.ways(flask, Flask(mol))
    assert way.stages == ((len(way.steps) - 1, ("O",)),)


@pytest.mark.parametrize(
    ("then", "told"),
    [('then: ["O"]', "the first step begins no later stage"), ('then: ["Q"]', "`then`: ")],
)
def test_a_stage_that_cannot_be_is_refused_with_its_step(then: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        read_mechanism_templates(STAGED.replace("THEN", then), "mine.yaml", scale())
    assert "step 1 of `hydrolysis of a nitrilium ion`" in str(refused.value)
