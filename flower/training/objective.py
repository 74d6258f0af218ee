"""What a network is trained on: the loss of its flow as one module, in some precision."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from flower.flow import Flow
from flower.network import FlaskBatch, FlowNetwork
from flower.proposals import predictor


class LossOfBatch(nn.Module):
    """Network and flow as one module: the sum of the losses of a batch.

    `DistributedDataParallel` exchanges gradients of a module that is called once a batch, while
    the flow asks the network by itself. Each batch uses every parameter, whatever its flasks.
    """

    def __init__(
        self,
        network: FlowNetwork,
        flow: Flow[Any, Any],
        autocast: Callable[[], AbstractContextManager[object]],
    ) -> None:
        super().__init__()
        self.network, self.flow, self.autocast = network, flow, autocast

    def forward(self, flasks: FlaskBatch, targets: Any) -> Tensor:
        """Return the sum of the losses, in nats; ``targets`` are what the flow prepared."""
        with self.autocast():
            predict = predictor(self.network, self.flow, flasks)
            loss: Tensor = self.flow.loss(predict, targets).sum()
        return loss


def autocast_of(precision: str, device: str) -> Callable[[], AbstractContextManager[object]]:
    """Return what opens the precision of a setting: "fp32", "bf16", or "auto"."""
    kind = torch.device(device).type
    if precision == "auto":
        native = kind == "cuda" or (kind == "cpu" and torch.cpu._is_avx512_bf16_supported())
        precision = "bf16" if native else "fp32"
    if precision == "fp32":
        return nullcontext
    return lambda: torch.autocast(kind, dtype=torch.bfloat16)
