"""The state of a run on disk, without pickle: tensors as safetensors, the rest as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor, nn

from flower.errors import InputError, reason
from flower.network import with_conditions, with_single_electrons
from flower.training.settings import TrainSettings
from flower.untrusted import file_in, number_of, read_bytes, read_json, text_of, whole_of

_POINTER = "resume.json"
_MAY_GROW = ("epochs", "minutes")
_BEFORE = {"leave_out": 0.0, "flatten": 0.0}  # settings of runs that were begun without them
_MOMENTS = ("exp_avg", "exp_avg_sq")
_MOST_BYTES = 5_000_000_000  # four times the weights, and room for larger networks


class Place(NamedTuple):
    """Where a run is: batches done in all, the epoch, batches done in it, flasks seen, seconds."""

    step: int = 0
    epoch: int = 0
    position: int = 0
    seen: int = 0
    seconds: float = 0.0


def save_run(
    folder: Path,
    place: Place,
    network: nn.Module,
    averages: dict[str, Tensor],
    optimizer: torch.optim.Optimizer,
    settings: dict[str, object],
) -> None:
    """Write everything a resumed run needs; a kill at any moment leaves the last whole state."""
    tensors = {f"weight/{name}": p.detach() for name, p in network.named_parameters()}
    tensors |= {f"average/{name}": tensor for name, tensor in averages.items()}
    for name, p in network.named_parameters():
        for moment in _MOMENTS:
            if moment in optimizer.state[p]:
                tensors[f"{moment}/{name}"] = optimizer.state[p][moment]
    data = folder / f"resume-{place.step}.safetensors"
    partial = data.with_suffix(".part")
    partial.unlink(missing_ok=True)  # a link there would be written through
    save_file({name: t.cpu().contiguous() for name, t in tensors.items()}, partial)
    os.replace(partial, data)
    text = {"file": data.name, "place": place._asdict(), "settings": settings}
    partial = folder / (_POINTER + ".part")
    partial.unlink(missing_ok=True)
    partial.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    os.replace(partial, folder / _POINTER)
    for old in folder.glob("resume-*.safetensors"):
        if old != data:
            old.unlink()


def can_resume(folder: Path) -> bool:
    """Whether the folder holds a run that was stopped."""
    return (folder / _POINTER).is_file()


def load_run(
    folder: Path,
    network: nn.Module,
    averages: dict[str, Tensor],
    optimizer: torch.optim.Optimizer,
    settings: dict[str, object],
) -> Place:
    """Restore a run; InputError if it is damaged or was begun with other settings."""
    try:
        text = read_json(file_in(folder, _POINTER))
        tensors = load(read_bytes(file_in(folder, text_of(text["file"])), _MOST_BYTES))
        place = _place(text["place"])
        begun, wanted = _flat(text["settings"]), _flat(json.loads(json.dumps(settings)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise InputError(
            f"The run in `{folder}` cannot be resumed ({reason(error)}); "
            "begin anew in another folder."
        ) from error
    # A setting that came later had its default, or there was no such thing.
    begun = asdict(TrainSettings()) | _BEFORE | begun
    for name in wanted:
        if begun.get(name) != wanted[name] and name not in _MAY_GROW:
            raise InputError(
                f"The run in `{folder}` was begun with {name} = {begun.get(name)}, not "
                f"{wanted[name]}; give the same settings, or another --output."
            )
    try:
        _restore(tensors, place, network, averages, optimizer)
    except (KeyError, RuntimeError, ValueError) as error:
        raise InputError(
            f"The run in `{folder}` cannot be resumed: its tensors are not those of the network "
            f"({error}); begin anew in another folder."
        ) from error
    return place


def _place(data: Any) -> Place:
    known = set(Place._fields)
    if set(data) != known:
        raise ValueError(f"`place` holds {', '.join(sorted(set(data) ^ known))} wrongly")
    counts = {name: whole_of(data[name]) for name in known - {"seconds"}}
    if min(counts.values()) < 0:
        raise ValueError("`place` holds a number below 0")
    return Place(**counts, seconds=number_of(data["seconds"]))


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by name, those of the network as `network.width` and so on."""
    network = {f"network.{name}": value for name, value in settings["network"].items()}
    return {name: settings[name] for name in settings if name != "network"} | network


@torch.no_grad()
def _restore(
    tensors: dict[str, Tensor],
    place: Place,
    network: nn.Module,
    averages: dict[str, Tensor],
    optimizer: torch.optim.Optimizer,
) -> None:
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    tensors = _widened(tensors)
    for name, p in network.named_parameters():
        for kind in ("weight", "average", *_MOMENTS):
            tensor = tensors.get(f"{kind}/{name}", p)
            if tensor.shape != p.shape or not tensor.is_floating_point():
                raise ValueError(f"{kind}/{name} is {tensor.dtype} of shape {tuple(tensor.shape)}")
        p.copy_(tensors[f"weight/{name}"])
        averages[name].copy_(tensors[f"average/{name}"])
        if f"exp_avg/{name}" in tensors:
            moments = {m: tensors[f"{m}/{name}"].to(p.device) for m in _MOMENTS}
            done = torch.tensor(float(place.step), device=p.device)
            optimizer.state[p] = {"step": done, **moments}


def _widened(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those of a run begun with fewer weights: the new ones start as of a model that is loaded."""
    wide: dict[str, Tensor] = {}
    for kind in ("weight", "average", *_MOMENTS):
        part = {
            n.removeprefix(f"{kind}/"): t for n, t in tensors.items() if n.startswith(f"{kind}/")
        }
        wider = with_conditions(with_single_electrons(part))
        if kind in _MOMENTS and "pair_bias" in part:  # a new bias has not moved yet
            wider["pair_bias"][len(part["pair_bias"]) :] = 0
        wide |= {f"{kind}/{name}": tensor for name, tensor in wider.items()}
    return wide
