import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flower.errors import InputError
from flower.records import (
    ReactionRecord,
    StepRecord,
    read_reactants,
    read_reactions,
    read_steps,
)

Write = Callable[[str, str], Path]
SHARED_STEPS = Path(__file__).parents[3] / "shared" / "data" / "steps_valid.parquet"


def test_the_reference_format_is_read(write: Write, amide_steps: list[str]) -> None:
    text = "".join(f"{step}|11831\n" for step in amide_steps)
    assert list(read_steps(write("train.txt", text))) == [
        StepRecord(line, step, reaction_id=11831) for line, step in enumerate(amide_steps, 1)
    ]


def test_a_line_needs_no_id_and_blank_lines_are_passed_over(write: Write) -> None:
    steps = list(read_steps(write("train.txt", "C>>C\r\n\r\n  N>>N |3\r\nO>>O|US123")))
    assert steps == [StepRecord(1, "C>>C"), StepRecord(3, "N>>N", 3), StepRecord(4, "O>>O")]


def test_zipped_text_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "train.txt.gz"
    path.write_bytes(gzip.compress(b"C>>C|1\nN>>N|2\n"))
    assert list(read_steps(path)) == [StepRecord(1, "C>>C", 1), StepRecord(2, "N>>N", 2)]


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_a_table_tells_more_of_each_step(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"steps.{ending}"
    table = pd.DataFrame(
        {
            "description": ["Addition", None],
            "reaction_id": [11.0, None],
            "path": [1, 0],
            "step": [0, 3],
            "reaction_class": ["Acylation", None],
            "rxn": ["C>>C", "N>>N"],
        }
    )
    if ending == "parquet":
        table.to_parquet(path)
    else:
        table.to_csv(path, index=False, sep="\t" if ending == "tsv" else ",")
    first = 1 if ending == "parquet" else 2
    assert list(read_steps(path, column="rxn")) == [
        StepRecord(first, "C>>C", 11, 1, 0, "Acylation", "Addition"),
        StepRecord(first + 1, "N>>N", None, 0, 3, None, None),
    ]


def test_an_empty_cell_is_a_step_that_cannot_be_read_not_a_blank_line(write: Write) -> None:
    steps = list(read_steps(write("steps.csv", "id,reaction\n1,\n\n2,C>>C\n")))
    assert [(step.line, step.reaction) for step in steps] == [(2, ""), (4, "C>>C")]


def test_reading_is_lazy(write: Write) -> None:
    steps = read_steps(write("steps.txt", "C>>C\nN>>N\n"))
    assert next(steps).line == 1


def test_a_missing_file_is_told_at_once() -> None:
    with pytest.raises(InputError, match=r"There is no file `none\.txt`"):
        read_steps("none.txt")


@pytest.mark.parametrize("identifier", ["-3", "1e5", "9" * 20, "9" * 5000, "²"])
def test_an_id_that_is_no_whole_number_is_left_out(write: Write, identifier: str) -> None:
    (step,) = read_steps(write("steps.txt", f"C>>C|{identifier}"))
    assert step.reaction_id is None


@pytest.mark.skipif(not SHARED_STEPS.exists(), reason="the training data is not beside the project")
def test_the_training_data_is_read() -> None:
    steps = read_steps(SHARED_STEPS)
    first = next(steps)
    assert (first.line, first.path, first.step) == (1, 0, 0)
    assert first.description
    assert first.reaction_class
    assert ">>" in first.reaction
    assert [next(steps).line for _ in range(2000)][-1] == 2001


# --- reactants to predict from


def test_smiles_may_be_followed_by_a_name(write: Write) -> None:
    path = write("flasks.smi", "CCO ethanol\n\nO\twater 2\n  N  \n")
    assert list(read_reactants(path)) == [(1, "CCO"), (2, ""), (3, "O"), (4, "N")]


@pytest.mark.parametrize(
    ("header", "column"),
    [("smiles", None), ("SMILES", None), ("reactants", None), ("flask", "flask")],
)
def test_reactants_of_a_table(write: Write, header: str, column: str | None) -> None:
    path = write("flasks.csv", f"id,{header}\n1,CCO\n2,\n\n3, O \n")
    assert list(read_reactants(path, column)) == [(2, "CCO"), (3, ""), (4, ""), (5, "O")]


def test_reactants_of_parquet(tmp_path: Path) -> None:
    pd.DataFrame({"smiles": ["CCO", None]}).to_parquet(tmp_path / "flasks.parquet")
    assert list(read_reactants(tmp_path / "flasks.parquet")) == [(1, "CCO"), (2, "")]


def test_a_table_without_a_known_column_says_what_it_has(write: Write) -> None:
    path = write("flasks.csv", "id,flask\n1,CCO\n")
    sentence = "no column `reactants` or `smiles` or `reaction`; its columns are `id`, `flask`"
    with pytest.raises(InputError, match=sentence):
        list(read_reactants(path))


def test_a_column_of_a_text_file_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="line by line and has no column `smiles`"):
        read_reactants(write("flasks.smi", "CCO"), "smiles")


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        (None, b"CCO ethanol\n\n\xffO\n", [(1, "CCO"), (2, ""), (3, "\ufffdO")]),
        ("flask", b"id,flask\n1,CCO\n", [(2, "CCO")]),
    ],
)
def test_standard_input_is_text_or_csv(
    monkeypatch: pytest.MonkeyPatch, column: str | None, text: bytes, read: list[tuple[int, str]]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding="ascii"))
    assert list(read_reactants("-", column)) == read


def test_overall_reactions_are_read_from_text_and_tables(tmp_path: Path) -> None:
    text = tmp_path / "reactions.rsmi"
    text.write_text("C.N>>CN |f:0.1|\n\nC>[Na+]>O|12\n")
    assert list(read_reactions(text)) == [
        ReactionRecord(1, "C.N>>CN"), ReactionRecord(3, "C>[Na+]>O")
    ]  # fmt: skip
    table = pd.DataFrame({"rxn": ["C>>N", "C>>O", None], "has_steps": [True, False, None],
                          "reaction_class": ["amination", None, None]})  # fmt: skip
    for ending, first in (("parquet", 1), ("csv", 2)):
        path = tmp_path / f"reactions.{ending}"
        table.to_parquet(path) if ending == "parquet" else table.to_csv(path, index=False)
        assert list(read_reactions(path, column="rxn")) == [
            ReactionRecord(first, "C>>N", "amination", True),
            ReactionRecord(first + 1, "C>>O", None, False),
            ReactionRecord(first + 2, ""),
        ]


def test_molecules_that_are_not_joined_by_dots_stay_in_the_line_to_be_refused(write: Write) -> None:
    path = write("flasks.smi", "CC(=O)Cl + N amide\nCC(=O)Cl and N\nCC(=O)Cl . N\nC C1CC1\n")
    assert [smiles for _, smiles in read_reactants(path)] == [
        "CC(=O)Cl.N", "CC(=O)Cl and N", "CC(=O)Cl.N", "C C1CC1",
    ]  # fmt: skip


def test_reactions_may_have_room_around_their_arrows(write: Write) -> None:
    path = write("reactions.smi", "CC(=O)Cl . N >> CC(N)=O\nCBr > [I-] > CI name\n")
    assert [one.reaction for one in read_reactions(path)] == [
        "CC(=O)Cl.N>>CC(N)=O", "CBr>[I-]>CI",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "Smiles;name\nCCO;ethanol\nO;water\n",
        "sep=;\nSMILES;name\nCCO;ethanol\nO;water\n",
        "name\treactants\nethanol\tCCO\nwater\tO\n",
        "Reactants|name\nCCO|ethanol\nO|water\n",
        "name,smiles\nethanol,CCO\nwater,O\n",
        'name;"Reactants"\n"a, b";CCO\nwater;O\n',
    ],
)
def test_separators_and_capitals_of_a_table_are_found(write: Write, table: str) -> None:
    assert [smiles for _, smiles in read_reactants(write("flasks.csv", table))] == ["CCO", "O"]


def test_lines_are_counted_from_the_first_of_the_file(write: Write) -> None:
    path = write("flasks.csv", "sep=;\nsmiles;name\nCCO;a\n")
    assert list(read_reactants(path)) == [(3, "CCO")]


def test_a_name_stands_behind_the_products_and_stages_may_hold_blanks(write: Write) -> None:
    file = write(
        "mine.smi", "CC(C)=O.C[Mg]Br > HCl (1 M), rt >> CC(C)(C)O first\nC.O>CCO>CO second\n"
    )
    read = [(one.reaction, one.columns["name"]) for one in read_reactions(file, others=True)]
    assert read == [
        ("CC(C)=O.C[Mg]Br>HCl (1 M), rt>>CC(C)(C)O", "first"), ("C.O>CCO>CO", "second"),
    ]  # fmt: skip


def test_usual_names_of_a_column_of_reactions_are_found(write: Write) -> None:
    path = write("reactions.csv", "id;rxn_smiles\n1;CBr.[I-]>>CI\n")
    assert [one.reaction for one in read_reactions(path)] == ["CBr.[I-]>>CI"]


def test_an_old_spreadsheet_is_told_as_such(write: Write) -> None:
    with pytest.raises(InputError, match=r"is a spreadsheet; save it as \.xlsx or \.csv"):
        list(read_reactants(write("flasks.xls", "x")))


def test_a_step_tells_what_else_stands_beside_it_if_asked(write: Write) -> None:
    path = write("steps.csv", "ID,Reaction,reaction_id,yield\na1,C>>C,7,80\n")
    (step,) = read_steps(path, others=True)
    assert (step.reaction, step.reaction_id, step.columns) == (
        "C>>C", 7, {"ID": "a1", "yield": "80"},
    )  # fmt: skip
    (plain,) = read_steps(path)
    assert plain.columns == {}
