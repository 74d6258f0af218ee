"""Logistic regression by Newton's method."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

_LEAST_PENALTY = 1e-6  # keeps the system solvable where a column says nothing
_LARGEST_STEP = 1e-9


def fit_logistic(
    design: Float[np.ndarray, "n k"],
    target: Float[np.ndarray, " n"],
    penalty: Float[np.ndarray, " k"] | None = None,
    steps: int = 100,
) -> Float[np.ndarray, " k"]:
    """Return the weights w (k,) for which 1 / (1 + exp(-design @ w)) fits targets from 0 to 1.

    ``penalty`` (k,) is added as penalty * w^2 / 2 to the negative log-likelihood, so that a column
    that tells little weighs little.

    >>> design = np.stack([np.array([-2.0, -1.0, 1.0, 2.0]), np.ones(4)], 1)
    >>> weights = fit_logistic(design, np.array([0.1, 0.2, 0.8, 0.9]))
    >>> bool(weights[0] > 0), round(abs(float(weights[1])), 6)
    (True, 0.0)

    Source: Newton as in Lin, Lin and Weng, Machine Learning 68, 267, 2007.
    """
    held = _LEAST_PENALTY + (np.zeros(design.shape[1]) if penalty is None else penalty)
    weights = np.zeros(design.shape[1])

    def cost(w: np.ndarray) -> float:
        logits = design @ w
        return float(np.logaddexp(0, logits).sum() - target @ logits + held @ w**2 / 2)

    for _ in range(steps):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - target) + held * weights
        hessian = (design * (p * (1 - p))[:, None]).T @ design + np.diag(held)
        step = np.linalg.solve(hessian, gradient)
        while cost(weights - step) > cost(weights) and np.abs(step).max() > _LARGEST_STEP:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < _LARGEST_STEP:
            break
    return weights
