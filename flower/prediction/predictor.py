"""A loaded model and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from rdkit.Chem import Mol

from flower import proposals
from flower.electrons import State, state_to_smiles
from flower.electrons.numbering import Numbering, in_canonical_order
from flower.energies import EnergySettings
from flower.errors import InputError, shorten
from flower.prediction.flask import flask_text, read_staged_flask
from flower.prediction.model_choice import ModelChoice
from flower.prediction.outcome import Prediction, StepPrediction
from flower.prediction.scored import Score
from flower.prediction.scoring import Scorer
from flower.prediction.searching import OutcomeSearch, conditions_of, model_under
from flower.prediction.stages import staged_text, text_list
from flower.prediction.staging import StagedSearch
from flower.prediction.teller import step_candidate
from flower.proposals import StepModel
from flower.records import Conditions, Mechanism
from flower.search import SearchSettings, Target, without_return
from flower.trust import Trust

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.search.settings import SearchOptions

Answer = TypeVar("Answer", Prediction, StepPrediction, Score)
AboutFlask = TypeVar("AboutFlask", Prediction, StepPrediction)


@dataclass(frozen=True)
class Predictor:
    """A loaded model and how it is asked: what `flower.predict`, `step` and `score` stand on.

    Made once, it answers about any number of flasks. Raises InputError if heat or light is asked
    for of a model that knows nothing of it.

    Attributes:
        model: that answers; see `flower.load_model`.
        search: how far and how widely mechanisms are followed, and under what conditions.

    >>> from flower import Predictor
    >>> predictor = Predictor.load(beam=4)
    >>> predictor.predict("CC(=O)Cl.NCc1ccccc1.CCN(CC)CC").outcomes[0].products[0]
    'CC(=O)NCc1ccccc1'
    >>> [told.status for told in predictor.each(["N.Cl", "C("], "step")]
    ['ok', 'error']
    """

    model: StepModel
    search: SearchSettings = field(default_factory=SearchSettings)

    def __post_init__(self) -> None:
        model_under(self.model, self.conditions)

    @classmethod
    def load(
        cls,
        model: str | Path | StepModel = ModelChoice.model,
        search: SearchSettings | None = None,
        *,
        device: str = ModelChoice.device,
        samples: int = ModelChoice.samples,
        evaluations: int | None = ModelChoice.evaluations,
        **options: Unpack[SearchOptions],
    ) -> Predictor:
        """Load a model, unless it is loaded already, to be asked as the settings and options say.

        Args:
            model: its name, its folder, or the model itself.
            search: the settings; None for the usual ones.
            device: where it runs; see `flower.load_model` for this and the next two.
            samples: draws averaged for each elementary step, of a model that draws.
            evaluations: times the network is asked in each draw, likewise.
            options: fields of `SearchSettings` that shall be others than those of ``search``.

        Raises InputError for an option out of bounds, and ModelError if there is no such model.
        """
        search = replace(search or SearchSettings(), **options)
        choice = ModelChoice(device=device, samples=samples, evaluations=evaluations)
        if isinstance(model, (str, Path)):
            found = proposals.load_model(model, device, samples=samples, evaluations=evaluations)
            return cls(found, search)
        if choice.samples > 1 or evaluations is not None:
            raise InputError(
                f"samples = {samples} and evaluations = {evaluations}: the model `{model.name}` is "
                "loaded already. Leave both out, and give them to `flower.load_model`."
            )
        return cls(model, search)

    @property
    def conditions(self) -> Conditions:
        """Those under which the model is asked."""
        return conditions_of(self.search)

    @property
    def _asked(self) -> StepModel:
        return model_under(self.model, self.conditions)

    def predict(
        self,
        smiles: str | Mol,
        *,
        target: str | None = None,
        network: bool = False,
        reagents: str | Iterable[str] = (),
        then: str | Iterable[str] = (),
    ) -> Prediction:
        """Predict what becomes of the reactants of one flask; see `flower.predict`.

        Raises InputError if the flask or the target cannot be used.
        """
        stages: dict[str, Any] = {"reagents": reagents, "then": then}
        return only(self.each([smiles], target=target, network=network, **stages))

    def step(self, smiles: str | Mol) -> StepPrediction:
        """Rank what may happen next in one flask; see `flower.step`, errors as above."""
        return only(self.each([smiles], "step"))

    def score(self, steps: str | Mechanism, *, energies: EnergySettings | None = None) -> Score:
        """Score one elementary step or mechanism; see `flower.score`, errors as above."""
        return only(self.each([steps], "score", energies=energies))

    @overload
    def each(
        self,
        given: Iterable[str | Mol],
        verb: Literal["predict"] = ...,
        *,
        target: str | None = ...,
        network: bool = ...,
        reagents: str | Iterable[str] = ...,
        then: str | Iterable[str] = ...,
    ) -> Iterator[Prediction]: ...
    @overload
    def each(
        self, given: Iterable[str | Mol], verb: Literal["step"]
    ) -> Iterator[StepPrediction]: ...
    @overload
    def each(
        self,
        given: Iterable[str | Mechanism],
        verb: Literal["score"],
        *,
        energies: EnergySettings | None = ...,
        energy_progress: Callable[[int, int], None] | None = ...,
    ) -> Iterator[Score]: ...
    def each(self, given: Iterable[Any], verb: str = "predict", **asked: Any) -> Iterator[Any]:
        """Answer about many, one after the other, each as soon as it is asked for.

        What cannot be used gets the status "error", and the others are done. ``verb`` and the rest
        are as in the methods of that name. Raises InputError for a target that cannot be read.
        """
        if verb == "predict":
            return self._predictions(given, **asked)
        return self._steps(given) if verb == "step" else self._scores(given, **asked)

    def _predictions(
        self,
        flasks: Iterable[Any],
        target: str | None = None,
        network: bool = False,
        reagents: str | Iterable[str] = (),
        then: str | Iterable[str] = (),
    ) -> Iterator[Prediction]:
        sought = None if target is None else Target(target)
        trust, wanted = Trust.of(self.model), None if sought is None else sought.written
        answer = OutcomeSearch(self._asked, self.search, trust, sought, network)
        staged = StagedSearch(self.model, self.search, trust, sought)
        more, after = text_list(reagents, "reagents"), text_list(then, "then")
        given = (staged_text(flask_text(flask), more, after) for flask in flasks)
        kind = partial(Prediction, outcomes=(), target=wanted)
        found = self._about(given, answer, kind, staged)
        return found if sought is None else map(partial(_with_note_on, sought), found)

    def _steps(self, flasks: Iterable[Any]) -> Iterator[StepPrediction]:
        model, top, reacts = self._asked, self.search.top, self.search.reacts

        def answer(flask: State, as_written: Numbering) -> dict[str, Any]:
            # With `reacts`, one of them may be the end.
            (found,) = model.propose([flask], top=top + reacts, seed=self.search.seed)
            if reacts:
                found = without_return(found, [state_to_smiles(flask, stereo=False)], reacts)[:top]
            ranked = (step_candidate(k, flask, one, as_written) for k, one in enumerate(found, 1))
            return {"candidates": tuple(ranked)}

        return self._about(flasks, answer, partial(StepPrediction, candidates=()))

    def _scores(
        self,
        steps: Iterable[str | Mechanism],
        energies: EnergySettings | None = None,
        energy_progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[Score]:
        scorer = Scorer(self._asked, self.search.seed, energies, energy_progress)
        return map(scorer.score, steps)

    def _about(
        self,
        flasks: Iterable[Any],
        answer: Callable[[State, Numbering], dict[str, Any]],
        kind: Callable[..., AboutFlask],
        staged: StagedSearch | None = None,
    ) -> Iterator[AboutFlask]:
        """Yield the answer about each flask, of a ``kind`` that also tells what was wrong.

        ``answer`` gets the flask in canonical order, so that it does not depend on how the SMILES
        was written, and the numbering that leads back to the atoms as they were written. It
        returns what the kind is made of beside input, status, error, model, seed and note.
        """
        for given in flasks:
            smiles = flask_text(given)
            status, error, found = "ok", None, dict[str, Any]()
            try:
                written, stages, note = read_staged_flask(smiles, self.model)
                if stages and staged is None:
                    raise InputError(
                        f"`{shorten(smiles)}` has stages, and one elementary step is asked for; "
                        "give the flask of one stage alone."
                    )
                if stages and staged is not None:
                    found = staged(written, stages)
                else:
                    flask, numbering = in_canonical_order(written)
                    found = answer(flask, numbering.reversed)
                found["note"] = note
            except InputError as problem:
                status, error = "error", str(problem)
            yield kind(
                input=str(smiles),
                status=status,
                error=error,
                model=self.model.name,
                seed=self.search.seed,
                **found,
            )


def _with_note_on(target: Target, prediction: Prediction) -> Prediction:
    """The same, with what there is to say of the configuration of its target."""
    if prediction.error is not None:
        return prediction
    ends = [outcome.smiles for outcome in prediction.outcomes]
    notes = filter(None, [prediction.note, target.note_on(ends[0] if ends else None)])
    return replace(prediction, note=" ".join(notes) or None)


def only(answers: Iterator[Answer]) -> Answer:
    """Return the one answer; raise InputError if it is an error."""
    (answer,) = answers
    if answer.error is not None:
        raise InputError(answer.error)
    return answer
