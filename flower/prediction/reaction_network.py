"""The whole network of states and elementary steps that a prediction has looked at."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.display import AsDict
from flower.errors import InputError, reason, require_ending
from flower.steps.elementary_step import CurlyArrow, ElementaryStep, without_pairs_told
from flower.untrusted import list_of, number_of, read_json, text_of, whole_of

if TYPE_CHECKING:
    import networkx as nx

SCHEMA, VERSION = "flower-network", 1


@dataclass(frozen=True)
class NetworkState:
    """A flask that the reactants may come by.

    Attributes:
        smiles: canonical, of the whole flask, without stereo; no two states share it.
        new: SMILES of the molecules that the reactants do not hold, what a chemist would call the
            product first, then by-products and leaving groups, largest first.
        depth: elementary steps of the shortest way found.
        reached: probability to come by, summed over all ways found.
        ended: probability to end there, nothing more happening.
        left: probability to be there when a budget, or having no way on but back, ended the search.
    """

    smiles: str
    new: tuple[str, ...]
    depth: int
    reached: float
    ended: float
    left: float


@dataclass(frozen=True)
class NetworkStep:
    """An elementary step between two states, by their places in `ReactionNetwork.states`.

    Attributes:
        source: place of the state before it.
        target: place of the state after it.
        flow: probability that it is taken at all; its own probability is `step.probability`.
        step: the step, as the most probable way there takes it.
    """

    source: int
    target: int
    flow: float
    step: ElementaryStep


@dataclass(frozen=True)
class ReactionNetwork(AsDict):
    """States and elementary steps, branches not followed to an end included.

    Attributes:
        states: the reactants first, then by depth and probability.
        steps: between them, from the reactants on.
        model: name of the model.
        seed: that the model drew with.

    >>> network = ReactionNetwork((NetworkState("O", (), 0, 1.0, 1.0, 0.0),), (), "toy", 0)
    >>> ReactionNetwork.from_json_dict(network.to_json_dict()) == network
    True
    """

    states: tuple[NetworkState, ...]
    steps: tuple[NetworkStep, ...]
    model: str
    seed: int

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as dictionaries and lists; `from_json_dict` reads them."""
        data = asdict(self, dict_factory=_listed)
        return {"schema": SCHEMA, "version": VERSION, **data}

    @classmethod
    def from_json_dict(cls, data: Any) -> ReactionNetwork:
        """Read what `to_json_dict` wrote; raise InputError if it is something else."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise InputError(
                f"This is no reaction network: its `schema` is not `{SCHEMA}`. "
                "Give a file that `flower predict --network` wrote."
            )
        if data.get("version") != VERSION:
            raise InputError(
                f"The network is of version {data.get('version')}, and this flower reads version "
                f"{VERSION}. Write it again with `flower predict --network`."
            )
        try:
            network = cls(
                list_of(data["states"], _state),
                list_of(data["steps"], _network_step),
                text_of(data["model"]),
                whole_of(data["seed"]),
            )
            if not network.states:
                raise ValueError("it has no state")
            ends = [end for step in network.steps for end in (step.source, step.target)]
            if not all(0 <= end < len(network.states) for end in ends):
                raise ValueError("a step leads to no state")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"The reaction network is damaged ({error}). "
                "Write it again with `flower predict --network`."
            ) from error
        return network

    def to_networkx(self) -> nx.DiGraph:
        """Return a directed graph: nodes by SMILES, attributes as those of the dataclasses.

        Attributes that hold several values are joined to one text, so that any graph format can
        hold them.
        """
        import networkx as nx

        graph = nx.DiGraph(model=self.model, seed=self.seed)
        for state in self.states:
            data = {**asdict(state), "new": ".".join(state.new)}
            graph.add_node(data.pop("smiles"), **data)
        for edge in self.steps:
            step = edge.step
            graph.add_edge(
                self.states[edge.source].smiles,
                self.states[edge.target].smiles,
                flow=edge.flow,
                probability=step.probability,
                kind=step.kind,
                description=step.description,
                mapped=step.mapped,
            )
        return graph

    def save(self, path: str | Path) -> None:
        """Write it as JSON to a name that ends in `.json`, as GraphML to one in `.graphml`.

        Raises InputError for another ending, or if the file cannot be written.
        """
        path = Path(path)
        ending = require_ending(path, (".json", ".graphml"), "a network")
        try:
            if ending == ".graphml":
                import networkx as nx

                nx.write_graphml(self.to_networkx(), path)
            else:
                path.write_text(json.dumps(self.to_json_dict(), indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"`{path}` cannot be written ({reason(error)}); give another name."
            ) from error

    @classmethod
    def load(cls, path: str | Path) -> ReactionNetwork:
        """Read JSON that `save` wrote; raise InputError if it cannot be read."""
        try:
            data = read_json(Path(path))
        except OSError as error:
            raise InputError(f"`{path}` cannot be read ({reason(error)}).") from error
        except ValueError as error:
            raise InputError(
                f"`{path}` is no JSON ({error}); give a file that `flower predict --network` wrote."
            ) from error
        return cls.from_json_dict(data)


def _state(data: Any) -> NetworkState:
    _check_names(data, NetworkState)
    return NetworkState(
        text_of(data["smiles"]),
        list_of(data["new"], text_of),
        whole_of(data["depth"]),
        *(number_of(data[name]) for name in ("reached", "ended", "left")),
    )


def _network_step(data: Any) -> NetworkStep:
    _check_names(data, NetworkStep)
    ends = whole_of(data["source"]), whole_of(data["target"])
    return NetworkStep(*ends, number_of(data["flow"]), _step(data["step"]))


def _step(data: Any) -> ElementaryStep:
    _check_names(data, ElementaryStep)
    texts = {
        k: text_of(data[k]) for k in ("reactants", "products", "mapped", "description", "kind")
    }
    return ElementaryStep(
        **texts,
        probability=number_of(data["probability"]),
        arrows=list_of(data["arrows"], _arrow),
        formed=list_of(data["formed"], text_of),
    )


def _arrow(data: Any) -> CurlyArrow:
    arrow = {"electrons": 2, **data} if isinstance(data, dict) else data
    _check_names(arrow, CurlyArrow)
    if arrow["electrons"] not in (1, 2):
        raise ValueError("an arrow moves one electron or two")
    source, sink = (list_of(arrow[name], whole_of) for name in ("source", "sink"))
    return CurlyArrow(source, sink, whole_of(arrow["electrons"]))


def _check_names(data: Any, kind: type[Any]) -> None:
    known = {field.name for field in fields(kind)}
    if not isinstance(data, dict) or set(data) != known:
        wrong = sorted(set(data) ^ known) if isinstance(data, dict) else [type(data).__name__]
        raise ValueError(f"a {kind.__name__} holds {', '.join(wrong[:6])} wrongly")


def _listed(data: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in without_pairs_told(data)
    }
