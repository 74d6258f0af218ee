"""Size of the network."""

from __future__ import annotations

from dataclasses import dataclass

from flower.errors import InputError

HEADS = ("jumps", "endpoint")


@dataclass(frozen=True)
class NetworkSettings:
    """Size and shape of a `FlowNetwork`.

    Attributes:
        width: channels of a node.
        layers: transformer blocks.
        heads: attention heads; ``width`` is a multiple of it.
        expansion: hidden width of a block's feed-forward part, in widths.
        pair_rank: inner dimension of the bilinear pair head, per class.
        dropout: share of block outputs dropped in training.
        head: what it predicts: the next of the "jumps" of the discrete flow, or the "endpoint" of
            the continuous one.
    """

    width: int = 192
    layers: int = 8
    heads: int = 12
    expansion: int = 4
    pair_rank: int = 24
    dropout: float = 0.0
    head: str = "jumps"

    def __post_init__(self) -> None:
        """Refuse sizes that make no network."""
        for name in ("width", "layers", "heads", "expansion", "pair_rank"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}; give 1 or more.")
        if self.width % self.heads:
            raise InputError(
                f"width {self.width} is no multiple of heads {self.heads}; change one of them."
            )
        if not 0 <= self.dropout < 1:
            raise InputError(f"dropout is {self.dropout}; give 0 up to, not including, 1.")
        if self.head not in HEADS:
            raise InputError(f"head is `{self.head}`; give {' or '.join(HEADS)}.")
