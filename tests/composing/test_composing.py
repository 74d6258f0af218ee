"""Flasks that are composed: which are taken, what they teach, and runs that are stopped."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from flower import FileProgress
from flower.composing import compose
from flower.composing.flask_files import _FEWEST_LEFT_OUT
from flower.composing.flasks import Composer
from flower.composing.grafting import grafted
from flower.composing.outlines import REAGENT, SUBSTRATE, outlines
from flower.composing.pool import Pool, bundled, flask_of
from flower.composing.spectators import delicate_groups, kinds_of, solvent
from flower.composing.teaching import BEATEN, GOES_NOT, LEFT_OUT, UNDECIDED, Taught, Teacher
from flower.electrons import state_to_smiles, uncharged
from flower.errors import InputError
from flower.mechanisms import MechanismTemplate, library
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Pattern
from flower.mechanisms.style import faults_of
from flower.records import StepStore, preprocess, read_steps
from flower.steps import mapped_step_to_states
from tests.mechanisms.test_step_arrays import told as steps_of

AMIDE = "acid chloride and amine"
NAMES = [AMIDE, "epoxide and an amine", "addition of an acetylide to a carbonyl group"]
MINE = """
- name: water adds to ketene
  class: addition
  description: Water adds to a ketene.
  reference: mine
  needs: ["C=C=O", "[OH2]"]
  steps:
  - step: water adds to the carbonyl group
    smarts: "[C:1]=[C:2]=[O:3].[OH2:4]>>[C-:1][C:2](=[O:3])[O+:4]"
    arrows: "4 -> 4-2, 1=2 -> 1"
  - step: the proton passes to carbon
    proton: "4 -> 1"
  examples: ["C=C=O.O>>CC(=O)O", "CC=C=O.O>>CCC(=O)O"]
  counter_examples: ["C=C.O"]
"""


POOL = [
    "O=C(Cl)C1CCCC1", "CCC(=O)Cl", "O=C(Cl)c1ccccc1", "COc1ccc(C(=O)Cl)cc1", "NCC1CC1",
    "NCc1ccccc1", "CC(C)N", "CNCc1ccccc1", "C1CCNCC1", "Nc1ccc(Br)cc1", "CC1CO1",
    "c1ccc(C2CO2)cc1", "ClCC1CO1", "O=Cc1ccccc1", "CC(=O)C1CC1", "O=C1CCCCC1", "CCCC=O", "CCO",
    "CC(C)O", "OCc1ccccc1", "Oc1ccccc1", "CCOC(C)=O", "CC(=O)O", "O=C(O)c1ccccc1", "Clc1ccccc1",
    "Brc1ccc(F)cc1", "CCCC#N", "C=CCCCC", "CC(=O)N(C)C", "CCN(CC)CC", "c1ccncc1", "CCOCC",
    "CC(C)(C)OC(=O)NCCO", "O=[N+]([O-])c1ccccc1",
]  # fmt: skip


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    path = tmp_path / "pool.smi"
    path.write_text("\n".join(POOL) + "\n")
    return path


def named(name: str) -> MechanismTemplate:
    return next(template for template in library() if template.name == name)


def teacher(name: str, left_out: frozenset[str] = frozenset()) -> Teacher:
    return Teacher(named(name), library(), left_out)


def made_by(path: Path) -> set[str]:
    """Molecules that the steps of a file make, uncharged."""
    found = set()
    for record in read_steps(path):
        before, after = map(state_to_smiles, mapped_step_to_states(record.reaction))
        found |= set(after.split(".")) - set(before.split("."))
    return {uncharged(one) for one in found}


def test_a_flask_teaches_the_way_that_the_mechanism_prefers() -> None:
    found = teacher(AMIDE).taught("CC(=O)Cl.NCCc1ccc(N)cc1")
    assert isinstance(found, Taught)
    assert "CC(=O)NCCc1ccc(N)cc1" in {uncharged(m) for m in state_to_smiles(
        found.way.end.products).split(".")}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "flask", "why"),
    [
        (AMIDE, "CC(=O)Cl.CCOC(C)=O", GOES_NOT),
        (AMIDE, "CC(=O)Cl.NCCC(C)CN", UNDECIDED),
        ("acid chloride and alcohol", "CC(=O)Cl.OCCN", BEATEN),
        ("acid chloride and alcohol", "CC(=O)Cl.CCO.CN", BEATEN),
    ],
)
def test_a_flask_that_would_teach_something_else_is_refused(
    name: str, flask: str, why: str
) -> None:
    assert teacher(name).taught(flask) == why


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("hydrogenation of an alkyne to the alkene", "CC#Cc1ccccc1.[H][H].[Pd]"),
        ("guanidine or amidine from an isothiourea or thioimidate", "CSC(=N)N.NCc1ccccc1"),
    ],
)
def test_drawn_hydrogens_and_tautomers_are_no_second_end(name: str, flask: str) -> None:
    assert isinstance(teacher(name).taught(flask), Taught)


def test_what_makes_a_molecule_that_is_left_out_is_refused() -> None:
    product = frozenset(["CC(=O)NCc1ccccc1"])
    assert isinstance(teacher(AMIDE).taught("CC(=O)Cl.NCc1ccccc1"), Taught)
    assert teacher(AMIDE, product).taught("CC(=O)Cl.NCc1ccccc1") == LEFT_OUT


def test_what_all_examples_share_is_a_reagent_and_the_rest_varies() -> None:
    found = outlines(teacher("epoxidation by a peracid"))
    roles = {part.smiles: part.role for outline in found for part in outline.parts}
    assert roles["O=C(OO)c1cccc(Cl)c1"] == REAGENT
    assert SUBSTRATE in roles.values()


def test_what_waits_for_a_later_stage_does_not_shift_the_roles_of_the_others() -> None:
    found = outlines(teacher("ozonolysis of an alkene and reduction by zinc"))
    for outline in found:
        roles = {part.smiles: part.role for part in outline.parts}
        assert roles["O=[O+][O-]"] == roles["[Zn]"] == REAGENT
        assert [role for one, role in roles.items() if "C" in one and len(one) > 7] == [SUBSTRATE]


def test_what_becomes_of_a_reagent_is_no_product_that_is_left_out() -> None:
    name, acid = "Baeyer-Villiger oxidation", "O=C(O)c1cccc(Cl)c1"
    composer = Composer(named(name), library(), Pool(POOL), frozenset([acid, "O=C1CCCCCO1"]))
    found = composer.compose(6).flasks
    assert found
    made = {
        uncharged(one)
        for flask in found
        for step in flask.expansion.steps
        for one in state_to_smiles(mapped_step_to_states(step)[1]).split(".")
    }
    assert acid in made
    assert "O=C1CCCCCO1" not in made


def test_an_acid_that_is_a_catalyst_is_not_made() -> None:
    acid = frozenset(["Cc1ccc(S(=O)(=O)O)cc1"])
    found = Composer(named("enamine formation"), library(), Pool(POOL), acid).compose(4)
    assert found.flasks
    assert not found.refused[LEFT_OUT]


def test_a_flask_with_a_work_up_keeps_what_tells_it() -> None:
    name = "ozonolysis of an alkene and reduction by zinc"
    found = Composer(named(name), library(), Pool(POOL)).compose(6).flasks
    assert len(found) == 6
    assert all({"[Zn]", "CC(=O)O"} <= {*flask.key.split(".")} for flask in found)


def test_what_stands_for_a_substrate_has_its_reacting_atoms() -> None:
    part = outlines(teacher(AMIDE))[0].parts[0]
    assert part.smiles == "CC(=O)Cl"
    able = Pool(["CCC(=O)Cl", "CC(=O)OC", "ClCC", "O=C(Cl)c1ccccc1"]).having(part.patterns)
    assert able == ["CCC(=O)Cl", "O=C(Cl)c1ccccc1"]


def test_half_of_the_flasks_or_more_hold_only_what_reacts() -> None:
    found = Composer(named(AMIDE), library(), Pool(POOL)).compose(20)
    assert len({one.key for one in found.flasks}) == 20
    assert sum(one.is_minimal for one in found.flasks) >= 10
    solvents = {"C1CCOC1", "ClCCl", "CCOCC", "CCCCCC", "Cc1ccccc1", "C1COCCO1", "COCCOC"}
    assert not any(solvents & {*one.key.split(".")} for one in found.flasks if one.is_minimal)
    assert any(solvents & {*one.key.split(".")} for one in found.flasks if not one.is_minimal)


def test_composed_flasks_keep_the_style_of_the_library() -> None:
    for name in NAMES:
        for one in Composer(named(name), library(), Pool(POOL)).compose(2).flasks:
            assert one.expansion.mechanisms == (name,)
            assert faults_of(one.expansion) == []


def test_a_mechanism_that_the_pool_has_nothing_for_is_composed_from_its_examples() -> None:
    found = Composer(named("Wolff rearrangement"), library(), Pool(["CCO"])).compose(4)
    assert len(found.flasks) == 4


def test_substituents_keep_away_from_what_reacts_and_from_protecting_groups() -> None:
    acyl, butyl = (Pattern(read_smarts(one)) for one in ("[CH2]C(=O)Cl", "[CH3]C([CH3])([CH3])O"))
    for seed in range(20):
        made = grafted("CCCCC(=O)Cl", frozenset({4, 5, 6}), Random(seed))
        assert made
        assert flask_of(made).has(acyl)
        made = grafted("CC(C)(C)OC(=O)NCCC", frozenset({7}), Random(seed))
        assert made
        assert flask_of(made).has(butyl)
    assert grafted("C[Si](C)(C)Cl", frozenset({1, 4}), Random(0)) is None


def test_no_solvent_is_drawn_that_the_reagents_attack() -> None:
    assert kinds_of("[Li]CCCC")
    assert kinds_of("CC(=O)Cl") == {"electrophile"}
    for seed in range(40):
        assert solvent(["[Li]CCCC"], Random(seed)) not in {"ClCCl", "CC#N", "CN(C)C=O"}
        assert solvent(["Cl[Al](Cl)Cl"], Random(seed)) not in {"C1CCOC1", "Cc1ccccc1"}
    assert delicate_groups("CC(=O)c1ccccc1")
    assert not delicate_groups("CCc1ccccc1")


def test_the_same_seed_gives_the_same_files_whatever_the_workers(
    tmp_path: Path, pool: Path
) -> None:
    one, two = (
        compose(tmp_path / f"{n}.csv", names=NAMES, flasks=3, inert=4, pool=pool, workers=n)
        for n in (1, 2)
    )
    assert one.output.read_bytes() == two.output.read_bytes()
    assert one.report.read_bytes() == two.report.read_bytes()
    assert one.mechanisms == dict.fromkeys(NAMES, 3)
    ids = Counter(record.reaction_id for record in read_steps(one.output))
    assert len(ids) == one.flasks == 13
    assert sum(ids.values()) == one.steps


def test_arrays_are_those_of_the_table_each_step_once(tmp_path: Path, pool: Path) -> None:
    table, arrays = (
        compose(output, names=NAMES, flasks=3, inert=4, pool=pool, workers=1)
        for output in (tmp_path / "steps.csv", f"{tmp_path}/arrays/")
    )
    preprocess(table.output, tmp_path / "read", workers=1)
    read, made = (StepStore.open(tmp_path / name) for name in ("read", "arrays"))
    first: dict[tuple[object, ...], tuple[object, ...]] = {}
    for step in steps_of(read):
        first.setdefault((*step[:-4], step[-1]), step)
    assert steps_of(made) == list(first.values())
    assert arrays.steps == len(made)
    assert (arrays.flasks, arrays.mechanisms) == (table.flasks, table.mechanisms)
    assert made.meta["counts"]["lines"] == table.flasks
    assert arrays.report.read_bytes() == table.report.read_bytes()
    assert not list(tmp_path.glob("arrays.steps*"))


def test_a_folder_of_something_else_is_kept(tmp_path: Path, pool: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="mine"):
        compose(f"{tmp_path}/mine/", names=NAMES, flasks=1, pool=pool, workers=1)
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["pool.smi", "notes.txt"]


def test_another_seed_gives_other_flasks() -> None:
    keys = [
        [
            one.key
            for one in Composer(named(AMIDE), library(), Pool(POOL), seed=seed).compose(3).flasks
        ]
        for seed in (0, 0, 1)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_a_stopped_run_goes_on_to_the_same_files(tmp_path: Path, pool: Path) -> None:
    whole = compose(tmp_path / "whole.csv", names=NAMES, flasks=2, pool=pool, workers=1)
    seen: list[FileProgress] = []

    def stop(progress: FileProgress) -> None:
        seen.append(progress)
        if len(seen) == 2:
            raise KeyboardInterrupt

    output = tmp_path / "steps.csv"
    with pytest.raises(KeyboardInterrupt):
        compose(output, names=NAMES, flasks=2, pool=pool, workers=1, progress=stop)
    with pytest.raises(InputError, match="other settings"):
        compose(output, names=NAMES, flasks=3, pool=pool, workers=1)
    again = compose(output, names=NAMES, flasks=2, pool=pool, workers=1, progress=seen.append)
    assert (seen[2].resumed, seen[-1].lines) == (2, 3)
    assert output.read_bytes() == whole.output.read_bytes()
    assert replace(again, output=whole.output, report=whole.report, seconds=0.0) == replace(
        whole, seconds=0.0
    )


def test_products_of_a_file_are_never_made(tmp_path: Path, pool: Path) -> None:
    first = compose(tmp_path / "first.csv", names=[AMIDE], flasks=5, pool=pool, workers=1)
    large = {
        one
        for one in made_by(first.output)  # a base that loses its proton again is none
        if "=O" in one and flask_of(one).mol.GetNumHeavyAtoms() >= _FEWEST_LEFT_OUT
    }
    assert large
    held_out = tmp_path / "held out.smi"
    held_out.write_text("\n".join(sorted(large)) + "\n")
    again = compose(
        tmp_path / "again.csv", names=[AMIDE], flasks=5, pool=pool, leave_out=held_out, workers=1
    )
    assert again.flasks == 5
    assert not large & made_by(again.output)


def test_flasks_are_composed_for_a_file_of_mechanisms_alone(tmp_path: Path, pool: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE)
    found = compose(tmp_path / "steps.csv", mine, flasks=3, pool=pool, workers=1)
    assert found.mechanisms == {"water adds to ketene": 3}


def test_a_pool_of_your_own_takes_the_place_of_the_bundled_one(tmp_path: Path, pool: Path) -> None:
    pool.write_text("O=C(Cl)C1CCCC1 mine\nNCC1CC1\n")
    found = compose(tmp_path / "steps.txt", names=[AMIDE], flasks=8, pool=pool, workers=1)
    assert any("C1CCCC1" in one for one in made_by(found.output))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"names": ["acid chloride and amin"]}, "No mechanism is named"),
        ({"flasks": 0}, "ask for some"),
        ({"flasks": -1}, "flasks is -1"),
        ({"pool": "absent.smi"}, "cannot be read"),
        ({"leave_out": "wrong.smi"}, r"line 2: `C\(C` is no molecule"),
        ({"pool": "empty.smi"}, "holds no molecule"),
    ],
)
def test_bad_input_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.smi").write_text("CCO\nC(C\n")
    Path("empty.smi").write_text("\n")
    with pytest.raises(InputError, match=told):
        compose(tmp_path / "steps.csv", workers=1, **options)  # type: ignore[arg-type]
    assert not list(tmp_path.glob("steps*"))
    with pytest.raises(InputError, match=r"neither \.txt nor \.csv"):
        compose(tmp_path / "steps.smi", workers=1)


def test_the_pool_holds_small_neutral_building_blocks() -> None:
    assert 2000 < len(bundled()) < 3000
    for smiles in bundled()[::25]:
        mol = flask_of(smiles).mol
        assert "." not in smiles
        assert 2 < mol.GetNumHeavyAtoms() <= 18
