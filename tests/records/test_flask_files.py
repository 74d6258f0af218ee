"""Flasks of files and what stands beside them."""

import datetime
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flower.errors import InputError
from flower.records import FlaskRow, read_flasks

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("text", "smiles", "name"),
    [
        ("CCO ethanol", "CCO", "ethanol"),
        ("CCO\tethanol  96 %", "CCO", "ethanol 96 %"),
        ("CCO |$a;b;c$| ethanol", "CCO", "ethanol"),
        ("C[CH2] |^1:1|", "C[CH2]", None),
        ("CC(=O)Cl + N amide", "CC(=O)Cl.N", "amide"),
        ("CCO", "CCO", None),
        ("", "", None),
        ("CCO N", "CCO N", None),
    ],
)
@pytest.mark.parametrize("ending", ["smi", "cxsmiles", "txt"])
def test_a_name_behind_smiles_is_kept(
    write: Write, text: str, smiles: str, name: str | None, ending: str
) -> None:
    row = FlaskRow(1, smiles, {"name": name} if name else {})
    assert list(read_flasks(write(f"flasks.{ending}", text + "\n"))) == [row]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_other_columns_are_kept_by_their_names(write: Write, separator: str) -> None:
    lines = [["ID", "Reactants", "yield, %"], ["a1", "N.Cl", "80"], ["a2", "O", ""]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in cells) for cells in lines)
    assert list(read_flasks(write("flasks.csv", text))) == [
        FlaskRow(2, "N.Cl", {"ID": "a1", "yield, %": "80"}),
        FlaskRow(3, "O", {"ID": "a2", "yield, %": ""}),
    ]


def test_a_second_column_of_smiles_is_another_column(write: Write) -> None:
    (row,) = read_flasks(write("flasks.csv", "smiles,reactants\nC,N.Cl\n"))
    assert row == FlaskRow(2, "N.Cl", {"smiles": "C"})


def test_columns_of_parquet_keep_their_values_and_lists_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "flasks.parquet"
    pd.DataFrame({"id": [7, 8], "smiles": ["N.Cl", None], "bits": [[1], [2]]}).to_parquet(path)
    assert list(read_flasks(path)) == [FlaskRow(1, "N.Cl", {"id": 7}), FlaskRow(2, "", {"id": 8})]


def test_a_spreadsheet_is_read_without_its_empty_rows(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra `xlsx`")
    book, day = openpyxl.Workbook(), datetime.datetime(2024, 5, 1)
    for cells in (["id", "Smiles", "made"], [7, "N.Cl", day], [None] * 3, [8, "O", None]):
        book.active.append(cells)
    book.create_sheet("notes").append(["not read"])
    book.save(tmp_path / "flasks.xlsx")
    assert list(read_flasks(tmp_path / "flasks.xlsx")) == [
        FlaskRow(2, "N.Cl", {"id": 7, "made": day}),
        FlaskRow(4, "O", {"id": 8}),
    ]
    with pytest.raises(InputError, match=r"has no column `rxn`; its columns are `id`, `Smiles`"):
        list(read_flasks(tmp_path / "flasks.xlsx", "rxn"))


def test_a_spreadsheet_that_is_none_is_told(write: Write) -> None:
    pytest.importorskip("openpyxl", reason="needs the extra `xlsx`")
    with pytest.raises(InputError, match=r"cannot be read as a spreadsheet .*; save it as \.csv"):
        list(read_flasks(write("flasks.xlsx", "smiles\nO\n")))


def test_without_openpyxl_a_spreadsheet_names_the_extra(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"flower-mechanisms\[xlsx\]"):
        list(read_flasks(write("flasks.xlsx", "x")))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["reaction", "rxn_smiles", "Reaction_SMILES", "rxn", "SMILES"])
def test_reactions_of_a_table_are_found(write: Write, name: str, separator: str) -> None:
    text = f"{name}{separator}id\nN.Cl>>[NH4+].[Cl-]{separator}a1\n"
    (row,) = read_flasks(write("flasks.csv", text))
    assert row == FlaskRow(2, "N.Cl>>[NH4+].[Cl-]", {"id": "a1"})


def test_a_separator_is_found_where_no_column_is(write: Write) -> None:
    with pytest.raises(InputError, match=r"its columns are `flask`, `id`\. Say with `column`"):
        list(read_flasks(write("flasks.csv", "flask;id\nN.Cl;a1\n")))
    assert list(read_flasks(write("flasks.csv", "flask;id\nN.Cl;a1\n"), "flask"))


HEADERLESS = [
    ("CC(=O)Cl.CN\nN.Cl\n", None, "reactants"),
    ("CC(=O)Cl.CN\nN.Cl\n", "CC(=O)Cl.CN", "reactants"),
    ("CCO\nN.Cl\n", None, "reactants"),
    ("O\nN.Cl\n", None, "reactants"),
    ("CC(=O)Cl + CN\nN.Cl\n", None, "reactants"),
    ("CC=O with NaBH4\nN.Cl\n", None, "reactants"),
    ("InChI=1S/CH4/h1H4\nN.Cl\n", None, "reactants"),
    ("a1,N.Cl,80\na2,O,10\n", None, "reactants` and a name for each other column"),
    ("N.Cl|80\nO|10\n", None, "reactants` and a name for each other column"),
    ("N.Cl>>[NH4+].[Cl-];80\n", "N.Cl>>[NH4+].[Cl-]", "reaction` and a name"),
    ("N.Cl,80\nO,10\n", "flask", "flask` and a name"),
]


@pytest.mark.parametrize(("text", "column", "advice"), HEADERLESS)
def test_a_table_without_a_header_is_told_so(
    write: Write, text: str, column: str | None, advice: str
) -> None:
    with pytest.raises(InputError) as caught:
        list(read_flasks(write("flasks.csv", text), column))
    assert "has no header, for its first line holds `" in str(caught.value)
    assert f"; write one above, `{advice}" in str(caught.value)


def test_parquet_with_smiles_for_a_name_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "flasks.parquet"
    pd.DataFrame({"N.Cl": ["O"]}).to_parquet(path)
    with pytest.raises(InputError, match=r"has `N\.Cl` for the name of a column; write it again"):
        list(read_flasks(path))


@pytest.mark.parametrize("header", ["NO,id", "yield,CO", "id,C1", "COS no,id"])
def test_names_of_columns_that_look_like_atoms_are_names(write: Write, header: str) -> None:
    with pytest.raises(InputError, match="; its columns are"):
        list(read_flasks(write("flasks.csv", f"{header}\n1,2\n")))
