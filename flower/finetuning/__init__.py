"""Fine-tuning: a model learns a class of reactions from some examples and keeps the others.

What is learnt is mixed with steps learnt before (replay; Robins, Connection Science 7, 123, 1995):
a general sample that comes with the package, and the examples of earlier fine-tunings, which a
fine-tuned model carries in its folder.
"""

from typing import TYPE_CHECKING, Any

from flower.finetuning.settings import FinetuneSettings

if TYPE_CHECKING:
    from flower.finetuning.finetune_model import FinetuneProgress, finetune
    from flower.finetuning.result import Compared, Finetuned, Shares

_MODULE_OF = {
    "Compared": "result",
    "FinetuneProgress": "finetune_model",
    "Finetuned": "result",
    "Shares": "result",
    "finetune": "finetune_model",
}

__all__ = [
    "Compared",
    "FinetuneProgress",
    "FinetuneSettings",
    "Finetuned",
    "Shares",
    "finetune",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f"flower.finetuning.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
