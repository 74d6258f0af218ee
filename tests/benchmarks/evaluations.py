"""Accuracy of the continuous flow against the number of network evaluations; printed.

python -m tests.benchmarks.evaluations steps_valid.parquet --limit 1000

Fixed steps are Euler's, as shipped. The reference is adaptive: Dormand-Prince 5(4) of torchdiffeq
with rtol = atol = 1e-4, the solver and the tolerances of FlowER (Joung et al., Nature 645, 115,
2025). Nothing is random: one sample, from the reactants themselves.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from statistics import mean, median, quantiles
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torchdiffeq import odeint

import flower
from flower.electrons import State
from flower.errors import InputError
from flower.evaluation import Evaluation, evaluate
from flower.flow import (
    Electrons,
    EndpointLogits,
    Known,
    Predict,
    Proposals,
    SamplerSettings,
    StraightFlow,
    electron_total,
    endpoint_velocity,
    hydrogen_total,
    mean_endpoint,
    sampling_step,
)
from flower.proposals import FlowModel, ProposedSteps, load_model

TOLERANCE = 1e-4
# The velocity holds 1 / (1 - t). What is left at this time is a thousandth of the way, at most
# 0.004 electrons in an entry; ten times nearer costs some two steps of the solver, 12 evaluations.
END = 1 - 1e-3
RANKS = (1, 2, 3, 5, 10)
COLUMNS = ("solver", "evaluations", "step top-1/2/3/5/10", "strict top-1", "pathway top-1",
           "ECE strict", "ECE credited", "ms a step")  # fmt: skip


class AdaptiveIntegration(NamedTuple):
    """The last evaluation's logits, the state at t = 1, and all evaluations, rejected steps too."""

    logits: EndpointLogits
    x_1: Electrons
    evaluations: int


def integrate_adaptively(
    predict: Predict[EndpointLogits], reactants: Electrons, real: Tensor
) -> AdaptiveIntegration:
    """Integrate dx/dt = P (mu_t - x_t) / (1 - t) to `END`, and take Euler's step from there to 1.

    Flasks of a batch share their steps and so their count. An error counts as its root mean square
    over ``be`` or over ``hydrogens``, whichever is larger.
    """
    last: list[tuple[EndpointLogits, Electrons]] = []
    evaluations = 0

    def velocity(t: Tensor, point: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        nonlocal evaluations
        evaluations += 1
        x_t = Electrons(*point)
        # where the solver tries out how long its first step may be, it may look beyond the end
        times = t.clamp(max=END).to(x_t.be.dtype).expand(len(real))
        logits = predict(x_t, times)
        endpoint = mean_endpoint(logits, reactants, real)
        v = endpoint_velocity(endpoint, x_t, times, real)
        last[:] = [(logits, v)]
        return v.be, v.hydrogens

    span = torch.tensor([0.0, END], dtype=torch.float64, device=real.device)
    be, hydrogens = odeint(
        velocity,
        (reactants.be, reactants.hydrogens),
        span,
        rtol=TOLERANCE,
        atol=TOLERANCE,
        method="dopri5",
        options={"step_t": span[1:]},  # ends there; else a step goes past t = 1 and is cut back
    )
    ((logits, v),) = last  # of the last stage of the last step, which lies at its end
    return AdaptiveIntegration(
        logits, sampling_step(Electrons(be[-1], hydrogens[-1]), v, 1 - END, real), evaluations
    )


class AdaptiveFlow(StraightFlow):
    """The continuous flow, integrated adaptively."""

    def propose(
        self,
        predict: Predict[EndpointLogits],
        reactants: Electrons,
        real: Tensor,
        generator: torch.Generator | None = None,
        minimum_probability: Sequence[float] | None = None,
        known: Sequence[Known] | None = None,
    ) -> list[Proposals]:
        """Return the most probable whole steps by the last evaluation."""
        found = integrate_adaptively(predict, reactants, real)
        decoded = super().propose(lambda x_t, t: found.logits, reactants, real)
        drift = [
            (total(found.x_1) - total(reactants)).abs()
            for total in (electron_total, hydrogen_total)
        ]
        worst = drift[0].maximum(drift[1]).tolist()
        return [
            proposals._replace(drift=most, evaluations=found.evaluations)
            for proposals, most in zip(decoded, worst, strict=True)
        ]


class AdaptiveModel(FlowModel):
    """A model whose flow is integrated adaptively, flasks one by one: each has its own steps.

    Attributes:
        counts: evaluations of each flask asked about so far.
    """

    def __init__(self, model: FlowModel) -> None:
        super().__init__(model.network, model.settings, f"{model.name}, adaptive")
        self.flow = AdaptiveFlow(SamplerSettings())
        self.counts: list[int] = []

    def examine(
        self,
        states: Sequence[State],
        *,
        top: int = 10,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[ProposedSteps]:
        """Return what `FlowModel.examine` does; the solver chooses the evaluations."""
        found = [super(AdaptiveModel, self).examine([state], top=top)[0] for state in states]
        self.counts += [steps.evaluations for steps in found]
        return found


def table(
    file: str,
    model: FlowModel,
    limit: int | None,
    evaluations: Sequence[int],
    adaptive: bool,
) -> Iterator[str]:
    """Yield the lines of the table, each as soon as it is measured."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" * len(COLUMNS) + "|"

    def measured(**asked: Any) -> Evaluation:
        found = evaluate(file, limit=limit, progress=_tell, **asked)
        assert isinstance(found, Evaluation), "the benchmark is of elementary steps"
        return found

    found = None
    for count in evaluations:
        found = measured(model=model.drawing(evaluations=count))
        yield line("fixed", str(count), found)
    if adaptive:
        solved = AdaptiveModel(model)
        found = measured(model=solved)
        yield line("adaptive", f"{mean(solved.counts):.1f}", found)
        tenths = quantiles(solved.counts, n=10) if len(solved.counts) > 1 else solved.counts
        yield (
            f"\nAdaptive evaluations: {min(solved.counts)} to {max(solved.counts)}, "
            f"median {median(solved.counts):g}, a tenth above {tenths[-1]:.0f}."
        )
    if found is not None:
        yield f"\n{found.n_steps:,} steps, {found.n_pathways:,} whole pathways."


def line(solver: str, evaluations: str, found: Evaluation) -> str:
    """Write one row: shares in per cent, time in milliseconds."""
    figures = (
        solver,
        evaluations,
        " / ".join(_percent(found.step_top[k - 1]) for k in RANKS),
        _percent(found.step_top_strict[0]),
        _percent(found.pathway_top[0]),
        f"{found.calibration.error:.4f}",
        f"{found.calibration_credited.error:.4f}",
        f"{1000 * (found.seconds_per_step or 0):.1f}",
    )
    return f"| {' | '.join(figures)} |"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _tell(progress: flower.FileProgress) -> None:
    print(f"\r{progress.lines} of {progress.total} rows", end="", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", help="of elementary steps, as `flower evaluate` reads them")
    parser.add_argument("--model", required=True, help="of `flower train --head endpoint`")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--evaluations", type=int, nargs="*", default=[1, 2, 4, 8, 16])
    parser.add_argument("--adaptive", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args(arguments)
    model = load_model(options.model, options.device)
    head = model.settings.network.head
    if head != "endpoint":
        raise InputError(
            f"`{options.model}` has the head `{head}`: it integrates nothing. "
            "Give one of the continuous flow, as `flower train --head endpoint` writes."
        )
    for text in table(options.file, model, options.limit, options.evaluations, options.adaptive):
        print(text, flush=True)


if __name__ == "__main__":
    main()
