"""Training: settings, the loop, validation, exact resume. Only the settings load without torch."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
