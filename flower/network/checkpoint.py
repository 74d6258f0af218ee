"""A model folder: ``weights.safetensors``, ``settings.json`` and, for people, ``card.md``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import resources
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from flower.errors import ModelError, reason
from flower.network.model import FlowNetwork
from flower.network.settings import NetworkSettings

SCHEMA, VERSION = "flower-model", 1
WEIGHTS, SETTINGS, PARTIAL = "weights.safetensors", "settings.json", ".part"
_LARGEST_SETTINGS = 1_000_000  # bytes; a settings file is a few kilobytes


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
    """

    network: NetworkSettings = field(default_factory=NetworkSettings)
    noise: float = 0.1
    evaluations: int = 1
    sharpness: float = 1.0
    elements: tuple[str, ...] = ()
    training: Mapping[str, object] = field(default_factory=dict)


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
    new_weights.write_bytes(data)  # unlike `save_file`, readable by whoever may read the folder
    digest = hashlib.sha256(data).hexdigest()
    text = {"schema": SCHEMA, "version": VERSION, "weights_sha256": digest, **asdict(settings)}
    new_settings.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    os.replace(new_weights, folder / WEIGHTS)
    os.replace(new_settings, folder / SETTINGS)


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
        data = (folder / WEIGHTS).read_bytes()
    except OSError as error:
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
        weights = {name: tensor.float() for name, tensor in load(data).items()}
        network = _fit(settings.network, weights)
    except (SafetensorError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(
            f"{WEIGHTS} of the model `{name_or_folder}` does not fit its {SETTINGS} "
            f"({str(error).splitlines()[0]}); copy the whole folder again."
        ) from error
    return network.to(device).eval(), settings


def _fit(settings: NetworkSettings, weights: dict[str, Tensor]) -> FlowNetwork:
    """The network of these weights; sizes that the settings only claim take no memory."""
    if settings.layers > len(weights):
        raise ValueError(f"{settings.layers} layers in {len(weights)} tensors")
    with torch.device("meta"):
        network = FlowNetwork(settings)
    network.load_state_dict(weights, assign=True)
    return network


def find_model(name_or_folder: str | Path) -> Path:
    """Return the folder of a shipped model, or the folder given."""
    shipped = Path(str(resources.files("flower.models")))
    candidates = [Path(name_or_folder)]
    if Path(name_or_folder).name == str(name_or_folder):
        candidates.append(shipped / name_or_folder)
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
        if path.stat().st_size > _LARGEST_SETTINGS:
            raise ValueError("too large for a settings file")
        text = json.loads(path.read_text(encoding="utf-8"))
        kind = (text.pop("schema"), text.pop("version"))
        if kind != (SCHEMA, VERSION):
            raise ModelError(
                f"`{path}` is `{kind[0]}` of version {kind[1]}; this flower reads `{SCHEMA}` of "
                f"version {VERSION}. Use the flower that wrote it."
            )
        digest = str(text.pop("weights_sha256"))
        # Settings written before there was a choice do not name it.
        text["network"] = NetworkSettings(**{"head": "endpoint", **text["network"]})
        text["elements"] = tuple(map(str, text["elements"]))
        for name, kind_of in (("noise", float), ("evaluations", int), ("sharpness", float)):
            text[name] = kind_of(text[name])
        known = {f.name for f in fields(ModelSettings)}
        settings = ModelSettings(**{name: text[name] for name in text if name in known})
        return settings, digest
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"`{path}` cannot be read as the settings of a model ({reason(error)}); "
            "copy the folder again."
        ) from error
