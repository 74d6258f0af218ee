"""What a model learns from a written mechanism alone, on reactions of its class kept aside.

python -m tests.finetuning.written_mechanism_benchmark OUT_DIR [--model NAME] [--general STEPS]

Each `taught/NAME.yaml` is a mechanism that the library does not have, and `taught/NAME.smi` fifteen
reactions of it that no composed flask makes. The model is asked about them as it is, and after
`flower finetune --mechanism NAME.yaml` at its default settings; so it is about 400 recorded steps
of STEPS, for what is forgotten. A stopped run goes on.
"""

import argparse
import json
from pathlib import Path

import flower
from flower.finetuning.expansion import composed

TAUGHT = Path(__file__).parent / "taught"
FLASKS, GENERAL_STEPS = 60, 400


def composed_products(mechanism: Path) -> set[str]:
    """All molecules that the composed flasks end with, uncharged."""
    steps = composed([mechanism], FLASKS, 0).steps
    sides = {side for step in steps for side in step.reaction.split(">>")[1:]}
    states = [flower.smiles_to_state(side) for side in sides]
    return {m for state in states for m in flower.state_to_smiles(state).split(".")}


def judged(model: str, aside: Path) -> dict[str, float]:
    found = flower.evaluate(aside, model=model, rows="reactions")
    return {"top1": found.product_top[0], "top5": found.product_top[4]}


def run(name: str, model: str, general: Path | None, out: Path) -> dict[str, object]:
    mechanism, aside = TAUGHT / f"{name}.yaml", TAUGHT / f"{name}.smi"
    made = composed_products(mechanism)
    met = [line for line in aside.read_text().split() if line.split(">>")[1] in made]
    assert not met, f"composed flasks make {met}"
    taught = out / name
    told: dict[str, object] = {"class": name, "before": judged(model, aside)}
    if not taught.exists():
        found = flower.finetune(None, taught, start_from=model, mechanism=mechanism)
        told["seconds"] = found.seconds
    told["after"] = judged(str(taught), aside)
    if general:
        for when, which in (("general_before", model), ("general_after", str(taught))):
            told[when] = flower.evaluate(general, model=which, limit=GENERAL_STEPS).step_top[0]
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="flower-base")
    parser.add_argument("--general", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for mechanism in sorted(TAUGHT.glob("*.yaml")):
        kept = asked.out / f"{mechanism.stem}.json"
        if not kept.exists():
            told = run(mechanism.stem, asked.model, asked.general, asked.out)
            kept.write_text(json.dumps(told))
        print(kept.read_text(), flush=True)


if __name__ == "__main__":
    main()
