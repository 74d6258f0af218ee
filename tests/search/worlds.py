"""Small worlds to search: a directed graph of flasks with probabilities on its arrows."""

from collections.abc import Callable, Mapping, Sequence

from flower.electrons import Candidate, State, make_change, smiles_to_state, state_to_smiles

END = "end"
SOMETHING = make_change(lone=[(0, -2)])

World = Mapping[str, Mapping[str, float]]


class Guide:
    """Proposes what a world says; remembers each batch it was asked."""

    def __init__(
        self, world: World, order: Callable[[list[Candidate]], list[Candidate]] = list
    ) -> None:
        self.world, self.order = world, order
        self.batches: list[list[str]] = []
        self.thresholds: list[list[float]] = []

    def __call__(
        self, states: Sequence[State], thresholds: Sequence[float] = ()
    ) -> list[list[Candidate]]:
        names = [state_to_smiles(state) for state in states]
        self.batches.append(names)
        self.thresholds.append(list(thresholds))
        return [self.order(self._candidates(name)) for name in names]

    def _candidates(self, name: str) -> list[Candidate]:
        return [
            Candidate(make_change(), smiles_to_state(name), name, p)
            if following == END
            else Candidate(SOMETHING, smiles_to_state(following), following, p)
            for following, p in self.world.get(name, {END: 1.0}).items()
        ]
