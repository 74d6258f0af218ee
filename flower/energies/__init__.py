"""Reaction energies of elementary steps by GFN2-xTB (extra `energies`: tblite and ASE).

Only the settings load without NumPy and RDKit.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
