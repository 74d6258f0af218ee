"""What chemists ask of a mechanism: why this product and not that; which atom came from where."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
