"""Fine-tuning: a model learns a class of reactions from some examples and keeps the others.

What is learnt is mixed with steps learnt before (replay; Robins, Connection Science 7, 123, 1995):
a general sample that comes with the package, and the examples of earlier fine-tunings, which a
fine-tuned model carries in its folder.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
