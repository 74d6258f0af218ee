"""Training flasks from the book: the mechanisms of the library on molecules of a pool."""

from flower.composing.flask_files import ComposeProgress, ComposeSummary, compose

__all__ = ["ComposeProgress", "ComposeSummary", "compose"]
