"""Patterns and mechanisms that would take for ever are refused or given up."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from flower.errors import InputError
from flower.mechanisms import read_mechanism_templates, scale
from flower.mechanisms.expanding import ways_to_product
from flower.mechanisms.ledger import read_side, read_smarts, told_charges


@pytest.mark.parametrize(
    ("smarts", "told"),
    [
        ("[$(" * 30 + "C" + ")]" * 30 + "C" * 2000, "too long or nested too deeply"),
        ("[$(" * 100 + "C" + ")]" * 100, "too long or nested too deeply"),
        ("C(" * 50 + "C" + ")" * 50, "too long or nested too deeply"),
        ("*" * 61, "has 61 atoms; a pattern has at most 60"),
        ("[", "no SMARTS"),
    ],
    ids=["long", "deep queries", "deep branches", "many atoms", "open"],
)
def test_a_pattern_that_is_too_large_is_refused(smarts: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_smarts(smarts)


def test_charges_are_told_however_deep_the_pattern_is() -> None:
    """Thirty branches and one four deep: two to the thirtieth ways for a regular expression."""
    began = time.process_time()
    text = "[N+;$(C" + "(C)" * 30 + "(C(C(C(C[O-]))))):1]"
    query = read_smarts(text)
    assert told_charges(query.GetAtomWithIdx(0)) == {1}
    assert read_side(query).charge == {1: 1}
    assert time.process_time() - began < 5


_CAGE = (
    "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6"
    "c6c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41"
)
_CHAIN = "*~" * 30
_MINE = """\
- name: mine
  class: acylation
  description: An amine adds.
  reference: Clayden, ch. 10
  needs: ["{needs}"]
  forbids: ["{forbids}"]
  prefers:
    - site: "{site}"
      because: it is so
  steps:
    - step: it adds
      smarts: "{begins}[C:1]=[O:2].[N;!H0:3]>>{begins}[C:1]([O-:2])[N+:3]"
      arrows: "3 -> 3-1, 1=2 -> 2"
  examples: ["CC=O.CN>>CC(O)NC"]
"""
_HARMLESS = {"needs": "[N]", "forbids": "[Hg]", "site": "[N:3]", "begins": ""}


@pytest.mark.parametrize(
    ("key", "pattern", "told"),
    [
        ("needs", _CHAIN + "N", "line 5: `needs` of `mine`: the pattern"),
        ("needs", f"[$({_CHAIN}N)]", "line 5: `needs` of `mine`: the pattern"),
        ("needs", ".".join("*" * 9) + ".[N;$(N~[Hg])]", "line 5: `needs` of `mine`: the pattern"),
        ("forbids", _CHAIN + "N", "line 6: `forbids` of `mine`: the pattern"),
        ("begins", _CHAIN, "line 11: step 1 of `mine`: the pattern"),
    ],
    ids=["chain", "chain in an atom", "pieces", "chain that must not be", "chain of a step"],
)
def test_a_users_pattern_without_end_is_told_with_its_place(
    key: str, pattern: str, told: str
) -> None:
    """Chains on a cage double with each atom, and RDKit lets nothing else run meanwhile."""
    text = _MINE.format(**{**_HARMLESS, key: pattern})
    templates = read_mechanism_templates(text, "my.yaml", scale())
    began = time.process_time()
    with pytest.raises(InputError, match=told) as refused:
        ways_to_product(f"{_CAGE}.CC=O.CN>>CC(O)NC", templates)
    assert "too many ways" in str(refused.value)
    assert time.process_time() - began < 10


def test_a_long_pattern_of_a_user_that_tells_its_atoms_is_laid() -> None:
    peptide = "C(=O)[C;X4]" + "NC(=O)[C;X4]" * 12
    text = _MINE.format(**{**_HARMLESS, "needs": peptide})
    templates = read_mechanism_templates(text, "my.yaml", scale())
    flask = "CC(=O)C" + "NC(=O)C" * 30 + ".CC=O.CN"
    assert ways_to_product(f"{flask}>>CC(O)NC", templates).ways


def test_other_threads_have_their_turn_while_a_users_pattern_is_laid() -> None:
    text = _MINE.format(**{**_HARMLESS, "needs": _CHAIN + "N"})
    templates = read_mechanism_templates(text, "my.yaml", scale())
    turns = list[float]()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(ways_to_product, f"{_CAGE}.CC=O.CN>>CC(O)NC", templates)
        while not work.done():
            turns.append(time.monotonic())
            time.sleep(0.001)
    longest = max(b - a for a, b in pairwise(turns))
    assert len(turns) > 20
    assert longest < 1
