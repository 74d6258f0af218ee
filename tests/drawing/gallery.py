"""Ten bundled mechanisms, and nine of single electrons, as pictures to look at.

python -m tests.drawing.gallery OUT_DIR        draws them, light and dark, with an index.html
python -m tests.drawing.gallery --predict      predicts them anew into data/sets/gallery
python -m tests.drawing.gallery --readme       draws the picture of the README anew
"""

import csv
import sys
from functools import cache
from html import escape
from pathlib import Path

import flower
from flower.drawing import DrawingSettings, draw_mechanism
from tests.drawing.radicals import RADICALS, Mechanism

SETS = Path(__file__).parents[2] / "data" / "sets"
STEPS = SETS / "gallery" / "steps.tsv"
NAMES = (
    "Amide from acid chloride",
    "Amide by HATU",
    "Boc removal",
    "SNAr with an amine",
    "SN2 by azide",
    "Imine formation",
    "Ketone reduction",
    "Mitsunobu ether",
    "Wittig",
    "Acid chloride by thionyl chloride",
)


@cache
def drawn() -> tuple[Mechanism, ...]:
    """All that the gallery shows."""
    return (*mechanisms(), *RADICALS)


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    found: dict[str, Mechanism] = {}
    with STEPS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            mechanism = found.setdefault(row["name"], Mechanism(row["name"], [], []))
            mechanism.titles.append(row["title"])
            mechanism.steps.append(row["mapped"])
    return tuple(found.values())


def predict() -> None:
    """Write the steps that the shipped model predicts for ten of the textbook flasks."""
    with (SETS / "textbook" / "reactions.csv").open(newline="", encoding="utf-8") as file:
        flasks = {row["name"]: row["reactants"] for row in csv.DictReader(file)}
    with STEPS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["name", "step", "title", "mapped"])
        for name in NAMES:
            steps = flower.predict(flasks[name]).outcomes[0].steps
            for number, step in enumerate(steps, 1):
                title = f"{step.kind} {step.probability:.1%}"
                writer.writerow([name, number, title, step.mapped])


def draw(folder: Path) -> None:
    """Draw all mechanisms as SVG and PNG, and a page that shows them."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = ['<!doctype html><meta charset="utf-8"><title>Gallery</title>']
    for mechanism in drawn():
        parts.append(f"<h2>{escape(mechanism.name)}</h2>")
        for theme in ("light", "dark"):
            settings = DrawingSettings(theme=theme)
            drawing = draw_mechanism(mechanism.steps, settings, mechanism.titles)
            stem = f"{mechanism.name.lower().replace(' ', '-')}-{theme}"
            drawing.save(folder / f"{stem}.svg")
            drawing.save(folder / f"{stem}.png")
            parts.append(f'<p><img src="{stem}.svg" width="{drawing.width}" alt="{stem}"></p>')
    (folder / "index.html").write_text("\n".join(parts) + "\n", encoding="utf-8")


def readme_pictures() -> dict[Path, str]:
    """The amide, for the README, by file: on a light and on a dark page."""
    amide, pictures = mechanisms()[0], {}
    for theme in ("light", "dark"):
        settings = DrawingSettings(theme=theme, transparent=True, spectators="hidden", width=1600)
        drawing = draw_mechanism(amide.steps, settings, amide.titles)
        pictures[STEPS.parent / f"amide-{theme}.svg"] = drawing.svg
    return pictures


if __name__ == "__main__":
    if sys.argv[1:] == ["--predict"]:
        predict()
    elif sys.argv[1:] == ["--readme"]:
        for path, svg in readme_pictures().items():
            path.write_text(svg, encoding="utf-8")
    elif len(sys.argv) == 2:
        draw(Path(sys.argv[1]))
    else:
        print(__doc__)
