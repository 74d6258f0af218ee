"""Settings of the flows."""

from dataclasses import dataclass

from flower.errors import InputError


@dataclass(frozen=True)
class SamplerSettings:
    """How one elementary step is drawn from the flow.

    Attributes:
        evaluations: network evaluations per sample. 1 asks the network once, at t = 0; with a
            categorical endpoint that already ranks whole steps, and 2 or 4 refine it.
        samples: source points drawn per flask; their answers are averaged. More than one needs
            noise.
        noise: standard deviation of the source around the reactants, in electrons. Must be that
            of training.
        candidates: whole-number changes kept per flask, most probable first.
        log_probability_gap: an entry's change stays open if its log-probability lies at most this
            far below that of no change, in nats; 12 is a chance of six in a million.
        open_entries: at most so many open entries are searched (of electrons and of hydrogens
            each), the most probable ones.

    >>> SamplerSettings(evaluations=2).evaluations
    2
    """

    evaluations: int = 1
    samples: int = 1
    noise: float = 0.0
    candidates: int = 32
    log_probability_gap: float = 12.0
    open_entries: int = 128

    def __post_init__(self) -> None:
        for name in ("evaluations", "samples", "candidates", "open_entries"):
            value = getattr(self, name)
            if value < 1:
                raise InputError(f"{name} = {value}: at least one is needed. Give 1 or more.")
        if not 0 <= self.noise < float("inf"):
            raise InputError(
                f"noise = {self.noise}: a standard deviation in electrons is finite and not "
                "negative. Give 0 (no noise) or a small number such as 0.1."
            )
        if not self.log_probability_gap > 0:
            raise InputError(
                f"log_probability_gap = {self.log_probability_gap}: nothing would stay open. "
                "Give a number above 0, such as 12."
            )
        if self.samples > 1 and self.noise == 0:
            raise InputError(
                f"samples = {self.samples} with noise = 0: every sample would be the same. "
                "Give samples = 1, or a model and settings with noise above 0."
            )


@dataclass(frozen=True)
class JumpSettings:
    """How the elementary steps of one state are searched, jump by jump.

    Attributes:
        candidates: whole-number changes kept per flask, most probable first.
        beam: unfinished steps that go on at each jump, per flask.
        branching: jumps looked at from each of them.
        expansion_threshold: a state less probable than this is not asked about. It counts as
            complete, with half its probability, which costs nothing and fills the lower ranks.
        pruning_threshold: a state less probable than this is given up.
        pairs_at_once: padded node pairs in one network evaluation.

    >>> JumpSettings(beam=8).beam
    8
    """

    candidates: int = 32
    beam: int = 16
    branching: int = 32
    expansion_threshold: float = 1e-3
    pruning_threshold: float = 1e-4
    pairs_at_once: int = 400_000

    def __post_init__(self) -> None:
        for name in ("candidates", "beam", "branching", "pairs_at_once"):
            value = getattr(self, name)
            if value < 1:
                raise InputError(f"{name} = {value}: at least one is needed. Give 1 or more.")
        for name in ("expansion_threshold", "pruning_threshold"):
            if not 0 < getattr(self, name) < 1:
                raise InputError(
                    f"{name} = {getattr(self, name)}: give a number between 0 and 1, such as 0.001."
                )
