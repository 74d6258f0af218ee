"""How well classes that the base model has never seen are learnt from 8, 32 and all examples.

python -m tests.benchmarks.new_classes new_classes/ steps_test.parquet OUT_DIR --from DIR

The base model must not have met the classes: `flower-base` has. Each file of the folder is a class:
steps with the columns of `flower evaluate`, and `split` (train
or test). The examples of a run are drawn by its seed; all else is as `flower finetune` does it.
Judged are 300 test steps of the class and 400 of the general test set. Results are appended to
OUT_DIR/runs.csv, so that a stopped run goes on; then the table is printed and
OUT_DIR/new_classes.svg drawn (needs matplotlib).
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import pandas as pd

import flower

SIZES, SEEDS = (0, 8, 32, 128), (0, 1, 2)
FIGURES = ("step_top1", "step_top3", "pathway_top1", "pathway_top3")
COLUMNS = ("class", "examples", "seed", *FIGURES, "general_step_top1", "seconds")
CLASS_STEPS, GENERAL_STEPS = 300, 400


def judged(model: str, steps: Path, limit: int) -> list[float]:
    """The four shares of an evaluation."""
    found = flower.evaluate(steps, model=model, limit=limit)
    shares = found.step_top[0], found.step_top[2], found.pathway_top[0], found.pathway_top[2]
    return [round(share, 4) for share in shares]


def run(
    base: str, steps: pd.DataFrame, size: int, seed: int, general: Path, work: Path
) -> list[float]:
    """Fine-tune on so many reactions and judge the model; none leaves the base model."""
    test = work / "test.csv"
    steps[steps["split"] == "test"].to_csv(test, index=False)
    model, seconds = base, 0.0
    if size:
        train = steps[steps["split"] == "train"]
        ids = np.random.default_rng(seed).permutation(np.unique(train["reaction_id"]))[:size]
        examples = work / "examples.csv"
        train[train["reaction_id"].isin(ids)].to_csv(examples, index=False)
        model = str(work / f"model-{size}-{seed}")
        settings = flower.FinetuneSettings(seed=seed)
        seconds = flower.finetune(examples, model, start_from=base, settings=settings).seconds
    shares = judged(model, test, CLASS_STEPS)
    return [*shares, judged(model, general, GENERAL_STEPS)[0], round(seconds, 1)]


def done(path: Path) -> pd.DataFrame:
    """The runs there are."""
    return pd.read_csv(path) if path.is_file() else pd.DataFrame(columns=list(COLUMNS))


def print_table(runs: pd.DataFrame) -> None:
    """Means over the seeds, and over classes, in percent."""
    shown = [*FIGURES, "general_step_top1"]
    means = runs.groupby(["class", "examples"])[shown].mean().mul(100)
    print(means.round(1).to_string())
    print(means.groupby("examples").mean().round(1))
    print("seconds of a run:", runs[runs["examples"] > 0]["seconds"].describe().round(0).to_dict())


def draw(runs: pd.DataFrame, path: Path) -> None:
    """Step and pathway top-1 against the number of examples, a line a class."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "flower", "font.size": 10, "svg.fonttype": "none"}
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True, layout="constrained")
    titles = {"step_top1": "Recorded step ranked first", "pathway_top1": "Whole pathway first"}
    for panel, (name, title) in zip(panels, titles.items(), strict=True):
        for label, rows in runs.groupby("class"):
            mean = rows.groupby("examples")[name].mean().mul(100)
            places = [SIZES.index(size) for size in mean.index]
            panel.plot(places, mean, marker="o", label=str(label).replace("_", " "))
            panel.scatter(
                [SIZES.index(size) for size in rows["examples"]], 100 * rows[name], s=8, alpha=0.4
            )
        panel.set_title(title, loc="left")
        panel.set_xticks(range(len(SIZES)), ["none", "8", "32", "all"])
        panel.set_xlabel("reactions given")
        panel.grid(axis="y", alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("% of the test set")
    panels[1].legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("classes", type=Path)
    parser.add_argument("general", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--from", dest="base", required=True, help="a model without the classes")
    told = parser.parse_args()
    told.output.mkdir(parents=True, exist_ok=True)
    runs = told.output / "runs.csv"
    for size in SIZES:
        for seed in SEEDS if size else (0,):
            for file in sorted(told.classes.glob("*.parquet")):
                there = done(runs)
                key = (there["class"] == file.stem) & (there["examples"] == size)
                if (key & (there["seed"] == seed)).any():
                    continue
                work = told.output / file.stem
                work.mkdir(exist_ok=True)
                row = run(told.base, pd.read_parquet(file), size, seed, told.general, work)
                new = not runs.is_file()
                with runs.open("a", newline="", encoding="utf-8") as stream:
                    writer = csv.writer(stream, lineterminator="\n")
                    writer.writerows([COLUMNS] if new else [])
                    writer.writerow([file.stem, size, seed, *row])
    print_table(done(runs))
    draw(done(runs), told.output / "new_classes.svg")


if __name__ == "__main__":
    main()
