"""Small flasks of which none comes twice, for clients whose questions nothing has been told of."""

import random
from collections.abc import Iterator

_ALKYL = (
    "C", "CC", "CCC", "CC(C)", "CCCC", "CC(C)C", "CCC(C)", "C1CC1", "C1CCCC1", "C1CCCCC1",
    "COCC", "CCOCC", "FC(F)(F)C", "N#CCC", "C=CC", "C#CC", "c1ccccc1C", "Cc1ccc(cc1)C",
    "COc1ccc(cc1)C", "Fc1ccc(cc1)C", "Clc1ccc(cc1)C", "c1ccoc1C", "c1ccsc1C", "CSCC",
    "CN(C)CC", "FCC", "ClCCC",
)  # fmt: skip
_KINDS = (  # a part with an end that reacts, and what it meets there
    ("{}C(=O)Cl", "{}N"),
    ("{}C(=O)Cl", "{}O"),
    ("{}C(=O)OC(=O)C", "{}N"),
    ("{}Br", "{}N"),
    ("{}I", "{}[S-]"),
    ("{}Cl", "{}[O-]"),
    ("{}C=O", "{}N"),
    ("{}C(=O)OC", "{}[NH-]"),
    ("{}N=C=O", "{}N"),
    ("{}S(=O)(=O)Cl", "{}N"),
    ("{}C(=O)O", "{}N"),
    ("{}C1OC1", "{}[S-]"),
)

_SOLVENTS = ("", ".CC#N", ".ClCCl", ".C1CCOC1")


def fresh_flasks(seed: int = 0) -> Iterator[str]:
    """Give two small molecules that may react, tens of thousands of flasks, in the seed's order.

    Those without a solvent, of which there are 8,748, come first.

    >>> next(fresh_flasks()) != next(fresh_flasks(1))
    True
    """
    pairs = [
        f"{one.format(left)}.{other.format(right)}"
        for one, other in _KINDS
        for left in _ALKYL
        for right in _ALKYL
    ]
    random.Random(seed).shuffle(pairs)
    for solvent in _SOLVENTS:
        yield from (pair + solvent for pair in pairs)
