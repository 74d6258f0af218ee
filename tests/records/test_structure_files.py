"""MOL, SDF, RXN and RDF files, written by RDKit here or by hand."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from rdkit import Chem
from rdkit.Chem import AllChem, rdChemReactions

from flower.electrons import smiles_to_state, state_to_smiles
from flower.errors import InputError
from flower.records import FlaskRow, read_flasks, read_mechanisms, read_reactions, read_steps

Write = Callable[[str, str], Path]
STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
AMIDE = "CC(=O)Cl.NCc1ccccc1>CCN(CC)CC>CC(=O)NCc1ccccc1"


def mol_block(smiles: str, name: str = "", v3000: bool = False) -> str:
    mol = Chem.MolFromSmiles(smiles)
    AllChem.Compute2DCoords(mol)
    mol.SetProp("_Name", name)
    return str(Chem.MolToMolBlock(mol, forceV3000=v3000))


def rxn_block(reaction: str, v3000: bool = False) -> str:
    made = rdChemReactions.ChemicalReaction()
    add = (made.AddReactantTemplate, made.AddAgentTemplate, made.AddProductTemplate)
    for side, put in zip(reaction.split(">"), add, strict=True):
        for smiles in filter(None, side.split(".")):
            mol = Chem.MolFromSmiles(smiles)
            AllChem.Compute2DCoords(mol)
            put(mol)
    return str(rdChemReactions.ReactionToRxnBlock(made, separateAgents=True, forceV3000=v3000))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same molecules, side by side of a reaction."""
    sides = list(zip(one.split(">"), other.split(">"), strict=True))
    return all(
        a == b or state_to_smiles(smiles_to_state(a)) == state_to_smiles(smiles_to_state(b))
        for a, b in sides
    )


@pytest.mark.parametrize("v3000", [False, True])
@pytest.mark.parametrize(
    "smiles",
    [
        "CC(=O)Cl.NCc1ccccc1",
        "C[C@H](N)C(=O)O",
        "C/C=C\\C.[Br][Br]",
        "[Na+].[OH-].[13CH3]I",
        "[CH3].[O][O]",
        "C[N+](=O)[O-]",
        "[2H]OC",
    ],
)
def test_a_mol_file_is_one_flask(write: Write, smiles: str, v3000: bool) -> None:
    (row,) = read_flasks(write("flask.mol", mol_block(smiles, "a name", v3000)))
    assert same(row.smiles, smiles)
    assert (row.line, row.columns) == (1, {"name": "a name"})


def test_every_record_of_an_sdf_is_a_flask_with_its_fields(tmp_path: Path) -> None:
    text = (
        f"{mol_block('N.Cl', 'salt')}>  <id>  (1)\n17\n\n> <note>\ntwo\nlines\n\n$$$$\n"
        f"{mol_block('O')}$$$$\n"
    )
    path = tmp_path / "flasks.sdf.gz"
    path.write_bytes(gzip.compress(text.replace("\n", "\r\n").encode()))
    assert list(read_flasks(path)) == [
        FlaskRow(1, "Cl.N", {"name": "salt", "id": "17", "note": "two lines"}),
        FlaskRow(2, "O", {}),
    ]


def test_a_record_that_cannot_be_read_stays_to_be_refused(write: Write) -> None:
    broken = mol_block("CCO").replace("  3  2", "  9  2", 1)
    first, second = read_flasks(write("flasks.sdf", f"{broken}$$$$\n{mol_block('O')}$$$$\n"))
    assert second.smiles == "O"
    with pytest.raises(InputError, match="a MOL block that cannot be read; save it again"):
        smiles_to_state(first.smiles)


def test_too_many_bonds_of_a_mol_file_are_told_as_those_of_smiles(write: Write) -> None:
    five = Chem.MolToMolBlock(Chem.MolFromSmiles("CC(C)(C)(C)C", sanitize=False), kekulize=False)
    (row,) = read_flasks(write("flask.mol", five))
    with pytest.raises(InputError, match=r"Atom 2 \(C\) .* has 10 electrons"):
        smiles_to_state(row.smiles)


@pytest.mark.parametrize("v3000", [False, True])
@pytest.mark.parametrize("reaction", [AMIDE, STEP, "C/C=C/C.Br>>CC[C@H](C)Br"])
def test_a_reaction_is_read_with_agents_maps_and_stereo(
    write: Write, reaction: str, v3000: bool
) -> None:
    path = write("one.rxn", rxn_block(reaction, v3000))
    (row,) = read_flasks(path)
    assert same(row.smiles, reaction)
    assert ([one.reaction for one in read_reactions(path)]) == [row.smiles]
    assert (":1]" in row.smiles) == (":1]" in reaction)


def test_a_reaction_without_products_is_its_reactants(write: Write) -> None:
    (row,) = read_flasks(write("flask.rxn", rxn_block("N.Cl>O>")))
    assert sorted(row.smiles.split(".")) == ["Cl", "N", "O"]


def test_an_rdf_holds_reactions_and_molecules_with_their_data(write: Write) -> None:
    text = (
        "$RDFILE 1\n$DATM 05/01/24 10:00\n"
        f"$RFMT $RIREG 1\n{rxn_block(STEP)}$DTYPE reaction_class\n$DATUM salt\n"
        f"$DTYPE RXN:note\n$DATUM two\nlines\n$MFMT $MIREG 2\n{mol_block('O')}"
    )
    path = write("mixed.rdf", text)
    first, second = read_flasks(path)
    assert same(first.smiles, STEP)
    assert first.columns == {"reaction_class": "salt", "RXN:note": "two lines"}
    assert second == FlaskRow(2, "O", {})
    assert [one.reaction_class for one in read_reactions(path)] == ["salt", None]
    (step, *_) = read_steps(path, others=True)
    assert (step.reaction_class, step.columns) == ("salt", {"RXN:note": "two lines"})
    assert next(read_mechanisms(path)).columns == {"RXN:note": "two lines"}


@pytest.mark.parametrize("name", ["flask.mol", "flasks.sdf"])
def test_molecules_are_no_reactions(write: Write, name: str) -> None:
    path = write(name, mol_block("O"))
    for read in (read_steps, read_reactions, read_mechanisms):
        with pytest.raises(InputError, match="holds molecules and no reactions"):
            list(read(path))


def test_records_have_no_columns_to_choose(write: Write) -> None:
    with pytest.raises(InputError, match="read record by record and has no column `smiles`"):
        read_flasks(write("flasks.sdf", mol_block("O")), "smiles")


@pytest.mark.parametrize("name", ["a.mol", "a.rxn"])
@pytest.mark.parametrize("text", ["", "hello world", "CCO\n\n garbage\n"])
def test_a_file_of_something_else_is_said_to_hold_no_block(
    name: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=f"holds no {name[2:].upper()} block; save it again"):
        list(read_flasks(tmp_path / name))
