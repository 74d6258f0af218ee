"""Which models are at hand, and what each was trained on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from flower.display import AsDict
from flower.errors import ModelError
from flower.untrusted import file_in, number_of, read_json, text_of, whole_of


@dataclass(frozen=True)
class InstalledModel(AsDict):
    """A model folder, as `--model` takes it.

    Attributes:
        name: what to give as ``model``: the name of a shipped model, or the folder.
        parameters: numbers in its network.
        flow: "jumps" (probabilities are computed) or "endpoint" (steps are drawn).
        elements: symbols it has learnt.
        seen: elementary steps seen in its last training, repetitions counted.
        taught: what it was fine-tuned on, in order, each with the reactions learnt and the share
            of held-out steps ranked first (None if nothing was held out); empty if it was not.
        card: its card, or None.
    """

    name: str
    parameters: int
    flow: str
    elements: tuple[str, ...]
    seen: int | None
    taught: tuple[tuple[str, int, float | None], ...]
    card: Path | None

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**asdict(self), "card": None if self.card is None else str(self.card)}


def model_info(name: str | Path) -> InstalledModel:
    """Say of one model what it is; ModelError if there is none, or it is damaged.

    >>> model_info("flower-base").flow
    'jumps'
    """
    from flower.network import as_saved, find_model, load_checkpoint

    folder = find_model(name)
    network, settings = load_checkpoint(folder)
    seen = settings.training.get("seen")
    card = folder / "card.md"
    return InstalledModel(
        name=str(name),
        parameters=sum(weight.numel() for weight in as_saved(network.state_dict()).values()),
        flow=network.settings.head,
        elements=settings.elements,
        seen=seen if isinstance(seen, int) else None,
        taught=_taught(folder),
        card=card if card.is_file() else None,
    )


def list_models(folder: str | Path = ".") -> list[InstalledModel]:
    """Return the shipped models and those in a folder, by name; damaged ones are left out."""
    shipped = sorted(
        path.parent.name
        for path in Path(str(resources.files("flower.models"))).glob("*/settings.json")
    )
    here = sorted(str(path.parent) for path in Path(folder).glob("*/settings.json"))
    found = []
    for name in [*shipped, *here]:
        try:
            found.append(model_info(name))
        except ModelError:
            continue
    return found


def _taught(folder: Path) -> tuple[tuple[str, int, float | None], ...]:
    try:
        told = read_json(file_in(folder, "finetuning.json"))
        own = [row for row in told["compared"] if row["name"] == told["examples"]]
        after = own[0]["after"]["step_top1"] if own else None
        before = (_examples_learnt(*one) for one in told["taught_before"])
        return (*before, _examples_learnt(told["examples"], told["n_fit"], after))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _examples_learnt(examples: Any, reactions: Any, share: Any) -> tuple[str, int, float | None]:
    return text_of(examples), whole_of(reactions), None if share is None else number_of(share)
