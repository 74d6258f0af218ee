"""Predict reaction mechanisms as elementary steps that keep every electron.

The names in `__init__.pyi` are the public promise. Each opens its room on first use, so that
`import flower` stays quick and PyTorch is loaded only by what needs it.

>>> import flower
>>> acetyl_chloride = flower.smiles_to_state("CC(=O)Cl")
>>> flower.state_to_smiles(acetyl_chloride)
'CC(=O)Cl'
"""

from importlib import import_module as _import_module
from pathlib import Path as _Path

from lazy_loader import attach_stub as _attach_stub

from flower.display import offer_views as _offer_views

# In a checkout cli/, data/ and models/ lie beside this folder; in a wheel, inside it.
if not (_Path(__file__).parent / "cli").is_dir():
    __path__.append(str(_Path(__file__).parents[1]))

# What draws a result when it is looked at; see `flower.display`.
_offer_views(
    notebook="flower.pages:notebook_html",
    reactions_page="flower.pages.reactions:reactions_html",
    steps_page="flower.pages.steps:steps_html",
    svg="flower.drawing:svg_of",
)

_open_room, __dir__, __all__ = _attach_stub(__name__, __file__)
__all__.append("__version__")


def __getattr__(name: str) -> object:
    if name != "__version__":
        return _open_room(name)
    return _import_module("flower.version").installed_version()
