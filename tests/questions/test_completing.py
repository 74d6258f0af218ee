"""What a flask may lack, and what forms when it is put in."""

import json
from pathlib import Path

import pandas as pd
import pytest

import flower
from flower.electrons import smiles_to_state
from flower.errors import InputError
from flower.questions.lacks import AGAIN, lacks
from flower.questions.working_up import work_up_of
from tests.toy_model import AMIDE, ToyModel


def first(flask: str) -> tuple[str, ...]:
    return lacks(smiles_to_state(flask))[0].put_in


def test_what_records_leave_out_most_often_is_lacking() -> None:
    assert first("OC(=O)CCc1ccccc1.NC1CCCC1") == ("CC(C)N=C=NC(C)C",)
    assert "[Pd]" in first("Brc1ccc(C)cc1.OB(O)c1ccccc1")
    assert set(first("Cc1ccc([N+](=O)[O-])cc1.[H][H].[Pd]")) <= {"[H][H]", "[Pd]"}
    assert first("CC(=O)Cl.NCc1ccccc1.CCN(CC)CC") == ()


def test_what_may_be_lacking_sums_to_one_and_the_likeliest_is_first() -> None:
    found = [one.probability for one in lacks(smiles_to_state("CCO.CI"))]
    assert sum(found) == pytest.approx(1.0)
    assert found == sorted(found, reverse=True)


def test_only_what_is_there_can_be_there_once_more() -> None:
    def again(flask: str) -> set[str]:
        put_in = {one for lack in lacks(smiles_to_state(flask)) for one in lack.put_in}
        return {one for one in put_in if "Mg" in one or one == AGAIN}

    assert again("CC(=O)c1ccccc1.CCO") == set()
    assert again("COC(=O)c1ccccc1.C[Mg]Br") == {"[CH3][Mg][Br]"}


@pytest.mark.parametrize(
    ("flask", "product"),
    [
        ("COC(=O)c1cc(Cl)ccn1.CC(C)[CH2][AlH][CH2]C(C)C", "O=Cc1cc(Cl)ccn1"),
        ("BrB(Br)Br.COc1ccc(C)c(F)c1", "Cc1ccc(O)cc1F"),
        ("CON(C)C(=O)c1ccccc1.CC[Mg]Br", "CCC(=O)c1ccccc1"),
    ],
)
def test_water_works_up_what_it_takes_apart(flask: str, product: str) -> None:
    best = flower.complete(flask, most=1, top=1).outcomes[0]
    assert (best.product, best.put_in, best.work_up) == (product, (), ("O", "O", "O"))
    assert best.put_in_text == "> O.O.O"
    assert best.outcome.stages is not None
    assert len(best.outcome.stages) == 2


def test_what_is_protic_already_is_not_worked_up() -> None:
    assert work_up_of(smiles_to_state("CC(=O)OCC.[AlH4-].[Li+].O")) == ()
    assert work_up_of(smiles_to_state("OB(O)c1ccccc1.Brc1ccccc1.[Pd]")) == ()


def test_a_product_sums_over_what_is_put_in() -> None:
    found = flower.complete(AMIDE, model=ToyModel(), most=3, least=0.0)
    assert [one.rank for one in found.outcomes] == list(range(1, len(found.outcomes) + 1))
    assert sum(one.probability for one in found.outcomes) <= 1 + 1e-9
    assert len({one.product for one in found.outcomes}) == len(found.outcomes)
    best = found.outcomes[0]
    assert best.product == "CC(=O)NCc1ccccc1"
    assert best.put_in in {lack.put_in for lack in found.lacks}
    assert len(found.lacks) == 3


def test_the_steps_number_atoms_as_in_the_input() -> None:
    found = flower.complete("CN.CC(=O)Cl", model=ToyModel(), most=1)
    assert found.outcomes[0].outcome.steps[0].description.startswith("N2 attacks C4")


def test_where_nothing_happens_nothing_is_told() -> None:
    assert flower.complete("CCCC", model=ToyModel(), most=1).outcomes == ()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: flower.complete("CC(", model=ToyModel()), "CC("),
        (lambda: flower.complete("CCO then HCl", model=ToyModel()), "has stages"),
        (lambda: flower.complete("CCO", model=ToyModel(), most=0), "most = 0"),
        (lambda: flower.complete("CCO", model=ToyModel(), least=2.0), "least = 2.0"),
        (lambda: flower.complete_file("no.smi", "x.csv", model=ToyModel()), "no.smi"),
    ],
)
def test_bad_input_gets_a_sentence(call: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace("(", r"\(")):
        call()  # type: ignore[operator]


def test_a_file_is_completed_line_by_line(tmp_path: Path) -> None:
    source, table, lines = (tmp_path / name for name in ("in.smi", "told.csv", "told.jsonl"))
    source.write_text("CC(=O)Cl.NCc1ccccc1 amide\nC(\nCCCC\n")
    for output in (table, lines):
        summary = flower.complete_file(source, output, model=ToyModel(), reagents="TEA", most=1)
        assert (summary.lines, summary.first_failed) == (3, ("line 2",))
    first, second, third = (json.loads(line) for line in lines.read_text().splitlines())
    assert first["outcomes"][0]["product"] == "CC(=O)NCc1ccccc1"
    assert (second["status"], third["outcomes"]) == ("error", [])
    rows = pd.read_csv(table, keep_default_na=False)
    assert list(rows["product"]) == ["CC(=O)NCc1ccccc1", "", ""]
    assert "every bracket" in rows["error"][1]


def test_an_answer_is_written_as_a_table(tmp_path: Path) -> None:
    found = flower.complete(AMIDE, model=ToyModel(), most=2, least=0.0)
    flower.write_answer(found, tmp_path / "told.tsv")
    rows = pd.read_table(tmp_path / "told.tsv", keep_default_na=False)
    assert list(rows["product"]) == [one.product for one in found.outcomes]
    assert rows["put in"][0] == ".".join(found.outcomes[0].put_in)


def test_a_result_is_told_as_json_and_as_text() -> None:
    found = flower.complete(AMIDE, model=ToyModel(), most=2, least=0.0)
    told = found.to_dict()
    assert told["outcomes"][0]["product"] == "CC(=O)NCc1ccccc1"
    assert told["outcomes"][0]["outcome"]["steps"]
    assert str(found).splitlines()[1].startswith("1. ")
