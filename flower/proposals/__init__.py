"""What may happen next in a flask: network, flow and electrons joined.

What a model must do, `StepModel`, loads without torch.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
