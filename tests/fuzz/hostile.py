"""Valid inputs that are hard: flasks, steps, drawings, reactions, mechanisms and requests."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from flower.change import Change, make_change
from flower.electrons import State, apply_change, problem_with, smiles_to_state, state_to_smiles
from flower.errors import FlowerError
from flower.steps import Step
from tests.fuzz.skeletons import SKELETONS, Skeleton

Made = Callable[[random.Random], bytes]
_BESIDE = ("CN", "Cl", "CC=O", "CO", "[OH-].[Na+]", "CCN(CC)CC", "CBr", "C=C", "[Br-].[K+]")
_TAILS = ("C=O", "N", "CCl", "O", "C(=O)Cl", "C(=O)O", "CBr", "[NH3+].[Cl-]", "C=C")
_REACTIONS = (  # what the skeleton bears, what is put in beside it, what it bears in the end
    ("C(=O)Cl", ".CN.CCN(CC)CC", "C(=O)NC"),
    ("C(=O)O", ".CO.Cl", "C(=O)OC"),
    ("CBr", ".[N-]=[N+]=[N-].[Na+]", "CN=[N+]=[N-]"),
    ("N", ".CC(=O)Cl", "NC(C)=O"),
    ("C=C", ".BrBr", "C(Br)CBr"),
    ("C=O", ".[BH4-].[Na+].CO", "CO"),
)
_NITROGEN, _OXYGEN, _CARBON = 7, 8, 6
_HALOGENS, _DONORS = (9, 17, 35, 53), (7, 8, 16, 17, 35)


def _size(rng: random.Random, most: int) -> int:
    """Mostly small, at times as large as may be."""
    return rng.randrange(3, most) if rng.random() < 0.25 else rng.randrange(3, max(4, most // 4))


def skeleton(rng: random.Random, most: int) -> Skeleton:
    """A carbon skeleton of one of the kinds, with other elements and double bonds at times."""
    kind = rng.choice(list(SKELETONS))
    size = _size(rng, most) // (4 if kind == "cubanes" else 1)
    made = Skeleton(SKELETONS[kind](max(2, size), rng), rng)
    made.unsaturated(rng.choice((0, 0, 0.3, 1.0)), rng.choice((2, 2, 2, 3)))
    made.with_other_elements(rng.choice((0, 0, 0.1, 0.3)))
    return made


def molecule(rng: random.Random, most: int = 120) -> str:
    """One molecule, its reacting group included at times."""
    return skeleton(rng, most).smiles(rng.choice(("", "", *_TAILS[:7])))


def flask(rng: random.Random, most: int = 120) -> str:
    """Some hard molecules beside ordinary ones; many equal ones at times."""
    molecules = [molecule(rng, most)]
    if rng.random() < 0.2:
        molecules *= rng.randrange(2, 12)
    if rng.random() < 0.2:
        molecules += [molecule(rng, 20)]
    if rng.random() < 0.1:
        molecules += [rng.choice(_BESIDE)] * rng.randrange(2, 60)
    molecules += rng.sample(_BESIDE, rng.randrange(3))
    return ".".join(molecules)


def _changes(state: State, rng: random.Random) -> list[Change]:
    """Proton transfers, additions, substitutions and ionisations at some atoms of a flask."""
    n = len(state) - 1
    element, lone = state.element[:n], state.lone[:n]
    givers = [i for i in range(n) if lone[i] >= 2 and element[i] in _DONORS]
    acids = [i for i in range(n) if state.hydrogens[i] and element[i] in _DONORS]
    found = []
    for i, j in zip(_some(givers, rng), _some(acids, rng), strict=False):
        if i != j:
            found.append(make_change([], [(i, -2), (j, 2)], [(i, 1), (j, -1)]))
    for a, b in _some(list(zip(*np.nonzero(state.bonds[:n, :n]), strict=True)), rng, 60):
        i, j = int(a), int(b)
        polar = element[i] == _CARBON and element[j] in (_NITROGEN, _OXYGEN, *_HALOGENS)
        if not polar or not (state.bonds[i, j] > 1 or element[j] in _HALOGENS):
            continue
        found.append(make_change([(i, j, -1)], [(j, 2)]))
        found += [
            make_change([(i, k, 1), (i, j, -1)], [(k, -2), (j, 2)])
            for k in _some(givers, rng, 3)
            if not state.bonds[i, k] and k not in (i, j)
        ]
    return found


def _some(items: Sequence[Any], rng: random.Random, most: int = 4) -> list[Any]:
    return rng.sample(list(items), min(most, len(items)))


def way(rng: random.Random, most: int, length: int) -> list[tuple[State, Change]]:
    """A flask and what happens in it, one step after the other; none if nothing can."""
    try:
        state = smiles_to_state(flask(rng, most) + rng.choice((".CN.Cl", ".CC=O.CN", ".CBr.N")))
    except FlowerError:
        return []
    taken = []
    for _ in range(length):
        for change in rng.sample(found := _changes(state, rng), len(found)):
            after = apply_change(state, change)
            if problem_with(after, change.nodes()) is None:
                taken.append((state, change))
                state = after
                break
    return taken


def flasks(rng: random.Random) -> bytes:
    """A flask, as large as predictions take it."""
    return flask(rng, 250).encode()


def steps(rng: random.Random) -> bytes:
    """An elementary step: mapped, without numbers, or without one of its products."""
    for _ in range(20):
        for state, change in way(rng, 80, 1):
            if rng.random() < 0.6:
                return Step(state, change).mapped.encode()
            after = state_to_smiles(apply_change(state, change))
            if rng.random() < 0.2 and "." in after:
                after = after.rpartition(".")[0]
            return f"{state_to_smiles(state)}>>{after}".encode()
    return b"N.Cl>>[NH4+].[Cl-]"


def drawings(rng: random.Random) -> bytes:
    """The steps of a mechanism, one a line."""
    for _ in range(20):
        if taken := way(rng, 80, rng.choice((1, 1, 2, 3, 5))):
            return "\n".join(Step(*one).mapped for one in taken).encode()
    return b"[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


def reactions(rng: random.Random) -> bytes:
    """An overall reaction of a hard molecule."""
    made = skeleton(rng, 40)
    while not made.has_room():
        made = skeleton(rng, 40)
    before, beside, after = rng.choice(_REACTIONS)
    spectator = f".{molecule(rng, 25)}" if rng.random() < 0.3 else ""
    return f"{made.smiles(before)}{beside}{spectator}>>{made.smiles(after)}".encode()


def pattern(rng: random.Random, most: int = 24) -> str:
    """SMARTS of a skeleton that tells little of its atoms."""
    kind = rng.choice(list(SKELETONS))
    size = _size(rng, most) // (6 if kind == "cubanes" else 2 if kind in ("ladder", "cage") else 1)
    text = Skeleton(SKELETONS[kind](max(2, size), rng), rng).smiles()
    vague = rng.choice((("*",), ("*", "[#6]"), ("C", "[#6,#7]"), ("[#6]",), ("[C,N,O]", "[!#1]")))
    bond = rng.choice(("~", "~", "", "-,=,:"))
    told = ".".join(
        re.sub(
            r"\[Si\]|[A-Z]", lambda found: (bond if found.start() else "") + rng.choice(vague), t
        )
        for t in text.split(".")
    )
    if rng.random() < 0.3:
        told += rng.choice(("~N", "~[Cl]", ".[#7]", "~[U]"))
    match rng.randrange(6):
        case 0:
            return f"[$({told})]"
        case 1:
            return ".".join([rng.choice(vague)] * rng.randrange(2, 7))
        case 2:
            return rng.choice(("C=O", "[N;!H0]", "[#6]"))
    return told


_STEPS = (
    ("[C:1]=[O:2].[N;!H0:3]>>{0}[C:1]([O-:2])[N+:3]", "3 -> 3-1, 1=2 -> 2", "CC=O.CN>>CC(O)NC"),
    ("[C:1][Br:2].[N:3]>>{0}[C:1][N+:3].[Br-:2]", "3 -> 3-1, 1-2 -> 2", "CBr.NC>>CNC"),
    ("[C;X4:1][Cl:2]>>{0}[C+:1].[Cl-:2]", "1-2 -> 2", "CC(C)(C)Cl>>C[C+](C)C"),
)


def mechanism_files(rng: random.Random) -> bytes:
    """Mechanisms of a user, and in its last line an overall reaction on which they are tried."""
    told, example = list[str](), ""
    for number in range(rng.choice((1, 1, 2, 5))):
        smarts, arrows, example = rng.choice(_STEPS)
        begins = f"{pattern(rng)}." if rng.random() < 0.3 else ""
        smarts = begins + smarts.format(begins)
        lines = [
            f"- name: mine {number}", "  class: mine", "  description: It happens.",
            "  reference: none",
            f"  needs: {json.dumps([pattern(rng) for _ in range(rng.randrange(4))])}",
            f"  forbids: {json.dumps([pattern(rng) for _ in range(rng.randrange(2))])}",
        ]  # fmt: skip
        if rng.random() < 0.4:
            site = f"[#6,#7,#17:1]{rng.choice(('', '~*' * rng.randrange(1, 12)))}"
            lines += ["  prefers:", f"    - site: {json.dumps(site)}", "      because: it is so"]
        lines += [
            "  steps:", "    - step: it happens", f"      smarts: {json.dumps(smarts)}",
            f"      arrows: {json.dumps(arrows)}", f"  examples: [{json.dumps(example)}]",
        ]  # fmt: skip
        told += lines
    made = f"{molecule(rng, 100)}.{example}"
    return "\n".join([*told, f"# {made}"]).encode()


def requests(rng: random.Random) -> bytes:
    """A path of the service and a body."""
    kind = rng.choice(("step", "predict", "report", "score", "map", "many"))
    few = {"beam": rng.choice((1, 2)), "max_steps": rng.choice((1, 2)), "time_limit_s": 5.0}
    body: dict[str, Any]
    match kind:
        case "report":
            body = {"reactants": flask(rng, 40), **few}
        case "score":
            body = {"steps": [steps(rng).decode() for _ in range(rng.randrange(1, 4))]}
        case "map":
            body = {"reaction": reactions(rng).decode(), **few}
        case "step":
            body = {"reactants": flask(rng, 100)}
        case "many":
            kind, body = "predict", {"reactants": [flask(rng, 12) for _ in range(6)], **few}
        case _:
            body = {"reactants": flask(rng, 60), **few}
    return f"{kind} {json.dumps(body).replace('[Si]', 'C')}".encode()  # no element of the model
