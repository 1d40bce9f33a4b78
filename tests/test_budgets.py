"""Files and functions stay small enough to be read, and are named after what they hold."""

import ast
from pathlib import Path

from tests.program import PROGRAM, ROOT, TREES, name_of, sources

FILE_LINES = 600
PAGE_LINES = 80
FUNCTION_LINES = 60
SHORT_FUNCTION_LINES = 30
SHORT_SHARE = 0.9


def functions(paths: list[Path]) -> dict[str, int]:
    """Return the length of every function in lines, its docstring and decorators included."""
    return {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or 0)
        - min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        + 1
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_function_is_longer_than_a_screen():
    lengths = functions(sources("app.py", "planner", "layers", "tools", "benchmarks"))
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_nine_functions_in_ten_are_short():
    lengths = functions(PROGRAM)
    long = sorted(name for name, lines in lengths.items() if lines >= SHORT_FUNCTION_LINES)
    assert len(long) <= (1 - SHORT_SHARE) * len(lengths), long


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_a_sitting():
    paths = sources("app.py", "planner", "layers", "tools", "benchmarks", "tests")
    assert {name_of(path): line_count(path) for path in paths if line_count(path) > FILE_LINES} == {}


def test_a_page_only_lays_out():
    pages = list((ROOT / "planner" / "ui").glob("*/page.py"))
    assert pages
    assert {name_of(path): line_count(path) for path in pages if line_count(path) > PAGE_LINES} == {}
    for path in pages:
        assert any(
            isinstance(node, ast.FunctionDef) and node.name == "render" for node in TREES[path].body
        ), path


def test_app_only_navigates():
    assert all(line_count(path) <= 60 for path in sources("app.py"))


def test_every_file_is_named_after_one_noun():
    unwanted = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "tools"}
    paths = sources("planner", "layers", "tools", "tests", "benchmarks")
    assert [name_of(path) for path in paths if path.stem in unwanted] == []


def test_no_folder_is_called_pages():
    """Streamlit would take its files for pages of its own."""
    assert [name_of(path) for path in PROGRAM if "pages" in path.parts] == []
