"""The Typer app: `flower VERB ...`. To add a verb, write its file and name it in `VERBS`."""

import atexit
import gc
from collections.abc import Callable
from typing import Annotated

import typer

import flower

from .calibrate import calibrate
from .command import Verb
from .complete import complete
from .compose import compose
from .console import plain_errors
from .draw import draw
from .evaluate import evaluate
from .expand import expand
from .explain import explain
from .finetune import finetune
from .impurities import impurities
from .map import map  # noqa: A004
from .mcp import mcp
from .mechanisms import mechanisms
from .models import info, list_models
from .predict import predict
from .preprocess import preprocess
from .score import score
from .serve import serve
from .settings import with_settings
from .step import step
from .train import train

# In the order of the help.
VERBS: tuple[Callable[..., None], ...] = (
    predict, complete, step, impurities, score, explain, map, draw, mechanisms, expand, compose,
    preprocess, train, finetune, calibrate, evaluate, serve, mcp,
)  # fmt: skip

_OBJECTS_BETWEEN_COLLECTIONS = 100_000  # Python's own 700 cost a quarter of the start

app = typer.Typer(
    name="flower",
    help="Predict reaction mechanisms as elementary steps that keep every electron.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> bool:
    if wanted:
        typer.echo(f"flower {flower.__version__}")
        raise typer.Exit
    return wanted


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Predict reaction mechanisms as elementary steps that keep every electron."""
    if gc.get_threshold()[0] < _OBJECTS_BETWEEN_COLLECTIONS:
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        # What is still there at the end goes with the process; a last search for cycles in it
        # would take as long as a prediction.
        atexit.register(gc.freeze)


for _verb in VERBS:
    app.command(cls=Verb)(plain_errors()(with_settings(_verb)))

_models = typer.Typer(help="The models at hand: list, info.", no_args_is_help=True)
_models.command("list")(plain_errors()(list_models))
_models.command("info")(plain_errors()(info))
app.add_typer(_models, name="models")
