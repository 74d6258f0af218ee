"""Molecules with so many rings of equal size that RDKit would not end."""

import subprocess
import sys
from time import process_time

import pytest

import flower
from flower.electrons import smiles_to_state
from flower.electrons.parsing import parse
from flower.electrons.ring_systems import joined_rings, rings_of_inchi
from flower.errors import InputError
from tests.toy_model import ToyModel

BELT = "C12C3C4C1" + "C5C1" * 50 + "C5C2C3C45"
INCHI_OF_BELT = (
    "InChI=1S/C96H96/c1-2-6-4-3(5(1)6)7(1)9-11-12(9)15(11)17-19-20(17)23(19)25-27-28(25)3"
    "1(27)33-35-36(33)39(35)41-43-44(41)47(43)49-51-52(49)55(51)57-59-60(57)63(59)65-67-6"
    "8(65)71(67)73-75-76(73)79(75)81-83-84(81)87(83)89-91-92(89)95(91)96-93-90(94(93)96)8"
    "8-85-82(86(85)88)80-77-74(78(77)80)72-69-66(70(69)72)64-61-58(62(61)64)56-53-50(54(5"
    "3)56)48-45-42(46(45)48)40-37-34(38(37)40)32-29-26(30(29)32)24-21-18(22(21)24)16-13-1"
    "0(8(2)4)14(13)16/h1-96H"
)
FULLERENE = (
    "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6"
    "c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41"
)


def necklace(beads: int) -> str:
    """A ring of phenylenes, round each of which there are two ways of equal length."""
    inside = "".join(f"-c%{10 + k}ccc(cc%{10 + k})" for k in range(1, beads))
    return f"c1%99ccc(cc1){inside}-%99"


@pytest.mark.parametrize("smiles", [BELT, f"CCO.{BELT}", necklace(30)])
def test_rings_without_end_are_refused_in_one_sentence(smiles: str) -> None:
    with pytest.raises(InputError, match="rings joined in a way that takes too long"):
        parse(smiles)


def test_rings_without_end_are_not_even_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as first:
        flower.predict(BELT, model=ToyModel())

    def parsed(_: str) -> None:
        raise AssertionError

    for place in ("parsing", "slips"):
        monkeypatch.setattr(f"flower.electrons.{place}.unsanitized", parsed)
    with pytest.raises(InputError) as again:
        flower.predict(BELT, model=ToyModel())
    assert str(again.value) == str(first.value)


def test_an_inchi_with_rings_without_end_is_refused_likewise() -> None:
    began = process_time()
    with pytest.raises(InputError, match="rings joined in a way that takes too long"):
        parse(INCHI_OF_BELT)
    assert process_time() - began < 5


def test_an_inchi_that_chemists_have_is_read() -> None:
    cubane = "InChI=1S/C8H8/c1-2-5-3(1)7-4(1)6(2)8(5)7/h1-8H"
    assert parse(cubane).GetNumAtoms() == 8
    assert rings_of_inchi("InChI=1S/2C6H6/c2*1-2-4-6-5-3-1/h2*1-6H") == 1


def test_one_that_is_no_molecule_is_not_analysed_to_say_why() -> None:
    with pytest.raises(InputError, match="takes too long"):
        smiles_to_state(BELT.replace("C3", "C(C)(C)(C)C3", 1))


@pytest.mark.parametrize(
    "smiles",
    [
        FULLERENE,
        necklace(8),
        "C12C3C4C1C5C2C3C45",
        "O=C1CCC2C3CCC4CC(O)CCC4(C)C3CCC12C",
        "c1cc2ccc3cc4ccc5cc6ccccc6cc5c4cc3c2cc1",
        "C1CC1." * 40 + "C",
    ],
)
def test_molecules_that_chemists_have_are_read(smiles: str) -> None:
    assert parse(smiles).GetNumAtoms() > 3


def test_rings_that_are_not_joined_are_not_added_up() -> None:
    assert joined_rings(parse("C1CC1C" * 30)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by RLIMIT_AS of Linux")
def test_a_cage_is_read_where_memory_is_limited_already() -> None:
    """Less than the trial would allow itself: it keeps what it has, and is no trial failed."""
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({2 << 30},) * 2)"
    read = f"from flower.electrons.parsing import parse; parse({FULLERENE!r})"
    told = subprocess.run(
        [sys.executable, "-c", f"{limited}; {read}"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
