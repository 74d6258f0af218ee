"""A model folder: ``weights.safetensors``, ``settings.json`` and, for people, ``card.md``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import resources
from math import inf
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from flower.errors import InputError, ModelError, reason
from flower.network.model import FlowNetwork, build_network
from flower.network.settings import NetworkSettings
from flower.network.widening import with_conditions, with_single_electrons
from flower.untrusted import (
    file_in,
    list_of,
    number_of,
    optional_of,
    read_bytes,
    read_json,
    replace_file,
    table_of,
    text_of,
    whole_of,
)

SCHEMA, VERSION = "flower-model", 1
WEIGHTS, SETTINGS, PARTIAL = "weights.safetensors", "settings.json", ".part"
_LARGEST_SETTINGS = 1_000_000  # bytes; a settings file is a few kilobytes
_LARGEST_WEIGHTS = 1_000_000_000  # bytes; those of flower-base are 13 million
_LARGEST_HEADER = 1_000_000  # bytes, of which safetensors would read a hundred times as many
_MOST_EVALUATIONS = 1000


@dataclass(frozen=True)
class ModelSettings:
    """Everything beside the weights that a prediction needs.

    Attributes:
        network: size of the network.
        noise: standard deviation of the source in training, in electrons.
        evaluations: network evaluations per sample that the model was chosen with.
        sharpness: exponent that calibrates the ranking; see `flower.flow.ranked`.
        elements: symbols of the elements met in training.
        training: what it was trained with, for the record.
        open_shells: whether its steps may make radicals, carbenes and nitrenes; those of a model
            that was written before there were any may not.
        confidence: weights of the confidence in whole outcomes, by name; None if it was not
            fitted for these weights of the network. See `flower.calibrate`.
    """

    network: NetworkSettings = field(default_factory=NetworkSettings)
    noise: float = 0.1
    evaluations: int = 1
    sharpness: float = 1.0
    elements: tuple[str, ...] = ()
    training: Mapping[str, object] = field(default_factory=dict)
    open_shells: bool = True
    confidence: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        """Refuse numbers with which no model predicts."""
        if not (0 <= self.noise < inf and 0 < self.sharpness < inf):
            raise InputError(
                f"noise is {self.noise} and sharpness {self.sharpness}; give finite numbers from "
                "0, and more than 0."
            )
        if not 1 <= self.evaluations <= _MOST_EVALUATIONS:
            raise InputError(f"evaluations is {self.evaluations}; give 1 to {_MOST_EVALUATIONS}.")


def save_checkpoint(
    folder: str | Path,
    weights: Mapping[str, Tensor],
    settings: ModelSettings,
    half: bool = False,
) -> None:
    """Write a model folder; a kill at any moment leaves the model before or the new one.

    ``half`` stores float16, which halves the file and moved no figure of the shipped model.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    dtype = torch.float16 if half else torch.float32
    stored = {
        name: tensor.detach().cpu().to(dtype).contiguous() for name, tensor in weights.items()
    }
    new_weights, new_settings = (folder / (name + PARTIAL) for name in (WEIGHTS, SETTINGS))
    data = save(stored)
    for partial in (new_weights, new_settings):
        partial.unlink(missing_ok=True)  # a link there would be written through
    new_weights.write_bytes(data)  # unlike `save_file`, readable by whoever may read the folder
    digest = hashlib.sha256(data).hexdigest()
    text = {"schema": SCHEMA, "version": VERSION, "weights_sha256": digest, **asdict(settings)}
    new_settings.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    os.replace(new_weights, folder / WEIGHTS)
    os.replace(new_settings, folder / SETTINGS)


def save_confidence(folder: Path, confidence: Mapping[str, float]) -> None:
    """Write the weights of the confidence into the settings of a model; all else stays as it is.

    Raises ModelError if the settings cannot be read.
    """
    part = folder / (SETTINGS + PARTIAL)
    digest = hashlib.sha256(read_bytes(file_in(folder, WEIGHTS), _LARGEST_WEIGHTS)).hexdigest()
    if part.is_file() and _read_settings(part)[1] == digest:
        os.replace(part, folder / SETTINGS)  # saving was cut short between the two files
    _read_settings(folder / SETTINGS)  # which tells better what is wrong with them
    text = read_json(file_in(folder, SETTINGS), _LARGEST_SETTINGS)
    told = json.dumps({**text, "confidence": dict(confidence)}, indent=2) + "\n"
    replace_file(folder / SETTINGS, told.encode())


def load_checkpoint(
    name_or_folder: str | Path, device: str | torch.device = "cpu"
) -> tuple[FlowNetwork, ModelSettings]:
    """Read a model by the name it ships under, or from a folder, ready to predict.

    Raises ModelError if there is none, if the weights are not those the settings were written
    with (SHA-256), or if either file is damaged or of another version.
    """
    folder = find_model(name_or_folder)
    settings, digest = _read_settings(folder / SETTINGS)
    try:
        data = read_bytes(file_in(folder, WEIGHTS), _LARGEST_WEIGHTS)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model `{name_or_folder}` has no readable {WEIGHTS} ({reason(error)}); "
            "copy the folder again or choose another with --model."
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != digest and (folder / (SETTINGS + PARTIAL)).is_file():
        # Saving was cut short between the two files; these settings belong to the new weights.
        settings, digest = _read_settings(folder / (SETTINGS + PARTIAL))
    if found != digest:
        raise ModelError(
            f"{WEIGHTS} of the model `{name_or_folder}` is not the file its settings were written "
            "with (SHA-256 differs); copy the whole folder again."
        )
    try:
        weights = _read_weights(data)
        network = _fit(settings.network, weights)
    except (SafetensorError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(
            f"{WEIGHTS} of the model `{name_or_folder}` does not fit its {SETTINGS} "
            f"({str(error).splitlines()[0]}); copy the whole folder again."
        ) from error
    return network.to(device).eval(), settings


def _read_weights(data: bytes) -> dict[str, Tensor]:
    if int.from_bytes(data[:8], "little") > _LARGEST_HEADER:
        raise ValueError("its header is too large")
    weights, stored = {}, load(data)
    for name in list(stored):
        tensor = stored.pop(name)  # so that not all are held twice
        if tensor.dtype not in (torch.float16, torch.bfloat16, torch.float32):
            raise ValueError(f"{name} is of type {tensor.dtype}")
        weights[name] = tensor.float()
        if not torch.isfinite(weights[name]).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    return weights


def _fit(settings: NetworkSettings, weights: dict[str, Tensor]) -> FlowNetwork:
    """The network of these weights; sizes that the settings only claim take no memory."""
    if settings.layers > len(weights):
        raise ValueError(f"{settings.layers} layers in {len(weights)} tensors")
    with torch.device("meta"), _Unfilled():
        network = build_network(settings)
    network.load_state_dict(with_conditions(with_single_electrons(weights)), assign=True)
    return network


class _Unfilled(TorchFunctionMode):
    """Leaves out random first weights, which on "meta" would cost the import of torch._dynamo."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__module__", "") == nn.init.__name__:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def find_model(name_or_folder: str | Path) -> Path:
    """Return the folder of a shipped model, or the folder given.

    A name goes before a folder here that is called the same, which `./name` or a `Path` means.
    """
    shipped = Path(str(resources.files("flower.models")))
    candidates = [Path(name_or_folder)]
    if Path(name_or_folder).name == str(name_or_folder):
        named = isinstance(name_or_folder, str)
        candidates.insert(0 if named else 1, shipped / name_or_folder)
    for folder in candidates:
        if (folder / SETTINGS).is_file():
            return folder
    names = sorted(path.parent.name for path in shipped.glob(f"*/{SETTINGS}"))
    known = f"shipped here: {', '.join(names)}" if names else "none is shipped with this copy"
    raise ModelError(
        f"There is no model `{name_or_folder}`: no folder with a {SETTINGS}; give a folder that "
        f"`flower train` wrote, or a name ({known})."
    )


def _read_settings(path: Path) -> tuple[ModelSettings, str]:
    try:
        text = read_json(file_in(path.parent, path.name), _LARGEST_SETTINGS)
        kind = (text.pop("schema"), text.pop("version"))
        if kind != (SCHEMA, VERSION):
            raise ModelError(
                f"`{path}` is `{kind[0]}` of version {kind[1]}; this flower reads `{SCHEMA}` of "
                f"version {VERSION}. Use the flower that wrote it."
            )
        digest = str(text.pop("weights_sha256"))
        # Settings written before there was a choice do not name it.
        text["network"] = NetworkSettings(**{"head": "endpoint", **text["network"]})
        text["elements"] = list_of(text["elements"], text_of)
        for name, kind_of in (
            ("noise", number_of),
            ("evaluations", whole_of),
            ("sharpness", number_of),
        ):
            text[name] = kind_of(text[name])
        if not isinstance(text["training"], dict):
            raise TypeError("`training` is no table")
        text["open_shells"] = text.get("open_shells", False) is True
        text["confidence"] = optional_of(text.get("confidence"), lambda it: table_of(it, number_of))
        known = {f.name for f in fields(ModelSettings)}
        settings = ModelSettings(**{name: text[name] for name in text if name in known})
        return settings, digest
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"`{path}` cannot be read as the settings of a model ({reason(error)}); "
            "copy the folder again."
        ) from error
