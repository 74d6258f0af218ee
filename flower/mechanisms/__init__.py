"""Mechanisms as text: the library, its steps applied to flasks, overall reactions expanded."""

from flower.mechanisms.checking import CheckedExample, check_mechanisms
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.expansion_files import ExpandSummary, expand, expand_file
from flower.mechanisms.library import library, scale
from flower.mechanisms.reading import read_file, read_mechanism_templates
from flower.mechanisms.template import MechanismTemplate, TakenStep

__all__ = [
    "CheckedExample",
    "ExpandSummary",
    "Expansion",
    "MechanismTemplate",
    "TakenStep",
    "check_mechanisms",
    "expand",
    "expand_file",
    "library",
    "read_file",
    "read_mechanism_templates",
    "scale",
]
