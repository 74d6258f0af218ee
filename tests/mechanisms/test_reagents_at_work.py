"""Each reagent of a flask does what it is for: none idle, none used before its stage."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.mechanisms.expanding import END, Expansion
from flower.mechanisms.style import faults_of
from flower.steps import mapped_step_to_states


def way_of(reaction: str) -> Expansion:
    (way,) = expand(reaction, ways=1)
    assert faults_of(way) == []
    return way


def end_of(way: Expansion) -> list[str]:
    return state_to_smiles(mapped_step_to_states(way.steps[-1])[1]).split(".")


@pytest.mark.parametrize(
    "reaction",
    [
        "CCOc1ccc([N+](=O)[O-])cc1.CCO.NN.O.[Pd]>>CCOc1ccc(N)cc1",
        "CCOC(=O)c1cc2cc([N+](=O)[O-])ccc2s1.CCO.NN.O.[Ni]>>CCOC(=O)c1cc2cc(N)ccc2s1",
        "C=Cc1ccccc1.NN.[Pd].CCO>>CCc1ccccc1",
    ],
)
def test_hydrazine_gives_its_hydrogen_to_the_metal(reaction: str) -> None:
    way = way_of(reaction)
    assert {*way.added} <= {"NN"}
    assert {"N#N", "[H][H]"} <= set(end_of(way))
    assert "N=N" not in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "then"),
    [
        ("CC(=O)Cl.CO.O=C(O)c1cccc2ccsc12>>COC(=O)c1cccc2ccsc12", "Fischer esterification"),
        ("CC(=O)Cl.CCO.O=C(O)c1cccc2ccsc12>>CCOC(=O)c1cccc2ccsc12", "Fischer esterification"),
        ("CC(=O)Cl.CO.NC(Cc1ccccc1)C(=O)O>>COC(=O)C(N)Cc1ccccc1", "Fischer esterification"),
        ("CC(=O)Cl.CO.CC(C)(C)OC(=O)NCc1ccccc1>>NCc1ccccc1", "Boc removal by acid"),
    ],
)
def test_acetyl_chloride_in_an_alcohol_is_hydrogen_chloride(reaction: str, then: str) -> None:
    way = way_of(reaction)
    assert way.mechanisms == ("hydrogen chloride from acetyl chloride and an alcohol", then)
    assert {*way.added} <= {"CO", "CCO", "CC(=O)Cl"}


def test_acetyl_chloride_beside_triethylamine_acylates() -> None:
    way = way_of("CC(=O)Cl.CCN(CC)CC.CO.NCc1ccccc1>>CC(=O)NCc1ccccc1")
    assert way.mechanisms == ("acid chloride and amine",)


@pytest.mark.parametrize(
    "base", ["O=C([O-])O.[Na+]", "O=C([O-])[O-].[K+].[K+]", "CCN(CC)CC", "CN(C)c1ccncc1", "CCCCN"]
)
def test_the_base_of_the_flask_is_that_of_a_henry_reaction(base: str) -> None:
    way = way_of(f"C[N+](=O)[O-].O=Cc1ccccc1.{base}.CCO>>O=[N+]([O-])CC(O)c1ccccc1")
    assert (way.mechanisms, way.added) == (("Henry reaction",), ())
    assert way.names[0].startswith(("a base", "the amine"))


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)O.CCO.C[N+](=O)[O-].Cc1ccc(C=O)cc1.[Na+].[OH-]>>Cc1ccc(C(O)C[N+](=O)[O-])cc1",
        "CC(=O)O.C1CCOC1.COC(=O)c1cc2ccccc2s1.[Li+].[OH-].O>>O=C(O)c1cc2ccccc2s1",
    ],
)
def test_acetic_acid_waits_beside_hydroxide(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert not way.names[0].startswith("a proton passes")


def test_hydroxide_waits_beside_acetic_acid_and_a_hydride() -> None:
    way = way_of(
        "CC(C)=O.CC(=O)O.CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+].COC(=O)C1CCNCC1.[Na+].[OH-]"
        ">>COC(=O)C1CCN(C(C)C)CC1"
    )
    assert way.added == ()
    assert not any("hydroxide" in name for name in way.names[: way.names.index(END)])


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        ("COC(=O)c1cccc(C(=O)OC)c1.[OH-].[Na+].[OH-].[Na+].Cl", ("Cl",)),
        ("COC(=O)c1cccc(C(=O)[O-])c1.[Na+].[OH-].[Na+] > Cl", ("Cl",)),
        ("COC(=O)c1cccc(C(=O)OC)c1.[OH-].[Na+].Cl.O", ("[OH-]", "[Na+]", "Cl")),
    ],
)
def test_the_work_up_has_as_much_acid_as_the_anions_take(
    reaction: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{reaction} >> O=C(O)c1cccc(C(=O)O)c1")
    assert way.added == added
    assert "O=C(O)c1cccc(C(=O)O)c1" in end_of(way)


def test_no_more_acid_is_put_in_than_they_take() -> None:
    way = way_of("COC(=O)c1ccccc1.[OH-].[Na+].Cl.O>>O=C(O)c1ccccc1")
    assert way.added == ()
