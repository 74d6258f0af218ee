"""What a source writes once and uses two to four times: substrates of one kind, reagents."""

from __future__ import annotations

from collections.abc import Iterator

from flower.electrons import State
from flower.mechanisms.fronts import extremes
from flower.mechanisms.mixing import with_counterions
from flower.mechanisms.remembered import smiles_of, state_of
from flower.mechanisms.substance_roles import LARGEST_REAGENT

_MOST_KINDS = 5  # of molecules; a flask with more of them is written with care
_BASE = 14.0  # pKa of the conjugate acid of a base that is used up by what reacts
_ALONE, _BESIDE_BASE = (1, 2, 3), ((1, 1), (2, 2), (2, 3))


def multiples(flask: State) -> Iterator[tuple[str, ...]]:
    """More of one molecule of a flask, with its counter-ions, or of one and of a strong base.

    >>> from flower.electrons import smiles_to_state
    >>> list(multiples(smiles_to_state("CC=O")))
    [('CC=O',), ('CC=O', 'CC=O'), ('CC=O', 'CC=O', 'CC=O')]
    >>> list(multiples(smiles_to_state("CC=O.[OH-].[Na+]")))[1:4:2]
    [('[OH-]', '[Na+]'), ('[OH-]', '[Na+]', '[OH-]', '[Na+]')]
    """
    written = smiles_of(flask).split(".")
    kinds = [one for one in dict.fromkeys(written) if _is_reagent(one)]
    if len(kinds) > _MOST_KINDS:
        return
    more = {one: with_counterions(one, written) for one in kinds}
    for count in _ALONE:
        for one in kinds:
            yield more[one] * count
    for base in (one for one in kinds if extremes(one)[1] >= _BASE):
        for count, of_base in _BESIDE_BASE:
            for one in kinds:
                if one != base:
                    yield more[one] * count + more[base] * of_base


def _is_reagent(molecule: str) -> bool:
    state = state_of(molecule)
    return len(state) - 1 <= LARGEST_REAGENT and int(state.charge.sum()) <= 0
