"""What a flask teaches: the way of one mechanism, if no other would go there first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rdkit import Chem
from rdkit.Chem import rdMolHash

from flower.composing.ends import left_over
from flower.electrons import State, smiles_to_state, state_to_smiles, uncharged
from flower.mechanisms.beginnings import beginnings
from flower.mechanisms.fronts import Way
from flower.mechanisms.rounds import gone_through
from flower.mechanisms.target import in_order_of_liking
from flower.mechanisms.template import MechanismTemplate
from flower.mechanisms.ways_through import ways_from
from flower.mechanisms.working_up import to_rest

_MOST_EQUAL = 12  # ways of equal rank whose ends are compared
_MOST_RIVAL = 4  # the same, of another mechanism
_ASKED_FOR = frozenset({"light", "heat", "pressure"})  # a flask has them only where they are meant

_MEET = "a proton passes from the "
_TWICE = Chem.MolFromSmarts(
    "[$([n+;!H0]~[n+;!H0]),$([n+;!H0]~*~[n+;!H0]),$([n+;!H0]~*~*~[n+;!H0])]"
)

GOES_NOT = "the mechanism does not go on the flask"
UNDECIDED = "sites that the mechanism does not tell apart"
BEATEN = "another mechanism goes first or could go, too"
PROTONATED_TWICE = "an azine would be protonated twice"
UNFINISHED = "an end at which something would go on"
LEFT_OUT = "makes a molecule that is left out"


@dataclass(frozen=True, eq=False)
class Taught:
    """The way of a mechanism from a flask.

    Attributes:
        flask: as written, before acids and bases have met.
        way: through the mechanism, up to the end.
        rivals: names of other mechanisms that go on the flask and are not known to be slower.
        steps: what the mechanism does, which tells its routes apart.
        begun: how acids and bases had met before, and whether a work-up waits.
    """

    flask: State
    way: Way
    rivals: frozenset[str]
    steps: tuple[str, ...]
    begun: str

    @property
    def has_work_up(self) -> bool:
        """Whether something of the flask waits until the mechanism is through."""
        return self.begun.endswith(str(True))


class Teacher:
    """One mechanism, and the others of the library that could go where it does."""

    def __init__(
        self,
        template: MechanismTemplate,
        templates: Sequence[MechanismTemplate],
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        self.template = template
        self.left_out = left_out
        self._others = [
            one
            for one in templates
            if one.name != template.name
            and (template.is_elementary or not one.is_elementary)
            and template.name not in one.yields_to
            and not (_ASKED_FOR & set(one.conditions)) - set(template.conditions)
        ]

        self._named = {one.name for one in self._others if not one.is_elementary}

    def taught(
        self, flask: str, like: Taught | None = None, steps: tuple[str, ...] = ()
    ) -> Taught | str:
        """Return what a flask teaches, or why it teaches nothing.

        It may have the rivals that a flask ``like`` it has, and must begin in the same way. What is
        an example of the mechanism, by ``steps``, may have any, and begin anyhow; but a general
        step explains only what no named mechanism does.
        """
        is_example = bool(steps)
        steps = like.steps if like else steps
        tolerated = like.rivals if like else frozenset()
        state = smiles_to_state(flask)
        rivals = set[str]()
        for beginning in beginnings(state):
            front = beginning.front()
            if front is None or front.begun.added:
                continue
            ways = ways_from(front, self.template) if self.template.fits(front.flask) else []
            if not ways:
                rivals |= gone_through(front, self._others).keys()
                if not is_example and rivals - tolerated:
                    return GOES_NOT
                continue
            begun = f"{beginning.meet.__name__} {bool(beginning.waiting)}"
            if like and begun != like.begun:
                return GOES_NOT
            best = _best(ways, _MOST_EQUAL)
            ends = {_end(way) for way in best}
            if len(ends) > 1:
                best = [way for way in best if names_of(way)[: len(steps)] == steps]
                ends = {_end(way) for way in best}
            if min(len(set(map(same, best))) for same in (_isomer, _tautomers)) > 1:
                return UNDECIDED
            if any(way.end.mol.HasSubstructMatch(_TWICE) for way in best):
                return PROTONATED_TWICE
            # An example that makes one still shows what the mechanism needs.
            if not is_example and any(self._makes_left_out(way) for way in best):
                return LEFT_OUT
            gone = gone_through(front, self._others)
            rivals |= {name for name, others in gone.items() if not _ends(others) <= ends}
            if not is_example and rivals - tolerated:
                return BEATEN
            if self.template.is_elementary and rivals & self._named:
                return BEATEN
            way = min(best, key=in_order_of_liking)
            # An oxonium ion is an end where a solvent takes protons, as that of the example shows.
            if like and left_over(way.end.mol) - left_over(like.way.end.mol):
                return UNFINISHED
            return Taught(state, way, frozenset(rivals), names_of(way), begun)
        return GOES_NOT

    def _makes_left_out(self, way: Way) -> bool:
        return bool(self.left_out & set(made(way)))


def names_of(way: Way) -> tuple[str, ...]:
    """The steps of a way in words, those in which acids and bases of the flask meet left out."""
    names = (step.name for step in way.steps)
    return tuple(name for name in names if not name.startswith(_MEET))


def made(way: Way) -> Iterator[str]:
    """Yield the molecules that the steps of a way make, uncharged, stereo aside.

    What was there with other protons, such as the acid that is a catalyst, is not made.
    """
    there = set(map(uncharged, _molecules(way.steps[0].reactants)))
    for step in way.steps:
        yield from set(map(uncharged, _molecules(step.products) - there)) - there


def _molecules(state: State) -> set[str]:
    return set(state_to_smiles(state).split("."))


def _best(ways: Sequence[Way], most: int) -> list[Way]:
    """Those at the site that the mechanism prefers, up to their ends."""
    first = min(way.rank for way in ways)
    return [to_rest(way) for way in islice((w for w in ways if w.rank == first), most)]


def _ends(ways: Sequence[Way]) -> set[str]:
    return {_end(way) for way in _best(ways, _MOST_RIVAL)}


def _end(way: Way) -> str:
    """The flask at the end, stereo aside, hydrogens that are nodes as the others."""
    return str(Chem.MolToSmiles(_folded(way.end.mol), isomericSmiles=False))


def _isomer(way: Way) -> str:
    """The flask at the end with its configuration, hydrogens that are nodes as the others."""
    return str(Chem.MolToSmiles(_folded(way.end.mol)))


def _tautomers(way: Way) -> str:
    """The same for all tautomers: which of them a step gives makes no difference."""
    end = _folded(way.end.mol)
    return str(rdMolHash.MolHash(end, rdMolHash.HashFunction.HetAtomTautomer))


def _folded(mol: Chem.Mol) -> Chem.Mol:
    folding = Chem.RemoveHsParameters()
    folding.showWarnings = False  # of a free proton, that it is left where it is
    return Chem.RemoveHs(mol, folding, sanitize=False)
