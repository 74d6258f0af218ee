"""Mechanisms of which no flask could be composed: each has three worked examples that teach it."""

import pytest

from flower.composing.outlines import outlines
from flower.composing.teaching import Teacher
from flower.mechanisms import library

NAMES = [
    "dehydration of an alcohol by acid with a shift",
    "1,4-addition of a hydrogen halide to a diene",
    "cationic cyclisation of a polyene",
    "hydrogenation of a benzene ring",
    "aryl azide from an arylhydrazine by nitrous acid",
    "fragmentation of a 3-halo alkoxide",
    "an anion adds to a quinone methide, an electron-poor quinone or an azoalkene",
    "[2,3]-shift of an allyl sulfoxide",
    "Houben-Hoesch acylation",
    "quinazolinone from an o-acylaminobenzamide",
    "enyne metathesis",
]


@pytest.mark.parametrize("name", NAMES)
def test_worked_examples_teach_their_mechanism_alone(name: str) -> None:
    (template,) = (one for one in library() if one.name == name)
    found = outlines(Teacher(template, library()))
    assert len(found) >= 2
    assert not any(one.taught.rivals for one in found)
