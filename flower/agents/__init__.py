"""Predictions, steps, scores and drawings as tools for agents, by the Model Context Protocol.

Read `tools` for what can be called, `server` for how it is spoken over stdin and stdout. What is
asked and answered, and the limits, are those of `flower.serving`. Needs the extra `mcp` (the
protocol's official Python SDK).
"""

from flower.agents.server import mcp

__all__ = ["mcp"]
