"""Bundled weights, one folder a model with its card; read through `importlib.resources`."""
