"""The shape of the house: its folders, its packaging and the direction of its imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import flower

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOUSE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = sorted(path.parent.name for path in HOUSE.glob("flower/*/__init__.py"))
SOURCES = sorted([*HOUSE.glob("flower/**/*.py"), *HOUSE.glob("cli/**/*.py")])
LONGEST_FILE_LINES = 300


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=HOUSE, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return _run(sys.executable, "-c", code)


# --- folders and packaging


def test_the_top_level_holds_seven_names_and_dotfiles() -> None:
    if not (HOUSE / ".git").exists():
        pytest.skip("needs a git checkout: outside one, built files cannot be told from sources")
    listed = _run("git", "ls-files", "--cached", "--others", "--exclude-standard")
    assert listed.returncode == 0, listed.stderr
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {
        "README.md", "cli", "data", "flower", "models", "pyproject.toml", "tests",
    }  # fmt: skip


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in SOURCES if path.parent != HOUSE / "flower"}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_package_list_names_every_folder() -> None:
    inside = {
        ".".join(path.parent.relative_to(HOUSE).parts)
        for path in HOUSE.glob("flower/**/__init__.py")
    }
    beside = {
        ".".join(("flower", *path.parent.relative_to(HOUSE).parts))
        for name in ("cli", "data", "models")
        for path in HOUSE.glob(f"{name}/**/__init__.py")
    }
    packages = PROJECT["tool"]["setuptools"]["packages"]
    assert sorted(packages) == sorted(inside | beside)


def test_the_library_holds_no_folder_that_lies_beside_it() -> None:
    assert {"cli", "data", "models", "tests"}.isdisjoint(
        path.name for path in (HOUSE / "flower").iterdir()
    )


def test_only_the_name_flower_is_installed() -> None:
    setuptools = PROJECT["tool"]["setuptools"]
    assert {package.split(".")[0] for package in setuptools["packages"]} == {"flower"}
    assert setuptools["package-dir"] == {
        "flower": "flower", "flower.cli": "cli", "flower.data": "data", "flower.models": "models",
    }  # fmt: skip
    assert PROJECT["project"]["scripts"] == {"flower": "flower.cli.app:app"}


@pytest.mark.parametrize(
    "path", ["README.md", "flower/CHANGELOG.md", "flower/LICENSE", "flower/py.typed"]
)
def test_every_document_is_there(path: str) -> None:
    assert (HOUSE / path).is_file()


def test_every_model_and_bundled_set_has_a_card() -> None:
    folders = [*HOUSE.glob("models/*/"), *HOUSE.glob("data/sets/*/")]
    kept = [folder for folder in folders if folder.is_dir() and folder.name != "__pycache__"]
    assert [str(folder) for folder in kept if not (folder / "card.md").is_file()] == []


@pytest.mark.parametrize("name", ["predict", "test"])
def test_the_readme_has_the_marked_line(name: str) -> None:
    found = _run("bash", ".ci/readme_line", "README.md", name)
    assert found.returncode == 0, found.stderr
    assert "venv" in found.stdout


# --- imports


def test_imports_point_downwards() -> None:
    lint = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    checked = _python(lint)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_room_and_module_has_its_layer() -> None:
    contract = next(
        c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    )
    names = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
    modules = {path.stem for path in HOUSE.glob("flower/*.py")} - {"__init__"}
    assert {f"flower.{name}" for name in modules.union(ROOMS)} <= names


@pytest.mark.parametrize("name", flower.__all__)
def test_every_public_name_opens(name: str) -> None:
    assert getattr(flower, name) is not None


def test_no_module_has_a_public_name() -> None:
    # Python would bind the module in its place as soon as it is imported.
    modules = {path.stem for path in HOUSE.glob("flower/*.py")} | set(ROOMS)
    assert modules.isdisjoint(flower.__all__)


@pytest.mark.parametrize("code", ["import flower", "import flower.cli.app"])
def test_opening_the_house_loads_nothing_heavy(code: str) -> None:
    heavy = {"torch", "torch_geometric", "rdkit", "numpy", "pandas", "pyarrow", "jinja2"}
    loaded = _python(f"import sys; {code}; print(*sorted({heavy} & sys.modules.keys()))")
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.split() == []


def test_a_prediction_in_text_opens_no_pages() -> None:
    loaded = _python(
        "import sys, flower; from flower.cli.telling import summary_lines; "
        "rests = flower.Outcome(1, 1.0, 'O', (), True, ()); "
        "print(*summary_lines(flower.Prediction('O', 'ok', None, (rests,), 'toy', 0), 80, '')); "
        "print('flower.pages' in sys.modules)"
    )
    assert loaded.returncode == 0, loaded.stderr
    assert "nothing happens" in loaded.stdout
    assert loaded.stdout.split()[-1] == "False"


# --- sources

UNSAFE_MODULES = {"dill", "joblib", "marshal", "pickle", "cPickle", "cloudpickle", "shelve"}
UNSAFE_BUILTINS = {"eval", "exec"}
UNSAFE_CALLS = {"torch.load", "torch.save", "pandas.read_pickle", "pd.read_pickle"}


def _unsafe_reads(code: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names} & UNSAFE_MODULES
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names} & UNSAFE_CALLS
            names = whole | ({(node.module or "").split(".")[0]} & UNSAFE_MODULES)
        elif isinstance(node, ast.Call):
            called = {ast.unparse(node.func)}
            names = called & (UNSAFE_BUILTINS | UNSAFE_CALLS)
            names |= {
                "allow_pickle"
                for keyword in node.keywords
                if keyword.arg == "allow_pickle" and ast.unparse(keyword.value) != "False"
            }
        else:
            continue
        found += [f"line {node.lineno}: {name}" for name in sorted(names)]
    return sorted(found)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_is_read_or_written_by_pickle_or_eval(path: Path) -> None:
    assert _unsafe_reads(path.read_text(encoding="utf-8")) == []


def test_the_search_for_pickle_and_eval_finds_them() -> None:
    code = (
        "import pickle\nfrom torch import load\neval(x)\nnp.load(p, allow_pickle=True)\nnet.eval()"
    )
    assert _unsafe_reads(code) == [
        "line 1: pickle", "line 2: torch.load", "line 3: eval", "line 4: allow_pickle",
    ]  # fmt: skip


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert [str(path) for path, count in lines.items() if count > LONGEST_FILE_LINES] == []
