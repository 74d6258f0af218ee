"""Draw the pool of building blocks again.

    python -m tests.data.pool_sample overall_train.parquet OUT_DIR HELD_OUT.parquet...

Of every functional group the molecules that are met most often, and others at random. What a
held-out set makes is left out.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem

from flower.electrons import canonical, smiles_to_state, state_to_mol
from flower.electrons.neutral import uncharged
from flower.errors import InputError

MOST_HEAVY_ATOMS = 18
OFTEN, AT_RANDOM = 10, 15  # of each group
SEED = 0

GROUPS = {
    "alkane": "[CX4;!$([CX4]~[!#6]);!$([CX4]~[c,C;X3,X2])]",
    "terminal alkene": "[CH2]=[C;!$(C[O,N,S]);!$(CC=[O,N])]",
    "internal alkene": "[CX3;!H2;!$(C[O,N,S]);!$(CC=[O,N])]=[CX3;!H2;!$(C[O,N,S]);!$(CC=[O,N])]",
    "diene": "C=CC=C",
    "enol ether": "C=C[OX2;!$(OC=O)]",
    "terminal alkyne": "[CH]#C",
    "internal alkyne": "[CX2;H0]#[CX2;H0]",
    "arene": "c1[cH][cH][cH][cH]c1",
    "phenol ether": "cO[CX4]",
    "heteroarene, five-membered": "[n,o,s;r5]",
    "pyrrole or indole N-H": "[nH]1cccc1",
    "azole N-H": "[nH;$([nH]n),$([nH]cn)]",
    "pyridine": "[n;X2;+0;r6]",
    "alkyl fluoride": "F[CX4]",
    "primary alkyl chloride": "Cl[CH2][CX4]",
    "primary alkyl bromide": "Br[CH2][CX4]",
    "primary alkyl iodide": "I[CX4;H2,H3]",
    "secondary alkyl halide": "[Cl,Br,I][CX4;H1]([#6])[#6]",
    "tertiary alkyl halide": "[Cl,Br,I][CX4]([#6])([#6])[#6]",
    "allyl halide": "[Cl,Br,I][CX4]C=C",
    "benzyl halide": "[Cl,Br,I][CX4]c",
    "propargyl halide": "[Cl,Br,I][CX4]C#C",
    "alpha-halo carbonyl compound": "[Cl,Br,I][CX4]C=O",
    "aryl fluoride": "Fc",
    "aryl chloride": "Cl[c;!$(c:n)]",
    "aryl bromide": "Br[c;!$(c:n)]",
    "aryl iodide": "I[c;!$(c:n)]",
    "chloroazine": "Clc[n;r6]",
    "bromoazine": "[Br,I]c[n;r6]",
    "activated haloarene": "[F,Cl]c([c,n])[c]C#N",
    "fluoronitroarene": "[F,Cl]c1ccc([N+](=O)[O-])cc1",
    "vinyl halide": "[Cl,Br,I][CX3]=C",
    "methanol or primary alcohol": "[OX2H][CX4;H2,H3]",
    "secondary alcohol": "[OX2H][CX4;H1]",
    "tertiary alcohol": "[OX2H][CX4;H0]",
    "allyl or propargyl alcohol": "[OX2H][CX4][CX3,CX2]=,#C",
    "benzyl alcohol": "[OX2H][CX4]c",
    "diol": "[OX2H][CX4][CX4][OX2H]",
    "amino alcohol": "[OX2H][CX4][CX4][NX3;!$(NC=O)]",
    "phenol": "[OX2H]c",
    "ether": "[CX4]O[CX4]",
    "epoxide": "C1OC1",
    "acetal": "[CX4](O[CX4])O[CX4]",
    "thiol": "[SX2H]",
    "sulfide": "[#6][SX2][#6]",
    "disulfide": "SS",
    "sulfoxide": "[#6]S(=O)[#6]",
    "sulfone": "[#6]S(=O)(=O)[#6]",
    "sulfonyl chloride": "ClS(=O)(=O)[#6]",
    "sulfonamide": "[NX3]S(=O)(=O)[#6]",
    "sulfonate": "[CX4]OS(=O)(=O)[#6]",
    "aryl triflate": "cOS(=O)(=O)C(F)(F)F",
    "sulfonic acid": "[OX2H]S(=O)(=O)[#6]",
    "primary amine": "[NX3;H2][CX4;!$(CC=O)]",
    "secondary amine": "[NX3;H1]([CX4])[CX4]",
    "tertiary amine": "[NX3;H0]([CX4])([CX4])[CX4]",
    "aniline": "[NX3;H2]c",
    "N-alkylaniline": "[NX3;H1](c)[CX4]",
    "dialkylaniline": "[NX3;H0](c)([CX4])[CX4]",
    "ortho-diamine": "[NX3;H2]cc[NX3;H2,H1]",
    "aminophenol or aminothiophenol": "[NX3;H2]cc[O,S;H1]",
    "diamine": "[NX3;H2,H1;!$(NC=O)][CX4][CX4][NX3;H2,H1;!$(NC=O)]",
    "amino acid": "[NX3;!$(NC=O)][CX4]C(=O)[O;H1,$(O[CX4])]",
    "hydrazine": "[NX3;H2][NX3;!$(NC=O)]",
    "hydrazide": "[NX3;H2]NC=O",
    "hydroxylamine": "[NX3;H2,H1][OX2;H1,$(O[CX4])]",
    "amidine or guanidine": "[NX3;H2]C(=[NX2])[#6,N]",
    "aldehyde, aliphatic": "[CX3;H1](=O)[CX4]",
    "aldehyde, aromatic": "[CX3;H1](=O)c",
    "ketone, aliphatic": "[CX4]C(=O)[CX4]",
    "ketone, aromatic": "cC(=O)[CX4,c]",
    "cyclic ketone": "[C;R](=O)([CX4;R])[CX4;R]",
    "enone or enal": "O=[C;!$(C[O,N])]C=C",
    "acrylate": "C=CC(=O)[O,N]",
    "alpha, beta-unsaturated nitrile or nitro compound": "C=C[$(C#N),$([N+](=O)[O-])]",
    "1,3-dicarbonyl compound": "O=C[CX4;H2,H1]C=O",
    "malonate or cyanoacetate": "O=C(O)[CX4;H2,H1][$(C#N),$(C(=O)O)]",
    "alpha-diketone or alpha-ketoester": "O=C([#6])C(=O)",
    "carboxylic acid, aliphatic": "[OX2H]C(=O)[CX4]",
    "carboxylic acid, aromatic": "[OX2H]C(=O)c",
    "ester, aliphatic": "[CX4]C(=O)O[CX4]",
    "ester, aromatic": "cC(=O)O[CX4]",
    "phenyl ester": "C(=O)Oc",
    "lactone": "[C;R](=O)[O;R]",
    "acid chloride": "ClC(=O)[#6]",
    "chloroformate": "ClC(=O)O",
    "carbamoyl chloride": "ClC(=O)N",
    "anhydride": "[#6]C(=O)OC(=O)[#6]",
    "amide, primary": "[NX3;H2]C(=O)[#6]",
    "amide, secondary": "[NX3;H1]([#6])C(=O)[#6]",
    "amide, tertiary": "[NX3;H0]([CX4])([CX4])C(=O)[#6]",
    "lactam": "[C;R](=O)[N;R]",
    "imide": "C(=O)[NX3;H1]C(=O)",
    "carbamate": "[NX3]C(=O)O[CX4]",
    "Boc amine": "[NX3]C(=O)OC(C)(C)C",
    "Cbz amine": "[NX3]C(=O)OCc",
    "urea": "[NX3]C(=O)[NX3]",
    "thiourea or thioamide": "[NX3]C(=S)",
    "isocyanate": "N=C=O",
    "isothiocyanate": "N=C=S",
    "nitrile, aliphatic": "[CX4]C#N",
    "nitrile, aromatic": "cC#N",
    "nitroarene": "c[N+](=O)[O-]",
    "nitroalkane": "[CX4][N+](=O)[O-]",
    "azide": "[NX2]=[N+]=[N-]",
    "diazo compound": "[#6]=[N+]=[N-]",
    "imine": "[CX3]=[NX2;!$(N[O,N])][#6]",
    "oxime": "[CX3]=[NX2][OX2]",
    "hydrazone": "[CX3]=[NX2][NX3]",
    "boronic acid": "[#6]B(O)O",
    "boronic ester": "[#6]B(O[#6])O[#6]",
    "stannane": "[#6][Sn]",
    "silyl ether": "[CX4]O[Si]",
    "silyl chloride": "Cl[Si]",
    "organosilane": "[#6][Si;!$([Si][O,Cl])]",
    "phosphonate or phosphite": "P(O[#6])O[#6]",
    "phosphine": "[PX3]([#6])([#6])[#6]",
    "N-oxide": "[n+][O-]",
    "trihalomethyl": "[CX4]([F,Cl,Br])([F,Cl,Br])[F,Cl,Br]",
    "cyclopropane": "C1CC1",
    "aziridine or azetidine": "[$(C1NC1),$(C1NCC1)]",
}


def suitable(smiles: str) -> Chem.Mol | None:
    """The molecule, if it is a neutral building block that the states can hold."""
    try:
        mol = state_to_mol(smiles_to_state(smiles))
    except InputError:
        return None
    heavy = mol.GetNumHeavyAtoms()
    elements = {atom.GetSymbol() for atom in mol.GetAtoms()}
    known = elements <= {"C", "N", "O", "S", "F", "Cl", "Br", "I", "B", "Si", "P", "Sn", "Se"}
    charge = Chem.GetFormalCharge(mol)
    alone = len(Chem.GetMolFrags(mol)) == 1 and not any(
        a.GetNumRadicalElectrons() for a in mol.GetAtoms()
    )
    return (
        mol
        if known and alone and not charge and "C" in elements and 2 < heavy <= MOST_HEAVY_ATOMS
        else None
    )


def made(path: Path) -> set[str]:
    """What the reactions of a set make, uncharged."""
    table = pd.read_parquet(path)
    found, there = set(), set()
    if "step" in table:
        for one, text in zip(table["step"], table["reaction"], strict=True):
            before, after = text.split(">>")
            if one == 0:
                there = set(canonical(before).split("."))
            found |= set(canonical(after).split(".")) - there
    else:
        for text in table["reaction"]:
            found |= set(text.split(">>")[1].split("."))
    return {uncharged(m) for m in found}


def drawn(train: Path, held_out: list[Path]) -> dict[str, list[str]]:
    """Return the molecules of the pool and the groups of each."""
    made_elsewhere = set().union(*map(made, held_out))
    met = Counter[str]()
    for text in pd.read_parquet(train)["reaction"]:
        met.update(set(text.split(">>")[0].split(".")))
    queries = {name: Chem.MolFromSmarts(smarts) for name, smarts in GROUPS.items()}
    members: dict[str, list[str]] = {name: [] for name in GROUPS}
    groups_of: dict[str, list[str]] = {}
    for smiles, _ in sorted(met.items(), key=lambda one: (-one[1], one[0])):
        mol = suitable(smiles)
        if mol is None or uncharged(smiles) in made_elsewhere:
            continue
        groups_of[smiles] = [
            name for name, query in queries.items() if mol.HasSubstructMatch(query)
        ]
        for name in groups_of[smiles]:
            members[name].append(smiles)
    rng = np.random.default_rng(SEED)
    chosen = dict[str, list[str]]()
    for smiles in members.values():
        rest = smiles[OFTEN:]
        more = [rest[k] for k in rng.permutation(len(rest))[:AT_RANDOM]]
        chosen |= {one: groups_of[one] for one in (*smiles[:OFTEN], *more)}
    return chosen


if __name__ == "__main__":
    train, out, *held_out = map(Path, sys.argv[1:])
    pool = drawn(train, held_out)
    with (out / "pool.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["smiles", "groups"])
        writer.writerows([smiles, "; ".join(groups)] for smiles, groups in pool.items())
    print(len(pool), "molecules")
