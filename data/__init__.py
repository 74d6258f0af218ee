"""Bundled mechanisms and small sets, each with its card; read through `importlib.resources`."""
