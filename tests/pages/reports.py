"""Predictions that reports are made of, none of which needs weights."""

from dataclasses import replace
from functools import cache

import flower
from flower.prediction.outcome import Molecule, Outcome, Prediction
from flower.prediction.reaction_network import NetworkState, NetworkStep, ReactionNetwork
from flower.steps.elementary_step import ElementaryStep
from tests.toy_model import AMIDE, ToyModel

HOSTILE = "<script>window.pwned = 1; alert(1)</script><img src=x onerror='window.pwned = 1'>\"&"

PROTON = "[%dNH3:1].[ClH:2]>>[%dNH4+:1].[Cl-:2]"


@cache
def amide() -> Prediction:
    return flower.predict(AMIDE, model=ToyModel(), network=True)


def resting() -> Prediction:
    return flower.predict("O", model=ToyModel(), network=True)


def hostile() -> Prediction:
    """A prediction in which every text is hostile."""
    told = amide()
    assert told.network is not None

    def spoilt(step: ElementaryStep) -> ElementaryStep:
        return replace(step, kind=HOSTILE, description=HOSTILE, mapped=HOSTILE, formed=(HOSTILE,))

    states = tuple(
        replace(state, smiles=HOSTILE + str(k), new=(HOSTILE,))
        for k, state in enumerate(told.network.states)
    )
    steps = tuple(replace(edge, step=spoilt(edge.step)) for edge in told.network.steps)
    outcomes = tuple(
        replace(
            o,
            smiles=HOSTILE,
            products=(HOSTILE,),
            molecules=(Molecule(HOSTILE, HOSTILE),),
            steps=tuple(map(spoilt, o.steps)),
            caution=HOSTILE,
        )
        for o in told.outcomes
    )
    network = replace(told.network, states=states, steps=steps, model=HOSTILE)
    return replace(
        told,
        input=HOSTILE,
        model=HOSTILE,
        note=HOSTILE,
        outcomes=outcomes,
        if_reacts=outcomes,
        network=network,
    )


@cache
def large(n_states: int = 80) -> Prediction:
    """A network of many states and steps, ways back among them, and long names."""
    told = amide()
    assert told.network is not None
    step = told.network.steps[0].step
    names = ["C" * 150 + "O", *(f"[{k}CH3]N" for k in range(1, n_states))]
    states = tuple(
        NetworkState(
            smiles=name,
            new=(name,) if k else (),
            depth=0 if k == 0 else 1 + (k - 1) % 9,
            reached=(1 + k) ** -1.1,
            ended=0.1 * (1 + k) ** -1.1,
            left=0.0,
        )
        for k, name in enumerate(names)
    )
    ends = [(j // 2, j) for j in range(1, n_states)]
    ends += [(j, (7 * j) % n_states) for j in range(1, n_states) if (7 * j) % n_states != j]
    ends += [(j, (11 * j + 3) % n_states) for j in range(0, n_states, 2)]
    steps = tuple(
        NetworkStep(
            source=a,
            target=b,
            flow=min(states[a].reached, states[b].reached),
            step=replace(step, mapped=PROTON % (k, k), reactants=names[a], products=names[b]),
        )
        for k, (a, b) in enumerate(dict.fromkeys(ends), 1)
    )
    by_ends = {(s.source, s.target): s.step for s in steps}
    way = Outcome(
        rank=1,
        probability=0.5,
        smiles=names[4],
        products=(names[0], names[4]),
        finished=False,
        steps=(by_ends[0, 1], by_ends[1, 2], by_ends[2, 4]),
    )
    network = ReactionNetwork(states, steps, "toy", 0)
    return Prediction(names[0], "ok", None, (way,), "toy", 0, stopped="time", network=network)
