"""`python -m flower.cli VERB ...` is `flower VERB ...`; torchrun starts it so."""

from .app import app

app()
