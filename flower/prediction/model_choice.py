"""Which model answers, and how it is loaded."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from flower.options import Option, Settings

_CONTINUOUS = "Models of the continuous flow, which draw"


@dataclass(frozen=True)
class ModelChoice(Settings):
    """Which model answers, and how it is loaded; see `flower.load_model`.

    Only models of the continuous flow draw. The others, such as `flower-base`, compute their
    probabilities and refuse ``samples`` above 1 and any ``evaluations``.

    >>> ModelChoice().model
    'flower-base'
    """

    panel: ClassVar[str | None] = "Model"

    model: Annotated[str, Option("Name of a model, or the folder of one.")] = "flower-base"
    device: Annotated[
        str, Option("Where the model runs: cpu, cuda, ..., or auto: cuda if there is one.")
    ] = "auto"
    samples: Annotated[
        int,
        Option(
            "Random draws averaged for each step, of a model that draws; with 1 nothing is random.",
            ge=1,
            panel=_CONTINUOUS,
        ),
    ] = 1
    evaluations: Annotated[
        int | None,
        Option(
            "Times the network is asked in each draw, of a model that draws.",
            ge=1,
            none="the model's own",
            panel=_CONTINUOUS,
        ),
    ] = None
