"""A verb as Typer runs it, where what was typed is still seen as it was typed."""

import os
from itertools import pairwise
from typing import Any

from typer.core import TyperCommand

from flower.errors import InputError, shorten

from .console import plain_errors

_OUTPUTS = ("-o", "--output")
_FILES = (*_OUTPUTS, "--report", "--network", "--profile", "--figures")
_WRITE_FOLDERS = ("draw", "expand", "compose", "preprocess", "train", "finetune")


class Verb(TyperCommand):
    """Refuses the name of a folder where a file is to be written: a path keeps no slash behind."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Look at the arguments, then read them as Typer does."""
        with plain_errors():
            self._refuse_folders(args)
        return super().parse_args(ctx, args)

    def _refuse_folders(self, args: list[str]) -> None:
        told = [one for arg in args for one in _flag_and_value(arg)]
        for flag, value in pairwise(told):
            if flag not in _FILES or not value.endswith(("/", os.sep)):
                continue
            if flag not in _OUTPUTS or self.name not in _WRITE_FOLDERS:
                raise InputError(
                    f"`{shorten(value)}` is the name of a folder by its slash; name a file to "
                    "write."
                )


def _flag_and_value(arg: str) -> list[str]:
    """Part `--output=FILE` and `-oFILE`."""
    flag, between, value = arg.partition("=")
    if between and flag in _FILES:
        return [flag, value]
    return [arg[:2], arg[2:]] if arg.startswith("-o") and len(arg) > 2 else [arg]
