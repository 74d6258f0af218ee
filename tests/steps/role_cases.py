"""Textbook reactions with the roles that a chemist gives their molecules."""

from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """See `overall_step`; each role as the SMILES of its molecules, with dots between them."""

    name: str
    reactants: str
    cut: str
    join: str
    product: str
    leaving: str
    by_products: str

    @property
    def new(self) -> str:
        """All new molecules as one SMILES."""
        return ".".join(filter(None, (self.product, self.leaving, self.by_products)))


def _case(paragraph: str) -> Case:
    name, *lines = paragraph.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines)
    fields = ("reactants", "break", "form", "product", "leaving", "by-products")
    assert told.keys() <= set(fields), f"unknown field in {name}"
    return Case(name, *(told.get(field, "") for field in fields))


_TABLE = Path(__file__).with_name("textbook_roles.txt").read_text(encoding="utf-8")
CASES = tuple(map(_case, _TABLE.strip().split("\n\n")[1:]))
