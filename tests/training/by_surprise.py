"""Train on what a model has still to learn: each step as often as it is surprised by it.

python -m tests.training.by_surprise ARRAYS OUTPUT [--from flower-base] [--measure 5] [--minutes 48]
    [--weight SOURCE=NUMBER ...]

For ``--measure`` minutes the model is asked about steps in random order, each at one random point
of its way. How often a step is met in the pass that follows grows with how surprised the model was
there, and with the mean of its mechanism, which stands for a step that was not reached; what it
knows already is met a quarter as often, so that it is not forgotten. A pass is what it trains on.

That nothing more happens is met less often after equilibria: where the hydrolysis of an ester ends,
an esterification begins, and a flask does not tell which of the two it is. A search refuses the way
back, so that little is lost there, while acetic acid with ethanol and acid no longer seem at rest.
"""

import argparse
import time

import numpy as np
import torch

from flower.proposals import load_model, predictor, reactant_electrons
from flower.records import SizeBucketedBatches, StepSelection, StepStore
from flower.training import TrainSettings, train
from flower.training.batching import pad_steps
from flower.training.mixing import places_of_epoch

PAIRS = 150_000
KNOWN, PER_SURPRISE, MOST = 0.25, 0.9, 4.0
OWN = 0.4  # weight of the step itself beside its mechanism
CLIP = 4.0  # nats
EQUILIBRIUM = 0.35  # weight of the ends of these
EQUILIBRIA = frozenset(
    {
        "Diels-Alder dimerisation of cyclopentadiene",
        "Diels-Alder reaction of a furan",
        "Fischer esterification",
        "Payne rearrangement",
        "[1,5] hydrogen shift of a diene",
        "acetal formation from a diol",
        "acetal from an alcohol",
        "acetal hydrolysis by acid",
        "alcohol and an alkene by acid",
        "aldol addition",
        "aldol addition by acid",
        "allylic alcohol and a hydrogen halide with transposition",
        "cheletropic addition of sulfur dioxide",
        "cheletropic extrusion of sulfur dioxide",
        "cleavage of a dialkyl or cyclic ether by a hydrogen halide",
        "cyclic hemiacetal from a hydroxyaldehyde",
        "dehydration of a primary alcohol by acid",
        "dehydration of an alcohol by acid",
        "dehydration of an aldol by a base",
        "dehydration of an aldol by acid",
        "ester hydrolysis by acid",
        "ether from two molecules of a primary alcohol by acid",
        "hydrate of an aldehyde or ketone",
        "hydration of an alkene by acid",
        "hydrogen halide and an alkene",
        "hydrolysis of a methyl or primary halide by water",
        "imine formation",
        "imine hydrolysis by acid",
        "primary alcohol and a hydrogen halide",
        "removal of a tert-butyl group from a sulfonamide or ether by acid",
        "retro-Diels-Alder reaction",
        "ring closure of a hexatriene",
        "ring opening of a cyclobutene",
        "secondary, tertiary or benzylic alcohol and a hydrogen halide",
        "silyl ether cleavage by acid",
        "solvolysis of a halide in a carboxylic acid",
        "solvolysis of a halide in an alcohol",
        "solvolysis of a halide in water",
        "tert-butyl ester cleavage by acid",
        "transesterification by acid",
        "transesterification by an alkoxide",
    }
)
PRIOR = 5  # steps that a mechanism is taken to have beside those measured


def surprises(store: StepStore, name: str, minutes: float) -> np.ndarray:
    """Return nats a step, nan where the time was over."""
    model = load_model(name)
    network, flow = model.network.eval(), model.network.flow.to_train(0.1, 0.6)
    found = np.full(len(store), np.nan, np.float32)
    ends = time.monotonic() + 60 * minutes
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for number, chosen in enumerate(SizeBucketedBatches(store.sizes, PAIRS)):
            if time.monotonic() > ends:
                break
            batch = pad_steps(store.batch(chosen))
            targets = flow.prepare(
                reactant_electrons(batch.flasks),
                batch.change,
                batch.flasks.real,
                torch.Generator().manual_seed(number),
            )
            loss = flow.loss(predictor(network, flow, batch.flasks), targets)
            found[chosen] = loss.float().numpy()
    return found


def times_met(store: StepStore, surprise: np.ndarray, weights: dict[str, float]) -> np.ndarray:
    """Return how often each step is met in a pass."""
    told = ~np.isnan(surprise)
    clipped = np.clip(surprise, 0.0, CLIP)
    mean = float(clipped[told].mean())
    is_end = np.diff(store.arrays["change_start"]) == 0
    kind = np.asarray(store.steps[:, 2]).astype(np.int64) * 2 + is_end
    kind -= kind.min()
    total = np.bincount(kind[told], clipped[told], kind.max() + 1)
    count = np.bincount(kind[told], minlength=kind.max() + 1)
    of_kind = ((total + PRIOR * mean) / (count + PRIOR))[kind]
    expected = OWN * np.where(told, clipped, of_kind) + (1 - OWN) * of_kind
    times = np.clip(KNOWN + PER_SURPRISE * expected / mean, KNOWN, MOST)
    number = [k for k, name in enumerate(store.classes) if name in EQUILIBRIA]
    reversible = is_end & np.isin(np.asarray(store.steps[:, 2]), number)
    times = np.where(reversible, EQUILIBRIUM * times, times)
    sources = [str(one.get("folder", one["name"])) for one in store.meta["sources"]]
    by_source = np.array([weights.get(one, 1.0) for one in sources])
    return np.asarray(times * by_source[np.asarray(store.source)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("arrays")
    parser.add_argument("output")
    parser.add_argument("--from", dest="model", default="flower-base")
    parser.add_argument("--measure", type=float, default=5.0)
    parser.add_argument("--minutes", type=float, default=48.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weight", action="append", default=[])
    told = parser.parse_args()
    store = StepStore.open(told.arrays)
    weights = {name: float(number) for name, number in (one.split("=") for one in told.weight)}
    times = times_met(store, surprises(store, told.model, told.measure), weights)
    places = places_of_epoch(times, told.seed, 0)
    settings = TrainSettings(
        minutes=told.minutes,
        learning_rate=2e-4,
        warmup_steps=100,
        decay_share=0.6,
        flatten=0.0,
        validate_every=100,
        seed=told.seed,
    )
    train(StepSelection(store, places), told.output, settings=settings, start_from=told.model)


if __name__ == "__main__":
    main()
