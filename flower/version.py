"""Which flower this is."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Return the version, as `flower.__version__` tells it."""
    try:
        return version("flower-mechanisms")
    except PackageNotFoundError:  # a clone that is used without installing it
        return "0+uninstalled"
