"""The figures of the shipped model in its card and in README.md, from the files beside its weights.

python -m tests.models.figures          writes them anew

Read are, where they are there, `steps_valid.json`, `steps_test.json`, `polar_aside.json` (of
`flower evaluate FILE --json`), `reactions_valid.json`, `reactions_test.json` (the same of overall
reactions), `calibration.json` (of `flower calibrate ... --json`), and the textbook set's table.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.data import textbook

HOUSE = Path(__file__).parents[2]
MODEL = HOUSE / "models" / "flower-base"
BEGIN, END = "<!-- figures, written by `python -m tests.models.figures` -->\n", "<!-- end -->"

Figures = Mapping[str, Any]

_SPLITS = {"validation": "valid", "test": "test"}
_SHARES = {
    "step top-1/2/3/5/10": "step_top 1 2 3 5 10",
    "the same, strict": "step_top 1 2 3 5 10 strict",
    "top-1 where something happens": "step_top1_reacting",
    "top-1 where nothing more happens": "end_top1",
    "pathway top-1/3/10": "pathway_top 1 3 10",
    "pathway top-1/3/10, strict": "pathway_top 1 3 10 strict",
    "pathway by its best route top-1/3/10": "route_top 1 3 10",
    "pathway by its best route top-1/3/10, strict": "route_top 1 3 10 strict",
    "conserved before": "conserved_raw",
    "valid and conserved before": "valid_raw",
    "conserved after": "conserved",
    "valid after": "valid",
}
_FAULTS = "fault | steps | ROC-AUC | judged feasible"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def read(name: str) -> dict[str, Any] | None:
    """The figures in a file beside the weights; None if it is not there."""
    path = MODEL / f"{name}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def weights() -> Iterator[str]:
    """Which weights the figures are of."""
    training = (read("settings") or {})["training"]
    data = (MODEL / "weights.safetensors").read_bytes()
    yield (
        f"The figures are of the weights with SHA-256 `{hashlib.sha256(data).hexdigest()}`, of "
        f"which the last run had {training['step']:,} updates and {training['seen']:,} flasks."
    )
    yield ""


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def head(*cells: str) -> Iterator[str]:
    yield row(*cells)
    yield "|" + "---|" * len(cells)


def names(wanted: str) -> list[str]:
    """Of one figure, or of several ranks of it: `step_top 1 3 strict`."""
    name, *ranks = wanted.split()
    strict = "_strict" if "strict" in ranks else ""
    return [f"{name}{rank}{strict}" for rank in ranks if rank != "strict"] or [name]


def told(found: Figures, wanted: str) -> str:
    return " / ".join(percent(found[name]) for name in names(wanted))


def rows_told(found: Figures) -> str:
    first = "" if found["limit"] is None else f"first {found['limit']:,} rows: "
    return f"{first}{found['n_steps']:,} steps"


def steps() -> Iterator[str]:
    """Recorded steps, of the validation and of the test set."""
    found = {label: read(f"steps_{split}") for label, split in _SPLITS.items()}
    there = {label: one for label, one in found.items() if one is not None}
    if not there:
        return
    counts = (f"{label} ({rows_told(one)})" for label, one in there.items())
    yield from head("share, in %", *counts)
    for label, wanted in _SHARES.items():
        if all(one.keys() >= {*names(wanted)} for one in there.values()):
            yield row(label, *(told(one, wanted) for one in there.values()))
    yield ""
    for label, one in there.items():
        yield (
            f"Of the {label} set: {one['n_pathways']:,} pathways, {one['n_candidates']:,} "
            f"candidates looked at for validity, {one['n_refused']} steps that the model could not "
            f"be asked about; expected calibration error {one['expected_calibration_error']:.3f} "
            f"strict, {one['expected_calibration_error_credited']:.3f} credited; "
            f"{one['evaluations_per_step']:.1f} network evaluations and "
            f"{1000 * one['seconds_per_step']:.0f} ms a step."
        )
        yield ""
    last = list(there)[-1]
    for title, groups in (("kind of step", "by_kind"), ("heavy atoms of the flask", "by_size")):
        yield from head(title, f"{last} steps", "top-1", "top-3", "top-10")
        for name, group in there[last][groups].items():
            shares = (percent(group[f"step_top{k}"]) for k in (1, 3, 10))
            yield row(name, f"{group['n_steps']:,}", *shares)
        yield ""


def aside() -> Iterator[str]:
    """Named polar steps that were kept aside."""
    if (found := read("polar_aside")) is None:
        return
    yield from head("named polar steps kept aside", "steps", "top-1/3/5/10", "strict")
    yield row(
        "all", f"{found['n_steps']:,}", told(found, "step_top 1 3 5 10"),
        told(found, "step_top 1 3 5 10 strict"),
    )  # fmt: skip
    yield ""


def reactions() -> Iterator[str]:
    """Overall reactions, by whether their steps are recorded."""
    found = {split: read(f"reactions_{split}") for split in _SPLITS.values()}
    there = {split: one for split, one in found.items() if one is not None}
    if not there:
        return
    yield from head(
        "first reactions of", "recorded steps", "reactions", "product top-1/3/5",
        "first outcome is an end", "seconds a reaction",
    )  # fmt: skip
    for split, one in there.items():
        for name, group in one["by_has_steps"].items():
            yield row(
                f"`overall_{split}`", name, group["n_reactions"], told(group, "product_top 1 3 5"),
                percent(group["first_finished"]), f"{group['seconds_per_reaction']:.1f}",
            )  # fmt: skip
    yield ""


def families() -> list[str]:
    """The last two lines of the textbook set's table by family; empty if it is not written."""
    rows = textbook.rows_in(textbook.CARD.read_text(encoding="utf-8"))
    return list(textbook.by_family(textbook.reactions(), rows))[-2:] if rows else []


def book() -> Iterator[str]:
    if lines := families():
        yield from head("textbook set", "reactions", "first", "in three", "in five")
        yield from lines
        yield ""


def calibration() -> Iterator[str]:
    """What `flower calibrate` has told."""
    if (found := read("calibration")) is None:
        return
    if (judge := found["feasibility"]) is not None:
        yield (
            f"Feasibility: {judge['n_recorded']:,} recorded and {judge['n_wrong']:,} wrong steps, "
            f"ROC-AUC {judge['area_under_curve']:.4f}, expected calibration error "
            f"{judge['calibration_error']:.4f}; at 0.5, {percent(judge['right'])} % of them are "
            "judged right."
        )
        yield ""
        yield from head(*_FAULTS.split(" | "))
        for fault, (n, area, passed) in _faults(judge):
            yield row(fault, f"{n:,}", f"{area:.4f}", f"{percent(passed)} %")
        yield ""
    if (sure := found["confidence"]) is not None:
        many, right = sure["sure"]["n_outcomes"], percent(sure["sure"]["right"])
        plain, plain_right = (sure["sure_by_probability"][key] for key in ("n_outcomes", "right"))
        yield (
            f"Confidence: {sure['n_reactions']:,} reactions, {sure['n_outcomes']:,} outcomes in "
            f"which something happens; expected calibration error "
            f"{sure['calibration_error']:.3f}, of plain probabilities "
            f"{sure['probability_error']:.3f}. Of {many} first outcomes told with 0.9 or more "
            f"{right} % are right; by plain probability, of {plain}, {percent(plain_right)} %."
        )
        yield ""


def _faults(judge: Figures) -> Iterator[tuple[str, tuple[int, float, float]]]:
    for fault, one in judge["faults"].items():
        yield fault, (one["n_steps"], one["area_under_curve"], one["judged_feasible"])


def short() -> Iterator[str]:
    """What README.md tells: the test set and the textbook set."""
    yield from head("asked", "how many", "first", "in three", "in ten (outcomes: in five)")
    if (found := read("steps_test")) is not None:
        shares = (percent(found[f"step_top{k}"]) + " %" for k in (1, 3, 10))
        yield row("recorded steps of the test set", rows_told(found), *shares)
        shares = (percent(found[f"pathway_top{k}"]) + " %" for k in (1, 3, 10))
        yield row("their whole pathways", f"{found['n_pathways']:,}", *shares)
    if (found := read("polar_aside")) is not None:
        shares = (percent(found[f"step_top{k}"]) + " %" for k in (1, 3, 10))
        yield row("named polar steps kept aside", f"{found['n_steps']:,} steps", *shares)
    if (found := read("reactions_test")) is not None:
        for name, group in found["by_has_steps"].items():
            shares = (percent(group[f"product_top{k}"]) + " %" for k in (1, 3, 5))
            yield row(f"patent reactions {name} recorded: product", group["n_reactions"], *shares)
    for line in families():
        name, *counts = (cell.strip(" *") for cell in line.strip("| ").split("|"))
        yield row(f"textbook set, {name}", *counts)
    yield ""


def card() -> str:
    parts = (weights(), steps(), aside(), reactions(), book(), calibration())
    return "\n".join(line for part in parts for line in part)


PAGES = {MODEL / "card.md": card, HOUSE / "README.md": lambda: "\n".join(short())}
"""Each page with the text that stands in it between `BEGIN` and `END`."""


def with_figures(page: str, figures: str) -> str:
    """The page with other figures."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    assert mark, f"the page has no place for figures, between {BEGIN.strip()} and {END}"
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


def main() -> None:
    for path, figures in PAGES.items():
        page = path.read_text(encoding="utf-8")
        path.write_text(with_figures(page, figures()), encoding="utf-8")
        print(path.relative_to(HOUSE))


if __name__ == "__main__":
    main()
