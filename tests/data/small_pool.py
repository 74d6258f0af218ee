"""Write the pool of small molecules again: groups on small skeletons, two on one, and on benzene.

python -m tests.data.small_pool data/sets/pool/small.smi
"""

import sys
from contextlib import suppress
from functools import cache
from itertools import combinations_with_replacement, product
from pathlib import Path

from rdkit.Chem import Mol, MolFromSmarts, MolFromSmiles

from flower.electrons import canonical
from flower.errors import InputError

# Where a group goes stands {}: groups are joined to their places by the ring bonds 98 and 99.
CHAINS = (
    "C{}", "C{}C", "C{}CC", "C{}(C)C", "C{}CCC", "C{}C(C)C", "C{}(C)CC", "C{}(C)(C)C", "C{}CCCC",
    "C{}CC(C)C", "C{}(CC)CC", "C{}1CC1", "C{}1CCC1", "C{}1CCCC1", "C{}1CCCCC1", "C{}C1CCCCC1",
    "C{}C=C", "C{}=C", "C{}C#C", "c{}1ccccc1", "C{}c1ccccc1", "C{}Cc1ccccc1", "C{}(C)c1ccccc1",
    "c{}1ccc(C)cc1", "c{}1ccc(OC)cc1", "c{}1ccc([N+](=O)[O-])cc1", "c{}1ccc(Cl)cc1",
    "c{}1ccccn1", "c{}1cccnc1", "c{}1ccco1", "c{}1cccs1",
)  # fmt: skip
GROUPS = (
    "F", "Cl", "Br", "I", "O", "OC", "OCC", "S", "SC", "N", "NC", "N(C)C", "C#N", "C=O", "C(C)=O",
    "C(=O)O", "C(=O)OC", "C(=O)OCC", "C(=O)Cl", "C(N)=O", "C(=O)NC", "C(=O)OC(C)=O", "OC(C)=O",
    "NC(C)=O", "C=C", "C=CC", "C(C)=C", "C#C", "C#CC", "C1CO1", "[N+](=O)[O-]", "N=C=O",
    "OS(C)(=O)=O", "S(=O)(=O)Cl", "C=NO", "B(O)O", "NN", "N=[N+]=[N-]", "C=CC=O", "C=CC(C)=O",
    "C(OC)OC", "[Si](C)(C)C", "O[Si](C)(C)C",
)  # fmt: skip
LINKS = ("C{}{}", "C{}C{}", "C{}CC{}", "C{}CCC{}", "C{}(C)C{}", "C{}(C)CC{}")
ON_LINKS = (
    "Cl", "Br", "O", "OC", "S", "N", "C#N", "C=O", "C(C)=O", "C(=O)OC", "C(=O)O", "C=C", "C#C",
    "c1ccccc1",
)  # fmt: skip
ON_BENZENE = (
    "C", "F", "Cl", "Br", "I", "O", "OC", "N", "NC", "C#N", "C=O", "C(C)=O", "C(=O)OC", "C(=O)O",
    "[N+](=O)[O-]", "C=C", "CBr", "CO",
)  # fmt: skip
BENZENES = ("c{}1ccc{}cc1", "c{}1cc{}ccc1", "c{}1c{}cccc1")
RINGS = (
    "O=C1CCCC1", "O=C1CCCCC1", "O=C1CCCCCC1", "C1=CCCC1", "C1=CCCCC1", "C1=CCCCCC1", "O=C1C=CCC1",
    "O=C1C=CCCC1", "C1CO1", "CC1CO1", "CC1(C)CO1", "C1CCC2OC2C1", "O=C1CCCO1", "O=C1CCCCO1",
    "O=C1CCCN1", "C1=CCC=C1", "C1=CC=CCC1", "c1cc[nH]c1", "c1ccoc1", "c1ccsc1", "c1ccncc1",
    "c1ccc2[nH]ccc2c1", "c1ccc2ccccc2c1", "c1ccccc1", "C1CCNC1", "C1CCNCC1", "C1COCCN1",
    "O=C1OC(=O)C=C1", "O=C1CCC(=O)O1", "O=C1OC(=O)c2ccccc21", "CC1=CCCC1", "CC1=CCCCC1",
    "CC1CCCCC1=O", "CC1CCCC1=O", "C=C1CCCCC1", "OC1(C)CCCCC1", "OC1(C)CCCC1",
)  # fmt: skip
OPEN = (
    "C=C", "CC=C", "CC=CC", "CC(C)=C", "CC(C)=CC", "CC(C)=C(C)C", "C#C", "CC#C", "CC#CC", "CCC#CC",
    "C=CC=C", "C=CC(C)=C", "CC=CC=C", "CC(C)=CC=C", "C=C(C)C(C)=C", "C=CC(CC)=C", "C=CC(=C)C(C)C",
    "CC=C(C)C=C", "CCC=CC=C", "CCCC=CC=C", "CC(C)C=CC=C", "C=C(c1ccccc1)C=C", "C=CC=Cc1ccccc1",
    "C=CC(=C)CCC=C(C)C", "C=C=C", "C=CC#N", "C=CC=O", "C=CC(C)=O", "CC=CC=O",
    "C=CC(=O)OC", "CC=CC(=O)OC", "CC(=O)CC(C)=O", "CCOC(=O)CC(C)=O", "COC(=O)CC(=O)OC",
    "CC(=O)CCC(C)=O", "O=CCCC=O", "O=CCCCC=O", "CC(=O)CCCC(C)=O", "CC(=O)OC(C)=O", "C=O", "CC=O",
    "CC(C)=O", "CCC(C)=O", "CCC(=O)CC", "CC(C)(C)C=O", "CC(O)CC=O", "C", "CC", "CCC", "CC(C)C",
    "CN", "CNC", "CN(C)C", "N", "CCNCC", "CCN(CC)CC", "CC(N)=O", "CC#N", "OCCO", "OCCCO", "CC(O)CO",
    "ClCCCl", "BrCCBr", "CC(Br)C(C)Br", "CC(Br)(Br)C", "CCOCC", "COC", "COC(C)(C)C", "CC(=O)CCl",
    "CC(=O)CBr", "O=CC=O", "CC(=O)C(C)=O", "OC(C)C(=O)O", "NCC(=O)O", "CC(N)C(=O)O", "NCCO",
    "N#CCC#N", "N#CCC(=O)OCC", "C[N+](=O)[O-]", "CC[N+](=O)[O-]", "COS(=O)(=O)OC", "CS", "CCSSCC",
)  # fmt: skip
MOST_HEAVY_ATOMS = 12
# Organometallic compounds are not among them: a mechanism that asks for a C-H bond would take them.
UNSTABLE = (  # what nobody has in a bottle, or nobody means by this form: it reacts with itself
    "[F,Cl,Br,I][CX4][OX2H,SX2H,$([NX3;+0;!$(N[C,S]=O)])]",
    "[OX2H,SX2H,$([NX3;H1,H2;+0;!$(N[C,S]=O)])][CX4][OX2,SX2,$([NX3;+0;!$(N[C,S]=O)])]",
    "[OX2H,SX2H,$([NX3;+0;!$(N[C,S]=O)])][CX3]=[CX3;!$(C[C,S,N+]=[O,S])]",
    "[OX2H,SX2H,F,$([NX3;+0;!$(N[C,S]=O)]),$(N=[N+]=[N-])]c1ccco1",
    "[OX2H,SX2H,$([NX3;H1,H2;+0;!$(N[C,S]=O)])]c1cccs1",
    "[OX2H,SX2H,$(N=[N+]=[N-])]c1ccccn1",
    "[Cl,Br,I][CX4][CX4;!H0][$([CX3H1]=O),$([CX3](=O)([#6])[#6])]",
    "[$([CX3H1](=O)[CX4][$(C=O),$(C#N)]),$([OX2H][CX3](=O)[CX4][$([CX3](=O)([#6])[#6])])]",
    "[OX2H]c1aaaac1[CX4][Cl,Br,I]",
    "[OX2H]c1aac([CX4][Cl,Br,I])aa1",
    "C([#6])([#6])([#6])OS(=O)(=O)[#6]",
    "[CX2H]#C[CX4][$([CX3H1]=O),$(C(=O)[CH3]),$(C(=O)Cl),$(C(=O)OC=O),$([N+](=O)[O-])]",
    "[OX2H][CX4]~*[CX3H1]=O",
    "[OX2H][CX4][CX4][CX4][CX3H1]=O",
    "[OX2H][CX4][CX4][CX4][CX4][CX3H1]=O",
    "[OX2H][CX4][CX4][CX4][CX3](=O)O",
    "[CH3]C(=O)OC(=O)[!$([CH3])]",
)
TOGETHER = (  # what in one molecule would react with each other
    ("[NX3;$(N[CX4]);!$(N-a);!H0;+0;!$(N[C,S]=[O,S,N]);!$(N[N,O])]", "[#6][CX3](=O)[#6]"),
    ("[NX3;!H0;+0;!$(N[C,S]=[O,S,N]);!$(N[N,O])]", "[CX3H1]=O"),
    ("[NX3;!H0;+0;!$(N[C,S]=[O,S,N]);!$(N[N,O])]", "[Cl,Br,I][CX4]"),
    ("[NX3;H2;+0;$(N[CX4])]", "[CX3](=O)[OX2H]"),
    ("[SX2H]", "[Br,I][CX4]"),
    ("[SX2H]", "[CX3H1]=O"),
    ("[nX2;+0;r6]", "[$([CX3](=O)Cl),$(S(=O)(=O)Cl),$(N=C=O),$(C(=O)OC=O),$(C1OC1)]"),
)


def joined(skeleton: str, *groups: str) -> str:
    """Put groups, by their first atoms, where a skeleton has places.

    >>> joined("C{}CC", "C(=O)O")
    'C%98CC.C%98(=O)O'
    """
    parts = [skeleton.format(*(f"%{98 + k}" for k in range(len(groups))))]
    for k, group in enumerate(groups):
        end = group.index("]") + 1 if group[0] == "[" else 2 if group[:2] in ("Cl", "Br") else 1
        parts.append(f"{group[:end]}%{98 + k}{group[end:]}")
    return ".".join(parts)


def small_molecules() -> list[str]:
    """Return them as canonical SMILES, each once."""
    written = [joined(*pair) for pair in product(CHAINS, GROUPS)]
    for skeletons, groups in ((LINKS, ON_LINKS), (BENZENES, ON_BENZENE)):
        pairs = combinations_with_replacement(groups, 2)
        written += [joined(skeleton, *pair) for pair, skeleton in product(pairs, skeletons)]
    found = dict[str, None]()
    for smiles in [*written, *RINGS, *OPEN]:
        with suppress(InputError):
            mol = MolFromSmiles(smiles)
            if mol.GetNumHeavyAtoms() <= MOST_HEAVY_ATOMS and keeps(mol):
                found[canonical(smiles)] = None
    return list(found)


def keeps(mol: Mol) -> bool:
    """Whether a molecule stays what it is."""

    def has(smarts: str) -> bool:
        return mol.HasSubstructMatch(pattern(smarts))

    return not any(map(has, UNSTABLE)) and not any(has(a) and has(b) for a, b in TOGETHER)


pattern = cache(MolFromSmarts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("".join(f"{one}\n" for one in small_molecules()))
