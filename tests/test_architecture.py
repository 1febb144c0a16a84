"""The budgets and doors that hold the code in shape. `make check` runs this file too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("miner", "review_ui", "video", "classifiers", "scraper")
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 450
MIN_TEST_SHARE = 0.8
"""Lines of tests for each line of code, at least."""

DOORS = {
    "torch": ("classifiers", "video"),
    "torchvision": ("classifiers", "video"),
    "lightning": ("classifiers", "video"),
    "torchmetrics": ("classifiers", "video"),
    "timm": ("classifiers", "video"),
    "av": ("video",),
    "selenium": ("scraper",),
    "httpx": ("scraper",),
    "yt_dlp": ("scraper",),
    "textual": ("review_ui",),
    "sqlite_utils": ("miner/catalogue",),
    "typer": ("miner/cli.py", "miner/commands"),
    "pydantic": ("miner/config.py",),
}
"""Which library may be imported where."""

RICH_DOORS = ("miner/console.py", "miner/progress.py", "miner/training_view.py",
              "miner/status_view.py", "miner/demo", "review_ui/blocks.py")  # fmt: skip
"""Where rich may be imported: whatever draws on a terminal."""

BROAD_EXCEPTS = {"miner/cli.py": 1, "miner/pipeline/runner.py": 1}
"""The last resort of the command line, and one item of a step."""

FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}


def sources() -> list[Path]:
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def lies_in(file: Path, places: tuple[str, ...]) -> bool:
    name = name_of(file)
    return any(name == place or name.startswith(f"{place}/") for place in places)


def reraises(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sources()}


def test_functions_are_short(trees: dict[Path, ast.Module]) -> None:
    long = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for file, tree in trees.items()
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
        and name_of(file).partition("/commands/")[1] == ""
    ]

    assert long == []


def test_files_are_short() -> None:
    long = [
        name_of(file) for file in sources() if len(file.read_text().splitlines()) > MAX_FILE_LINES
    ]

    assert long == []


def test_files_are_named_after_something() -> None:
    assert [name_of(file) for file in sources() if file.name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("library", [*DOORS, "rich"])
def test_library_has_one_door(library: str, trees: dict[Path, ast.Module]) -> None:
    places = RICH_DOORS if library == "rich" else DOORS[library]

    strays = [
        name_of(file)
        for file, tree in trees.items()
        if library in imported(tree) and not lies_in(file, places)
    ]

    assert strays == []


def test_broad_excepts_stand_in_two_places(trees: dict[Path, ast.Module]) -> None:
    found: dict[str, int] = {}
    for file, tree in trees.items():
        for node in ast.walk(tree):
            is_broad = (
                isinstance(node, ast.ExceptHandler)
                and not reraises(node)
                and (
                    node.type is None
                    or (
                        isinstance(node.type, ast.Name)
                        and node.type.id in {"Exception", "BaseException"}
                    )
                )
            )
            if is_broad:
                found[name_of(file)] = found.get(name_of(file), 0) + 1

    assert found == BROAD_EXCEPTS


def test_package_roots_only_describe(trees: dict[Path, ast.Module]) -> None:
    working = [
        name_of(file)
        for file, tree in trees.items()
        if file.name == "__init__.py" and any(True for _ in functions(tree))
    ]

    assert working == []


def test_every_module_opens_with_a_docstring(trees: dict[Path, ast.Module]) -> None:
    assert [name_of(file) for file, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_tests_weigh_as_much_as_code() -> None:
    code = sum(len(file.read_text().splitlines()) for file in sources())
    tests = sum(len(file.read_text().splitlines()) for file in (ROOT / "tests").rglob("*.py"))

    assert tests / code >= MIN_TEST_SHARE


def test_nothing_of_ours_is_mocked() -> None:
    mocking = [
        name_of(file)
        for file in (ROOT / "tests").rglob("*.py")
        if file.name != "test_architecture.py"
        and any(
            word in file.read_text()
            for word in ("unittest.mock", "MagicMock", "monkeypatch.setattr")
        )
    ]

    assert mocking == []
