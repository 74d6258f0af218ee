"""Counts of what the integer decode had to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """How often each stage of the decode was needed, over all steps proposed so far.

    Attributes:
        states: flasks a step was proposed for.
        raw_conserved: of these, where the most probable value of each entry, taken alone,
            already conserved electrons and hydrogens.
        raw_valid: of these, where those values moreover are a molecule.
        candidates: conserving whole-number changes looked at.
        no_molecule: of these, refused because an atom would hold electrons it cannot.
        not_sanitized: of these, refused by RDKit.
    """

    states: int = 0
    raw_conserved: float = 0.0
    raw_valid: float = 0.0
    candidates: int = 0
    no_molecule: int = 0
    not_sanitized: int = 0
