"""Mechanisms as files hold them: steps of one reaction together, or what `flower predict` wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from flower.electrons import state_to_smiles
from flower.electrons.effort import Effort, Exhausted
from flower.errors import InputError, shorten
from flower.records.elementary import StepRecord
from flower.records.readers import read_steps
from flower.records.sources import name_damage, open_text
from flower.steps import mapped_step_to_states
from flower.untrusted import MOST_JSON_BYTES, list_of, parse_json, text_of, whole_of

_JSON = (".json", ".jsonl")
Numbered = tuple[int, str]
_MOST_STEPS, _MOST_WALKED = 300, 100_000


@dataclass(frozen=True)
class Mechanism:
    """A mechanism that somebody proposes.

    Attributes:
        name: for the record.
        steps: `reactants>>products` of the whole flask, in order, mapped or not.
        outcome: rank of the outcome, or candidate, of a prediction that it is; else None.
        stages: of one in stages, what is done in each and how many of the steps are its own.
        columns: what else its first line tells, by name.

    >>> Mechanism("SN2", ("CCBr.[OH-]>>CCO.[Br-]",)).name
    'SN2'
    """

    name: str
    steps: tuple[str, ...]
    outcome: int | None = None
    stages: tuple[tuple[str, int], ...] = ()
    columns: Mapping[str, object] = field(default_factory=dict, compare=False)

    def longest_way(self) -> Mechanism:
        """Return the most steps that follow one another, from where the first one starts.

        Recorded mechanisms may branch: which base takes the proton, which of two like sites
        reacts first. Steps in which nothing happens are left out; text that is no mapped step
        raises InputError. One in stages does not branch, and is returned as it is.

        >>> first, other = "[NH3:1].[ClH:2]", "[NH4+:1].[Cl-:2]"
        >>> branched = Mechanism("", (f"{first}>>{other}", f"{other}>>{other}"))
        >>> branched.longest_way().steps == branched.steps[:1]
        True
        """
        if self.stages:
            return self
        following: dict[str, list[tuple[str, str]]] = {}
        starts: list[str] = []
        for step in self.steps:
            before, after = (state_to_smiles(side) for side in mapped_step_to_states(step))
            starts.append(before)
            if before != after:
                following.setdefault(before, []).append((after, step))

        if len(self.steps) > _MOST_STEPS:
            raise InputError(
                f"`{self.name}` has {len(self.steps):,} steps; the longest way is looked for "
                f"among at most {_MOST_STEPS}."
            )
        effort = Effort(_MOST_WALKED)

        def longest(state: str, passed: frozenset[str]) -> tuple[str, ...]:
            effort.spend(1)
            ways = [
                (step, *longest(after, passed | {after}))
                for after, step in following.get(state, ())
                if after not in passed
            ]
            return max(ways, key=len, default=())

        try:
            way = longest(starts[0], frozenset(starts[:1])) if starts else ()
        except Exhausted as error:
            raise InputError(
                f"`{self.name}` branches too often for its longest way to be found; give fewer "
                "of its steps."
            ) from error
        return Mechanism(self.name, way)


def read_mechanisms(path: str | Path, column: str = "reaction") -> Iterator[Mechanism]:
    """Yield the mechanisms of a file.

    Read are files of steps, as `read_steps` reads them: lines that follow one another with the
    same reaction id (and path) are one mechanism, without an id each line is its own. Of JSON (one
    object, a list, or one object a line) that `flower predict --json` wrote, every outcome with
    steps is one, or where there is none, what happens if the flask reacts; of `flower step
    --json`, every candidate. The step in which nothing more happens is a step too.

    Raises InputError if the file cannot be read, or is JSON of something else.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "steps.txt"
    >>> _ = file.write_text("CCBr.[OH-]>>CCO.[Br-]|7\\nCCO>>CCO|7\\nO.Cl>>[OH3+].[Cl-]\\n")
    >>> [(m.name, len(m.steps)) for m in read_mechanisms(file)]
    [('reaction 7', 2), ('line 3', 1)]
    """
    path = Path(path)
    if path.suffix.lower() in _JSON:
        return _of_predictions(path)
    return _of_steps(read_steps(path, column, others=True))


def _of_steps(records: Iterable[StepRecord]) -> Iterator[Mechanism]:
    def belongs_to(record: StepRecord) -> tuple[object, ...]:
        if record.reaction_id is None:
            return ("line", record.line)
        return ("reaction", record.reaction_id, record.path)

    for (kind, number, *path), group in groupby(records, belongs_to):
        name = f"{kind} {number}" + (f", path {path[0]}" if path and path[0] is not None else "")
        records = list(group)
        steps = tuple(record.reaction for record in records)
        yield Mechanism(name, steps, columns=records[0].columns)


def _of_predictions(path: Path) -> Iterator[Mechanism]:
    for number, one in enumerate(_objects(path), 1):
        yield from _of_prediction(one, number, path)


def _objects(path: Path) -> Iterator[Any]:
    """The objects of a JSON file: one, a list of them, or one a line, which are not held."""
    with open_text(path) as stream:
        lines = iter(name_damage(path, enumerate(stream, 1)))
        first = next((entry for entry in lines if entry[1].strip()), None)
        if first is None:
            return
        try:
            told = parse_json(first[1])
        except ValueError:  # the line is not the whole document
            told = _whole_document(path, first, lines)
            lines = iter(())
        yield from told if isinstance(told, list) else [told]
        for number, line in lines:
            if line.strip():
                yield _parsed(path, line, number)


def _whole_document(path: Path, first: Numbered, lines: Iterator[Numbered]) -> Any:
    text = bytearray(first[1].encode())
    for _, line in lines:
        text += line.encode()
        if len(text) > MOST_JSON_BYTES:
            raise InputError(
                f"`{path}` is one JSON document of more than {MOST_JSON_BYTES:,} bytes; "
                "write one prediction a line."
            )
    return _parsed(path, text.decode(), first[0])


def _parsed(path: Path, text: str, number: int) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        raise InputError(
            f"`{path}` is no JSON from line {number} on ({error}); give what "
            "`flower predict --json` wrote."
        ) from error


def _of_prediction(data: Any, number: int, path: Path) -> Iterator[Mechanism]:
    try:
        flask = shorten(text_of(data["input"]), 60)
        if "candidates" in data:
            for one in data["candidates"]:
                rank = whole_of(one["rank"])
                mapped = text_of(one["step"]["mapped"])
                yield Mechanism(f"{flask}, candidate {rank}", (mapped,), rank)
            return
        found = _with_steps(data["outcomes"]) or _with_steps(data.get("if_reacts", []))
        for rank, steps, stages in found:
            yield Mechanism(f"{flask}, outcome {rank}", steps, rank, stages)
    except (KeyError, TypeError) as error:
        raise InputError(
            f"Object {number} of `{path}` is no prediction; give what "
            "`flower predict --json` wrote."
        ) from error


def _with_steps(outcomes: Any) -> list[tuple[int, tuple[str, ...], tuple[tuple[str, int], ...]]]:
    """Rank, mapped steps and stages of the outcomes in which something happens."""
    found = []
    for outcome in outcomes:
        steps = list_of(outcome["steps"], lambda step: text_of(step["mapped"]))
        stages = list_of(outcome.get("stages", []), _stage)
        if stages and sum(count for _, count in stages) != len(steps):
            raise TypeError("its stages have other steps than it has")
        if steps:
            found.append((whole_of(outcome["rank"]), steps, stages))
    return found


def _stage(told: Any) -> tuple[str, int]:
    return text_of(told["text"]), whole_of(told["steps"])
