"""From elementary steps to mechanisms: a beam over proposals, whoever makes them. No torch.

The step model enters as ``propose(states, thresholds)``; read `beam.widen` first.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
