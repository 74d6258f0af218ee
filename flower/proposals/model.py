"""A trained model as a chemist uses it: states in, ranked elementary steps out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from flower.electrons import (
    Candidate,
    State,
    apply_change,
    atomic_number,
    flask_features,
    make_change,
    problem_with,
    state_to_smiles,
)
from flower.errors import InputError
from flower.flow import (
    Electrons,
    EndpointLogits,
    ProposedChange,
    Proposals,
    SamplerSettings,
    StraightFlow,
    forbid_impossible,
    ranked,
)
from flower.network import FlowNetwork, ModelSettings, find_model, load_checkpoint
from flower.proposals.joined import predictor, reactant_electrons
from flower.proposals.tally import Tally
from flower.records import FlaskBatch, pad_flasks

_PAIRS_AT_ONCE = 400_000  # padded node pairs in one network evaluation, about 100 MB


class StepModel:
    """Proposes elementary steps.

    Attributes:
        name: of the model folder.
        network: the weights.
        settings: how they were trained and are used.
        elements: atomic numbers met in training; other atoms are refused by `flower.predict`.
        tally: what the integer decode had to do so far.
    """

    def __init__(self, network: FlowNetwork, settings: ModelSettings, name: str) -> None:
        self.network, self.settings, self.name = network, settings, name
        self.elements = frozenset(atomic_number(symbol) for symbol in settings.elements)
        self.tally = Tally()

    def propose(
        self,
        states: Sequence[State],
        top: int = 10,
        samples: int = 1,
        evaluations: int | None = None,
        seed: int = 0,
    ) -> list[list[Candidate]]:
        """Return the most probable next steps of each state, at most ``top``, ranked.

        "Nothing more happens" is the candidate with the empty change. Candidates with the same
        products are one; every one conserves and is a molecule. Probabilities of a state sum to
        at most 1, what is missing being refused or beyond ``top``. With one sample the source of
        the flow is the reactants themselves and nothing is random; with more, each is the
        reactants plus noise and their answers are averaged.
        """
        settings = SamplerSettings(
            evaluations=evaluations or self.settings.evaluations,
            samples=samples,
            noise=self.settings.noise if samples > 1 else 0.0,
            candidates=max(32, 2 * top),
        )
        flow = StraightFlow(settings)
        found: list[list[Candidate]] = [[] for _ in states]
        for chosen in _batches([len(state) for state in states], alone=samples > 1):
            generator = torch.Generator(self._device).manual_seed(seed)
            flasks = pad_flasks([flask_features(states[i]) for i in chosen]).to(self._device)
            with torch.inference_mode():
                proposals = flow.propose(
                    self._possible(flasks), reactant_electrons(flasks), flasks.real, generator
                )
            for i, proposal in zip(chosen, proposals, strict=True):
                found[i] = self._candidates(states[i], proposal, top)
        return found

    @property
    def _device(self) -> torch.device:
        return next(self.network.parameters()).device

    def _possible(self, flasks: FlaskBatch):  # type: ignore[no-untyped-def]
        predict, reactants = predictor(self.network, flasks), reactant_electrons(flasks)
        proton_pool = (flasks.element == 0) & flasks.real

        def possible(x_t: Electrons, t: torch.Tensor) -> EndpointLogits:
            return forbid_impossible(predict(x_t, t), reactants, proton_pool)

        return possible

    def _candidates(self, state: State, proposals: Proposals, top: int) -> list[Candidate]:
        """Turn conserving changes into molecules, best first, until ``top`` differ."""
        self.tally.states += 1
        self.tally.raw_conserved += proposals.raw_conserved
        merged: dict[str, Candidate] = {}
        weights = ranked(proposals, self.settings.sharpness)
        for proposed, probability in weights:
            if len(merged) >= top and probability < 1e-4:
                break
            candidate = self._molecule(state, proposed, probability)
            if candidate is None:
                continue
            same = merged.get(candidate.smiles)
            if same is None:
                merged[candidate.smiles] = candidate
            else:
                total = same.probability + candidate.probability
                merged[candidate.smiles] = same._replace(probability=total)
        return sorted(merged.values(), key=lambda c: (-c.probability, c.smiles))[:top]

    def _molecule(
        self, state: State, proposed: ProposedChange, probability: float
    ) -> Candidate | None:
        self.tally.candidates += 1
        change = make_change(proposed.bonds, proposed.lone, proposed.hydrogens)
        products = apply_change(state, change)
        if problem_with(products, change.nodes()) is not None:
            self.tally.no_molecule += 1
            return None
        try:
            return Candidate(change, products, state_to_smiles(products, stereo=False), probability)
        except InputError:
            self.tally.not_sanitized += 1
            return None


def load_model(name_or_folder: str | Path = "flower-base", device: str = "auto") -> StepModel:
    """Load a model by the name it ships under, or from a folder that `flower train` wrote.

    ``device`` is "auto" (an accelerator if PyTorch sees one), or PyTorch's name of one. Raises
    ModelError if there is no such model or it is damaged, InputError if the device is not there.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        place = torch.device(device)
        torch.empty(1, device=place)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InputError(
            f"The device `{device}` cannot be used ({str(error).splitlines()[0]}); "
            "give cpu, cuda, or auto."
        ) from error
    network, settings = load_checkpoint(name_or_folder, place)
    return StepModel(network, settings, find_model(name_or_folder).name)


def _batches(sizes: list[int], alone: bool) -> list[list[int]]:
    """Group states of like size under the pair budget; one by one if each has its own noise."""
    batches: list[list[int]] = []
    for i in sorted(range(len(sizes)), key=lambda i: sizes[i]):
        fits = batches and (len(batches[-1]) + 1) * sizes[i] ** 2 <= _PAIRS_AT_ONCE
        if fits and not alone:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
