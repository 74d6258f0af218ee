"""Settings of the drawings."""

from dataclasses import dataclass
from typing import Literal, get_args

from flower.errors import InputError

Spectators = Literal["small", "hidden", "full"]
ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class DrawingSettings:
    """What a drawing shows, and how large.

    Attributes:
        spectators: molecules that no step of the mechanism touches: "small" beneath the others,
            "full" size, or "hidden".
        theme: colours for a "light" or a "dark" page.
        transparent: whether the page shows through; else the background is the theme's.
        lone_pairs: whether unshared pairs are shown at the reacting atoms.
        atom_numbers: whether the reacting molecules show the map numbers of their heavy atoms, or
            "reacting" for those of the atoms alone that the step changes.
        width: the most that a mechanism takes across, in px; its panels wrap, and a panel that is
            wider by itself is drawn smaller.
        bond_length: of molecules on the stage, in px; letters and arrows grow with it.

    >>> DrawingSettings(theme="dark").bond_length
    28.0
    """

    spectators: Spectators = "small"
    theme: ThemeName = "light"
    transparent: bool = False
    lone_pairs: bool = True
    atom_numbers: bool | Literal["reacting"] = False
    width: int = 900
    bond_length: float = 28.0

    def __post_init__(self) -> None:
        for name, known in (("spectators", Spectators), ("theme", ThemeName)):
            given = getattr(self, name)
            if given not in get_args(known):
                choices = ", ".join(f'"{choice}"' for choice in get_args(known))
                raise InputError(f"{name} = {given!r} is not known; choose one of {choices}.")
        if not 200 <= self.width <= 20_000:
            raise InputError(f"width = {self.width}: no figure fits; give 200 to 20000 px.")
        if not 10 <= self.bond_length <= 100:
            raise InputError(f"bond_length = {self.bond_length}: not legible; give 10 to 100 px.")
