"""A trained model as a chemist uses it: states in, ranked elementary steps out."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import asdict
from functools import reduce
from operator import or_
from pathlib import Path

import numpy as np
import torch

from flower.electrons import (
    Candidate,
    Change,
    State,
    atomic_number,
    equivalent_changes,
    flask_features,
)
from flower.errors import InputError, ModelError
from flower.flow import Proposals, ranked
from flower.network import (
    FlaskBatch,
    FlowNetwork,
    ModelSettings,
    as_saved,
    find_model,
    load_checkpoint,
)
from flower.network.device import find_device
from flower.proposals.builder import CandidateBuilder
from flower.proposals.joined import batches_of, pad_flasks, predictor, reactant_electrons
from flower.proposals.labelled import Asked, Steps, without_labels
from flower.proposals.remembered import Remembered
from flower.proposals.step_model import ProposedSteps, StepModel
from flower.proposals.tally import Tally
from flower.records import Conditions

# Most changes that conserve lead to no molecule. With 512 instead, the recorded step is among the
# first ten for 97.4 % of 700 validation steps, not 97.1 %, at 1.4 times the time.
_CHANGES_SEARCHED = 128
_NEGLIGIBLE = 1e-4  # probability of a change that is not looked at once there are enough


class FlowModel(StepModel):
    """A trained network and its flow.

    Attributes:
        name: of the model folder.
        folder: that it was loaded from, if any.
        network: the weights.
        flow: that makes steps of what the network says.
        settings: how they were trained and are used.
        elements: atomic numbers met in training; other atoms are refused by `flower.predict`.
        learnt: the conditions that make a difference to it.
        tally: what the integer decode had to do so far.
        conditions: under which it is asked: in the style of the library unless told otherwise.
    """

    def __init__(
        self,
        network: FlowNetwork,
        settings: ModelSettings,
        name: str,
        folder: Path | None = None,
    ) -> None:
        self.network, self.settings, self.name, self.folder = network, settings, name, folder
        self.flow = network.flow.to_predict(settings.evaluations)
        self.elements = frozenset(atomic_number(symbol) for symbol in settings.elements)
        self.tally = Tally()
        self.conditions = Conditions.LIBRARY
        self._remembered = Remembered(0)

    def under(self, conditions: Conditions) -> FlowModel:
        """The same model, its weights and tally shared, asked under other conditions."""
        asked = copy(self)
        asked.conditions = conditions
        return asked

    def remembering(self) -> FlowModel:
        """The same model, which keeps what its network says of a search's states."""
        asked = copy(self)
        asked._remembered = Remembered()
        return asked

    def drawing(self, samples: int = 1, evaluations: int | None = None) -> FlowModel:
        """The same model, that many samples averaged for a step; see `load_model`.

        Raises InputError if it draws nothing.
        """
        asked = copy(self)
        asked.flow = self.flow.drawing(samples, evaluations, self.settings.noise, self.name)
        return asked

    @property
    def samples(self) -> int:  # type: ignore[override]  # read from the flow, as the next one
        """Draws averaged for each step."""
        return self.flow.samples

    @property
    def evaluations_per_step(self) -> int | None:  # type: ignore[override]
        """Network evaluations that one step takes; None where each step tells its own."""
        return self.flow.evaluations_per_step

    @property
    def learnt(self) -> Conditions:  # type: ignore[override]  # of the weights, which may change
        """The conditions that make a difference to it."""
        matters = (self.network.conditions != 0).any(1).tolist()
        told = (one for one, counts in zip(Conditions, matters, strict=True) if counts)
        return reduce(or_, told, Conditions(0))

    @property
    def digest(self) -> str:
        """SHA-256 of the weights and of how they are used."""
        settings = {**asdict(self.settings), "training": None}
        del settings["confidence"]  # which ranks nothing
        if not settings["open_shells"]:  # a model that was saved before there was a choice
            del settings["open_shells"]
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for name, weight in sorted(as_saved(self.network.state_dict()).items()):
            digest.update(name.encode())
            digest.update(weight.detach().float().cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def flasks(self, states: Sequence[State]) -> FlaskBatch:
        """Return some states as the network is asked about them."""
        asked = [self.conditions] * len(states)
        return pad_flasks([flask_features(one) for one in states], asked).to(self.device)

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int = 10,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[Sequence[Candidate]]:
        """Return the most probable next steps of each state; see `StepModel.propose`.

        Each conserves and is a molecule. With one sample the source of the flow is the reactants
        themselves and nothing is random; with more, each is the reactants plus noise and their
        answers are averaged. What need not be found spares evaluations.
        """
        found = self.examine(states, top=top, seed=seed, minimum_probability=minimum_probability)
        return [proposed.candidates for proposed in found]

    def examine(
        self,
        states: Sequence[State],
        *,
        top: int = 10,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[ProposedSteps]:
        """Return what `propose` does, with the state of each answer before the integer decode."""
        flow = self.flow.keeping(max(_CHANGES_SEARCHED, 2 * top))
        minimum = minimum_probability or [0.0] * len(states)
        asked = [Asked.of(state) for state in states]
        found: dict[int, ProposedSteps] = {}
        for chosen in batches_of([len(one.plain) for one in asked], alone=flow.samples > 1):
            generator = torch.Generator(self.device).manual_seed(seed)
            flasks = self.flasks([asked[i].plain for i in chosen])
            with torch.inference_mode():
                proposals = flow.propose(
                    predictor(self.network, flow, flasks),
                    reactant_electrons(flasks),
                    flasks.real,
                    generator,
                    [minimum[i] for i in chosen],
                    self._remembered.of(self.conditions, [asked[i].plain for i in chosen]),
                )
            for i, proposal in zip(chosen, proposals, strict=True):
                found[i] = self._examined(asked[i], proposal, top, minimum[i])
        return [found[i] for i in range(len(states))]

    def log_likelihoods(self, steps: Sequence[tuple[State, Sequence[Change]]]) -> list[list[float]]:
        """Return the log-likelihood, in nats, of elementary steps of states.

        Summed over the same step at symmetry-equivalent atoms. Unlike the probabilities that
        `propose` lists, this exists for every step, and takes nothing from steps that lead to no
        molecule; the empty change is that nothing more happens. -inf where the flow cannot make
        the step at all, as that of the endpoint with single electrons.
        """
        ask = self._log_likelihoods
        other = any(Asked.of(state).is_another for state, _ in steps)
        return without_labels(ask, steps) if other else ask(steps)

    def _log_likelihoods(self, steps: Steps) -> list[list[float]]:
        found: dict[int, list[float]] = {}
        for chosen in batches_of([len(state) for state, _ in steps], alone=False):
            alike = [
                [equivalent_changes(steps[k][0], change) for change in steps[k][1]] for k in chosen
            ]
            flasks = self.flasks([steps[k][0] for k in chosen])
            with torch.inference_mode():
                told = self.flow.log_likelihoods(
                    predictor(self.network, self.flow, flasks),
                    reactant_electrons(flasks),
                    flasks.real,
                    [[one for same in of_flask for one in same] for of_flask in alike],
                )
            for k, of_flask, values in zip(chosen, alike, told, strict=True):
                left = iter(values)
                found[k] = [
                    float(np.logaddexp.reduce([next(left) for _ in same])) for same in of_flask
                ]
        return [found[k] for k in range(len(steps))]

    @property
    def device(self) -> torch.device:
        """Where the network is."""
        return next(self.network.parameters()).device

    def _examined(
        self, asked: Asked, proposals: Proposals, top: int, minimum: float
    ) -> ProposedSteps:
        builder = CandidateBuilder(asked.plain, self.tally, self.settings.open_shells)
        raw = [builder.build(change) for change in proposals.raw_changes if change is not None]
        valid = sum(candidate is not None for candidate in raw)
        raw_valid = valid / max(1, len(proposals.raw_changes))
        self.tally.states += 1
        self.tally.raw_conserved += proposals.raw_conserved
        self.tally.raw_valid += raw_valid
        candidates = self._candidates(builder, asked, proposals, top, minimum)
        return ProposedSteps(candidates, proposals.raw_conserved, raw_valid, proposals.evaluations)

    def _candidates(
        self,
        builder: CandidateBuilder,
        asked: Asked,
        proposals: Proposals,
        top: int,
        minimum: float,
    ) -> list[Candidate]:
        """Turn conserving changes into molecules, best first, until ``top`` differ.

        What is no molecule cannot happen: its share of the probability goes to the steps that can,
        those that were not looked at included.
        """
        merged: dict[str, Candidate] = {}
        ways: dict[str, list[tuple[Change, float]]] = defaultdict(list)
        impossible = 0.0
        for proposed, probability in ranked(proposals, self.settings.sharpness):
            if merged and probability < (_NEGLIGIBLE if len(merged) >= top else minimum):
                break
            candidate = builder.build(proposed)
            if candidate is None:
                impossible += probability
                continue
            same = merged.get(candidate.smiles, candidate)
            total = same.probability + probability
            merged[candidate.smiles] = same._replace(probability=total)
            ways[candidate.smiles].append((proposed, probability))
        happens = 1 - proposals.done
        share = happens / (happens - impossible) if impossible < happens else 0.0
        shared = [
            c if c.change.is_empty else c._replace(probability=share * c.probability)
            for c in merged.values()
        ]
        best = sorted(shared, key=lambda c: (-c.probability, c.smiles))[:top]
        return asked.unfolded(best, ways)[:top]


def load_model(
    name_or_folder: str | Path = "flower-base",
    device: str = "auto",
    *,
    samples: int = 1,
    evaluations: int | None = None,
) -> FlowModel:
    """Load a model by the name it ships under, or from a folder that `flower train` wrote.

    Args:
        name_or_folder: of the model.
        device: "auto" (cuda if PyTorch sees one), or PyTorch's name of a device.
        samples: draws averaged for each elementary step, of a model of the continuous flow; more
            than one cost as many times the time. `flower-base` computes its probabilities, draws
            nothing, and refuses more.
        evaluations: times such a model asks its network in each draw; None for as many as it was
            chosen with.

    Raises ModelError if there is no such model or it is damaged, InputError if the device is not
    there or the model draws nothing.
    """
    network, settings = load_checkpoint(name_or_folder, find_device(device))
    folder = find_model(name_or_folder)
    try:
        model = FlowModel(network, settings, folder.name, folder)
    except InputError as error:
        raise ModelError(
            f"The settings of the model `{name_or_folder}` cannot be used: {error} "
            "Copy the folder again."
        ) from error
    return model.drawing(samples, evaluations)
