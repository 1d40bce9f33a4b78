"""Read README.md and docs/ as a newcomer would: write the files, run the commands, compare what they say.

A page is done from top to bottom in a folder with a copy of data/. "Write `path`:" and "Append to `path`:"
go before the content of a file; blocks marked console hold commands and their output; a last line "..."
stands for the rest. `pytest --update-golden` writes the output anew.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from typer.testing import CliRunner

from layers import io, specs
from planner.cli import app
from planner.reports import REPORTS

ELLIPSIS = "..."
STEP = re.compile(
    r"(?:(?P<verb>Write|Append to) `(?P<path>[^`]+)`:\n\n)?```(?P<kind>\w+)\n(?P<body>.*?)```\n", re.DOTALL
)
PAGES = (
    "README.md",
    "docs/commands.md",
    "docs/check-our-figures.md",
    "docs/compare-freight-chains.md",
    "docs/measure-truck-distances.md",
    "docs/make-a-plot-report.md",
    "docs/see-what-still-fits.md",
    "docs/add-an-area.md",
    "docs/add-a-restriction.md",
    "docs/add-a-layer.md",
)


@dataclass(frozen=True)
class Command:
    line: str
    output: str


def commands(block: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        yield Command(line, output)


def shortened(found: str, written: str) -> str:
    """Return the output, cut where the page cuts it: after as many lines, twelve where it shows none."""
    lines = written.splitlines()
    if not lines or lines[-1] != ELLIPSIS:
        return found
    shown_n = len(lines) - 1 or 12
    return "\n".join([*found.splitlines()[:shown_n], ELLIPSIS, ""])


def perform(line: str) -> str:
    """Run a command of a page in the present folder, and return what it says."""
    program, *args = shlex.split(line)
    if program == "cp":
        shutil.copy(*args)
        return ""
    assert [program, *args[:2]] == ["python", "-m", "planner"], f"this test cannot run {line!r}"
    result = CliRunner().invoke(app, args[2:])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.fixture
def house(root, tmp_path, monkeypatch):
    """A folder with a copy of data/, which the command line reads instead of ours."""
    data = tmp_path / "data"
    shutil.copytree(root / "data", data)
    monkeypatch.chdir(tmp_path)
    # What slow work says depends on the machine.
    monkeypatch.setattr("planner.cli.output._PATIENCE_S", 600.0)
    monkeypatch.setattr("planner.cli.commands.read_atlas", partial(io.read_atlas, data=data))
    monkeypatch.setattr("planner.cli.commands.list_areas", partial(io.list_areas, data=data))
    return tmp_path


def write(house, step, monkeypatch) -> None:
    path = house / step["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if step["verb"] == "Append to" else ""
    path.write_text(old + step["body"], encoding="utf-8")
    if path.parent.name == "specs":
        spec = {}
        exec(step["body"], spec)  # noqa: S102 - our own page
        monkeypatch.setitem(specs.SPECS, spec["SPEC"].name, spec["SPEC"])


@pytest.mark.parametrize("page", PAGES)
def test_the_page_does_what_it_says(page, root, house, monkeypatch, request):
    text = (root / page).read_text(encoding="utf-8")
    found, ran_n = text, 0
    for step in STEP.finditer(text):
        if step["path"]:
            write(house, step, monkeypatch)
        elif step["kind"] == "console":
            outputs = [(one, shortened(perform(one.line), one.output)) for one in commands(step["body"])]
            anew = "".join(f"$ {one.line}\n{output}" for one, output in outputs)
            found = found.replace(f"```console\n{step['body']}```", f"```console\n{anew}```")
            ran_n += len(outputs)
    assert ran_n
    if request.config.getoption("--update-golden"):
        (root / page).write_text(found, encoding="utf-8")
        return
    assert found == text, (
        f"{page} shows old output: pytest --update-golden tests/planner/cli/test_docs.py rewrites it."
    )


def test_the_example_area_is_an_atlas_with_figures(root, house, monkeypatch):
    from planner.appraisal import appraise
    from planner.scenario.scenario import parse_scenario

    for step in STEP.finditer((root / "docs/add-an-area.md").read_text(encoding="utf-8")):
        if step["path"]:
            write(house, step, monkeypatch)
    atlas = io.read_atlas("example", data=house / "data")
    assert atlas.issues == ()
    assert [source.layer for source in atlas.sources[:2]] == ["plots", "roads"]
    found = appraise("A-1", atlas, parse_scenario(io.read_scenario_text()))
    assert found.illustrative
    # 4 thousandths of a degree of longitude by 1 of latitude: about 198 m by 111 m.
    assert found.capacity.gross_area_m2 == pytest.approx(198 * 111, rel=0.01)
    assert found.capacity.permitted_floor_area_m2 == pytest.approx(0.5 * found.capacity.gross_area_m2)
    (by_road,) = [row for row in found.distances if row.mode == "road"]
    assert (by_road.target_kind, by_road.method) == ("main_road", "network")


@pytest.mark.parametrize("name", sorted(command.callback.__name__ for command in app.registered_commands))
def test_every_command_is_explained(name, root):
    assert f"| `{name}" in (root / "docs/commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_every_export_is_explained(name, root):
    assert f"| `{name}` |" in (root / "docs/commands.md").read_text(encoding="utf-8")


def test_every_link_of_the_pages_leads_somewhere(root):
    pages = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
