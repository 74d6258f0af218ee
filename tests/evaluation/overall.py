"""A file of overall reactions whose ranks, asked of the toy model, can be worked out by hand.

The toy model lets acetyl chloride react with whichever amine has more hydrogens, first; what is
left of the amines takes the proton.
"""

from pathlib import Path

ACETYLATION = "CC(=O)Cl.NC.CNC"

# reaction_class, has_steps, reaction                                         rank
ROWS = (
    ("amide", "True", f"{ACETYLATION}>>CNC(C)=O"),  #                         1
    ("amide", "True", "CC(=O)Cl>NC.CNC>CN(C)C(C)=O.[Cl-]"),  #                2
    ("amide", "False", "CC(=O)Cl.CN>>CNC(C)(O)Cl"),  # charge aside           3
    ("<b>&rest", "False", "CCO>>CC=O"),  # the model knows no oxidation       -
    ("<b>&rest", "False", "CCBr.O>>CCO"),  # nor bromine                      refused
    ("", "False", f"{ACETYLATION}>>CNC(C)=O.CN(C)C(C)=O"),  # one or the other  -
    ("amide", "True", "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"),  # a step
    ("amide", "True", "CC[O-].[Na+]>>OCC.[Na+]"),  # nothing new
    ("amide", "True", "CCO"),  # no reaction
)
RANKS = [1, 2, 3, None, None, None, "unread", "unread", "unread"]


def write_reactions(path: Path, rows: tuple[tuple[str, str, str], ...] = ROWS) -> Path:
    """Write rows like `ROWS` as CSV; the first is line 2."""
    lines = ["reaction_class,has_steps,reaction", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
