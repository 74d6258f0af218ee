"""Steps that mechanisms take, as the arrays that are trained on: no text is written or read."""

from __future__ import annotations

import csv
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from flower.electrons import ATOM_COLUMNS, HYDROGEN
from flower.electrons.resonance import closest_resonance_form
from flower.electrons.smiles import aromatic_bonds
from flower.mechanisms.template import TakenStep
from flower.records.encoding import EncodedStep, encode_states, encode_step, joined
from flower.records.merging import SeenSteps
from flower.records.sources import LONGEST_LINE
from flower.records.store_writer import StepStoreWriter
from flower.records.tally import Tally
from flower.steps import Step

_STEPS_AT_ONCE = 4096
_COUNT = np.dtype("<u4")


class PackedRow(NamedTuple):
    """A step in a file of steps that are to become arrays, and what is told of it."""

    line: int
    path: int
    mechanism: str
    conditions: int
    step: bytes


def encode_taken(step: TakenStep) -> EncodedStep:
    """Return the arrays of a step, those that its mapped text would be read as.

    They may differ in which Kekulé form is drawn of an aromatic molecule.
    """
    if (step.reactants.element[:-1] == HYDROGEN).any():
        # What is a node and what a count is decided by both sides of the text.
        return encode_step(Step(step.reactants, step.change, step.products).mapped)
    products = step.products
    if step.change.nodes():
        aromatic = aromatic_bonds(step.mol, list(range(len(products) - 1)))
        products = closest_resonance_form(products, step.reactants, aromatic)
    return encode_states(step.reactants, products)


def pack(step: TakenStep) -> bytes:
    """Return the arrays of a step as bytes; see `unpack`."""
    encoded = encode_taken(step)
    counts = np.array([len(rows) for rows in encoded], _COUNT)
    return counts.tobytes() + b"".join(rows.tobytes() for rows in encoded)


def unpack(packed: bytes) -> EncodedStep:
    """Return the arrays that `pack` packed."""
    n, m, c = np.frombuffer(packed, _COUNT, 3).tolist()
    bonds = 3 * _COUNT.itemsize + n * len(ATOM_COLUMNS)
    return EncodedStep(
        np.frombuffer(packed, np.int8, n * len(ATOM_COLUMNS), 3 * _COUNT.itemsize).reshape(n, -1),
        np.frombuffer(packed, np.int16, 3 * m, bonds).reshape(m, 3),
        np.frombuffer(packed, np.int16, 3 * c, bonds + 6 * m).reshape(c, 3),
    )


def write_arrays(packed: Path, output: Path, source: dict[str, Any]) -> Tally:
    """Make a folder of arrays of a file of packed rows, each step once; replace one that is there.

    ``source`` is what `meta.json` says of where they come from.
    """
    tally, seen = Tally(), SeenSteps()
    with StepStoreWriter(output, overwrite=True) as writer:
        rows = _rows(packed)
        while block := list(islice(rows, _STEPS_AT_ONCE)):
            steps = [unpack(row.step) for row in block]
            new = [k for k, row in enumerate(block) if seen.is_new(steps[k], row.conditions)]
            tally.duplicates += len(block) - len(new)
            bits = [block[k].conditions for k in new]
            encoded = joined([steps[k] for k in new], bits, new, [])
            told = np.array(
                [
                    (row.line, row.path, tally.class_number(row.mechanism), row.line)
                    for row in map(block.__getitem__, new)
                ],
                np.int32,
            ).reshape(-1, 4)
            writer.append(encoded, told)
            tally.count(encoded, told[:, 3], [str(source["name"])] * len(new))
        tally.lines = source["lines"]
        meta = tally.meta([{**source, "steps": tally.steps}])
        writer.finish({**meta, "merged": {"duplicates": tally.duplicates, "left_out": 0}})
    return tally


def _rows(packed: Path) -> Iterator[PackedRow]:
    csv.field_size_limit(LONGEST_LINE)
    with packed.open(encoding="utf-8", newline="") as stream:
        for line, path, mechanism, conditions, step in csv.reader(stream):
            yield PackedRow(int(line), int(path), mechanism, int(conditions), b64decode(step))
