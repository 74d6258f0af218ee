"""Tables of single steps without map numbers."""

from pathlib import Path

import pytest

import flower
from flower.errors import InputError
from flower.evaluation import Evaluation
from flower.evaluation.rows import form_of_rows
from flower.evaluation.steps import Answer, AnsweredStep, RecordedStep, holds_products
from flower.evaluation.unmapped import read_unmapped
from flower.records import StepRecord
from tests.evaluation.scripted import Scripted
from tests.pages.parsed import Page

# asked of the scripted model, the recorded products have                        rank
ROWS = (
    "Cl.N.O>>[Cl-].[NH4+].O",  # behind a proton on water                             2
    "Cl.N.O>>[Cl-].[OH3+].N",  #                                                      1
    "[Cl-].[NH4+].O>>O.[NH4+].[Cl-]",  # nothing happens                              1
    "F.N>>[F-].[NH4+]",  # not proposed                                               -
)


def read(reaction: str) -> RecordedStep:
    return read_unmapped(StepRecord(1, reaction))[0]


def form(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines))
    return form_of_rows(path, "reaction", None)


def test_a_step_that_balances_is_compared_as_a_whole() -> None:
    step = read("C[O-].[Na+].CC(C)=O>>CC(C)([O-])OC.[Na+]")
    assert (step.reactants, step.whole) == ("CC(C)=O.C[O-].[Na+]", True)
    assert (step.products, step.kind, step.heavy_atoms) == ("COC(C)(C)[O-].[Na+]", "addition", 7)


def test_the_products_take_the_resonance_form_closest_to_the_reactants() -> None:
    assert read("CC=O.[OH-]>>[CH2-]C=O.O").products != read("CC=O.[OH-]>>C=C[O-].O").products
    mapped = read("[CH3:1][N+:2](=[O:3])[O-:4].[OH-:5]>>[CH2:1]=[N+:2]([O-:4])[O-:3].[OH2:5]")
    assert read("C[N+](=O)[O-].[OH-]>>C=[N+]([O-])[O-].O").products == mapped.products


def test_of_a_step_that_does_not_balance_the_written_molecules_must_be_there() -> None:
    step = read("CCBr.[Na+]>[OH-]>OCC")
    assert (step.reactants, step.products, step.whole) == ("CCBr.[Na+].[OH-]", "CCO", False)
    answer = Answer((("C=C.O.[Br-].[Na+]", 0.6), ("CCO.[Br-].[Na+]", 0.3)))
    answered = AnsweredStep(step, answer)
    assert (answered.rank, answered.probability) == (2, 0.3)
    assert not holds_products("CC[OH2+].[Br-]", "CCO", whole=False)  # charges count


@pytest.mark.parametrize(
    ("reaction", "sentence"),
    [
        ("", "is no overall reaction"),
        ("CCO", "is no overall reaction"),
        ("CCO.[Na+]>>CCO", "does not balance"),
        ("C1CC>>CCC", "ring closure"),
        ("[CH3:1]Br.[OH-]>>[CH3:1]O", "map number"),
    ],
)
def test_a_line_that_is_no_step_is_refused(reaction: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(reaction)


def test_a_table_of_balanced_steps_is_asked_step_by_step(tmp_path: Path) -> None:
    source = tmp_path / "steps.tsv"
    source.write_text("\n".join(["reaction\treaction_class", *(f"{row}\tacid" for row in ROWS)]))
    found = flower.evaluate(source, model=Scripted())
    assert isinstance(found, Evaluation)
    assert found.asked.rows == "steps without map numbers"
    assert found.step_top_strict[:3] == (2 / 4, 3 / 4, 3 / 4)
    assert found.step_top[0] == 3 / 4  # the two of one flask credit each other
    assert (found.n_end, found.by_class["acid"].step_top10) == (1, 3 / 4)
    assert "rows read as steps without map numbers" in " ".join(Page(found.to_html()).texts)


def test_steps_that_do_not_balance_are_asked_if_it_is_said_that_they_are_steps(
    tmp_path: Path,
) -> None:
    source = tmp_path / "steps.txt"
    source.write_text("Cl.N.O>>[NH4+]\n[FH:1].[NH3:2]>>[F-:1].[NH4+:2]\n")
    found = flower.evaluate(source, model=Scripted(), rows="steps")
    assert isinstance(found, Evaluation)
    assert (found.n_steps, found.step_top[:2]) == (2, (0, 1 / 2))
    assert "holds all molecules that it names" in found.to_html()
    assert found.by_kind.keys() == {"not mapped", "proton transfer"}
    with pytest.raises(InputError, match="rows = `flasks` is unknown; rows are steps or reactions"):
        flower.evaluate(source, model=Scripted(), rows="flasks")


def test_a_killed_run_of_such_steps_goes_on(tmp_path: Path) -> None:
    source, journal = tmp_path / "steps.txt", tmp_path / "rows.jsonl"
    source.write_text("Cl.N.O>>[NH4+]\n")
    whole = flower.evaluate(source, model=Scripted(), rows="steps", output=journal)
    again = Scripted()
    assert flower.evaluate(source, model=again, rows="steps", output=journal) == whole
    assert again.asked == []


def test_rows_are_taken_for_what_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    step, overall = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "[CH3:1]Br.[OH-:2]>>[CH3:1][OH:2]"
    balanced, unbalanced = "CBr.[OH-]>>CO.[Br-]", "CBr.[OH-]>>CO"
    assert form(path, step, unbalanced) == "steps"
    assert form(path, overall, step, step) == "steps"  # one was written wrongly
    assert form(path, step, overall, overall) == "reactions"  # one happens to balance
    assert form(path, overall, overall) == "reactions"
    assert form(path, "CBr>[OH-]>CO", step) == "reactions"
    assert form(path, balanced, balanced) == "steps without map numbers"
    assert form(path, balanced, unbalanced, unbalanced) == "reactions"
    assert form(path, unbalanced, balanced, balanced) == "steps without map numbers"
    assert form(path, "CCO.O>>O.OCC", "C>>C", unbalanced) == "reactions"  # nothing happens
    assert form(path, "CCO.O>>O.OCC", balanced) == form(path, "C>>C") == "steps without map numbers"
    assert form(path, "what is this") == "steps"
