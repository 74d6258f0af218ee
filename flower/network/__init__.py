"""The graph transformer and its checkpoint. Plain torch tensors, no RDKit.

Shapes: b batch, n nodes (padded), h heads, d width, p pair features, c classes of change.
Only the settings load without torch.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
