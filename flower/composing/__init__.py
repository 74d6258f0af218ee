"""Training flasks from the book: the mechanisms of the library on molecules of a pool."""

from flower.composing.flask_files import ComposeSummary, compose

__all__ = ["ComposeSummary", "compose"]
