"""The contracts of docs and design that import-linter cannot say, checked on the source itself."""

import ast
import importlib
import re
import tomllib
from collections.abc import Callable, Container, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FILE_LINES = 400
PAGE_LINES = 80
FUNCTION_LINES = 60
SHORT_FUNCTION_LINES = 30
SHORT_SHARE = 0.9


def sources(*places: str) -> list[Path]:
    """Return the Python files of these folders and files, those that exist."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file()
    return [path for path in found if "__pycache__" not in path.parts]


PROGRAM = sources("app.py", "planner", "layers")
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PROGRAM}


def name_of(path: Path) -> str:
    """Return the path as a reader writes it."""
    return path.relative_to(ROOT).as_posix()


def within(path: Path, *places: str) -> bool:
    """Return whether the file is one of `places`, or in one of them if that ends in a slash."""
    name = name_of(path)
    return any(name == place or (place.endswith("/") and name.startswith(place)) for place in places)


def offences(is_one: Callable[[ast.AST], bool], *allowed: str) -> list[str]:
    """Return where the program, outside the places allowed, holds a node that `is_one`."""
    return [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path, tree in TREES.items()
        if not within(path, *allowed)
        for node in ast.walk(tree)
        if is_one(node)
    ]


def calls(*names: str) -> Callable[[ast.AST], bool]:
    """Return a test for a call of one of these functions or methods."""

    def is_one(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        called = node.func
        return (isinstance(called, ast.Attribute) and called.attr in names) or (
            isinstance(called, ast.Name) and called.id in names
        )

    return is_one


def imports(*modules: str) -> Callable[[ast.AST], bool]:
    """Return a test for an import of one of these modules or of what they hold."""

    def is_ours(module: str) -> bool:
        return any(module == one or module.startswith(f"{one}.") for one in modules)

    def is_one(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            return any(is_ours(alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            return is_ours(node.module) or any(is_ours(f"{node.module}.{alias.name}") for alias in node.names)
        return False

    return is_one


def streamlit_attribute(pattern: str) -> Callable[[ast.AST], bool]:
    """Return a test for `st.NAME` where NAME matches the pattern."""
    return lambda node: (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"st", "streamlit"}
        and re.fullmatch(pattern, node.attr) is not None
    )


# --- Where what may happen ---


def test_only_layers_crs_reprojects():
    assert offences(calls("to_crs", "set_crs"), "layers/crs.py") == []


def test_pyproj_is_used_in_layers_crs_only():
    assert offences(imports("pyproj", "rasterio.warp"), "layers/crs.py") == []


def test_no_frame_is_made_without_a_word_about_its_system():
    """A frame of geometries made without crs=... has lost its coordinate reference system, silently."""

    def is_one(node: ast.AST) -> bool:
        return calls("GeoDataFrame", "GeoSeries", "points_from_xy")(node) and not any(
            keyword.arg in {"crs", None} for keyword in node.keywords
        )

    assert offences(is_one, "layers/crs.py", "layers/io/") == []


def test_streamlit_is_imported_only_where_pages_are_made():
    assert offences(imports("streamlit", "streamlit_folium"), "app.py", "planner/ui/") == []


def test_session_state_is_touched_in_one_file():
    assert offences(streamlit_attribute("session_state"), "planner/ui/state.py") == []
    assert offences(imports("streamlit.session_state"), "planner/ui/state.py") == []


def test_streamlit_caches_in_one_file():
    assert offences(streamlit_attribute("cache_.*"), "planner/ui/cache.py") == []


def test_every_cache_is_bounded():
    """A cache without ttl and max_entries grows until the machine is full."""

    def is_one(node: ast.AST) -> bool:
        if isinstance(node, ast.FunctionDef):
            return any(streamlit_attribute("cache_.*")(decorator) for decorator in node.decorator_list)
        return calls("cache_data", "cache_resource")(node) and not {"ttl", "max_entries"} <= {
            keyword.arg for keyword in node.keywords
        }

    assert offences(is_one) == []


def test_a_page_does_nothing_when_it_is_imported():
    """Streamlit at module level runs once for all users, before any of them asked."""
    found = [
        f"{name_of(path)}:{statement.lineno}"
        for path in sources("planner/ui")
        for statement in TREES[path].body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
        for node in ast.walk(statement)
        if streamlit_attribute(".*")(node)
    ]
    assert found == []


def test_maps_are_made_of_what_the_app_serves():
    """folium's own elements ask the internet for their scripts, tiles and icons."""
    online = calls(
        *("Map", "TileLayer", "WmsTileLayer", "Icon", "Choropleth", "Vega", "VegaLite", "ColorLine"),
        *("ColorMap", "LinearColormap", "StepColormap", "Draw", "Fullscreen", "HeatMap", "MarkerCluster"),
        *("FastMarkerCluster", "MeasureControl", "MiniMap", "MousePosition"),
    )
    assert offences(online, "planner/drawing/assets.py") == []


def test_files_and_network_are_met_only_at_the_edge():
    edge = ("layers/io/", "planner/workspace.py", "planner/text.py")
    network = imports("aiohttp", "ftplib", "http.client", "httpx", "requests", "socket", "urllib.request")
    databases = imports("duckdb", "pyogrio", "rasterio", "sqlalchemy", "sqlite3", "psycopg", "osmnx", "fiona")
    reading = calls(
        *("open", "read_bytes", "read_text", "urlopen", "iterdir", "glob", "rglob"),
        *("read_csv", "read_excel", "read_feather", "read_file", "read_json", "read_parquet", "read_postgis"),
        *("list_layers", "read_dataframe", "write_dataframe"),
    )
    writing = calls("write_bytes", "write_text", "to_file", "to_parquet", "to_postgis", "to_excel", "mkdir")
    for one in (network, databases, reading):
        assert offences(one, *edge) == []
    assert offences(writing, *edge, "planner/cli/") == []


# What of planner shows, draws, reads or translates; all else is the core.
AROUND_THE_CORE = {"__main__", "cli", "drawing", "reports", "text", "ui", "workspace"}


def import_contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]


def planner_modules() -> set[str]:
    """Return the names of planner's own modules and packages."""
    modules = {path.stem for path in (ROOT / "planner").glob("*.py") if path.stem != "__init__"}
    return modules | {path.parent.name for path in (ROOT / "planner").glob("*/__init__.py")}


def test_every_module_of_planner_has_its_place_in_the_import_order():
    placed = {name for layer in import_contracts()[0]["layers"] for name in re.findall(r"[a-z_.]+", layer)}
    assert {f"planner.{name}" for name in planner_modules()} - placed == set()


def test_the_contract_of_the_core_names_all_of_it():
    core = {f"planner.{name}" for name in planner_modules() - AROUND_THE_CORE}
    assert set(import_contracts()[1]["source_modules"]) == core


# --- Registries ---


def defining(name: str, folder: str) -> dict[str, object]:
    """Return what the modules right below `folder` assign to `name`, by the module's name."""
    package = folder.replace("/", ".")
    found = {}
    for path in sorted((ROOT / folder).glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
        if path.stem != "__init__" and any(isinstance(one, ast.Name) and one.id == name for one in targets):
            found[path.stem] = getattr(importlib.import_module(f"{package}.{path.stem}"), name)
    return found


@pytest.mark.parametrize(
    ("folder", "one", "registry"), [("layers", "SPEC", "SPECS"), ("planner/reports", "REPORT", "REPORTS")]
)
def test_what_a_file_defines_is_in_the_registry_and_nothing_else(folder, one, registry):
    if not (ROOT / folder).is_dir():
        pytest.skip(f"{folder} is not there yet")
    registered = getattr(importlib.import_module(folder.replace("/", ".")), registry)
    entries = list(registered.values() if isinstance(registered, dict) else registered)
    defined = defining(one, folder)
    unregistered = [
        module for module, value in defined.items() if not any(value is entry for entry in entries)
    ]
    strays = [entry for entry in entries if not any(entry is value for value in defined.values())]
    assert unregistered == []
    assert strays == []


def test_a_layer_is_registered_under_its_name():
    from layers import SPECS

    assert {name: spec.name for name, spec in SPECS.items()} == {name: name for name in SPECS}


# --- Units ---

UNIT = re.compile(
    r".*_(m|m2|ha|km|min|h|s|kmh|eur|t|mwh|yr|kv|percent|deg|px)"
    r"|.*_(share|ratio|score|weight)"  # numbers without a unit, by their names
    r"|n_.*|.*_(n|count|index|segments|rows|zoom)|zoom_start"  # numbers of something, and places in an order
)

# Names of numbers that carry no unit of their own, each with its reason.
WITHOUT_UNIT = {
    "best": "in the unit that its criterion names",
    "east": "a longitude in degrees, of an area of use",
    "epsg": "the number of a coordinate reference system",
    "height": "a height in pixels, as Streamlit and folium name it",
    "lat": "latitude in degrees, by its name",
    "lon": "longitude in degrees, by its name",
    "max_entries": "a number of cached answers, as Streamlit names it",
    "maximum": "in the unit that its column names",
    "metres": "its unit is its name",
    "minimum": "in the unit that its column names",
    "north": "a latitude in degrees, of an area of use",
    "rank": "a place in an order",
    "row": "the number of a row in a source",
    "rows": "a number of rows",
    "south": "a latitude in degrees, of an area of use",
    "storeys": "a number of storeys",
    "value": "in the unit that stands beside it",
    "weight": "how much a criterion counts: no unit",
    "west": "a longitude in degrees, of an area of use",
    "width": "a width in pixels, as Streamlit and folium name it",
    "worst": "in the unit that its criterion names",
    "year": "a year",
}


# Of these, what a column of a layer may be called: data are read far from their annotations.
COLUMNS_WITHOUT_UNIT = {"lat", "lon", "storeys"}


def names_its_unit(name: str, without: Container[str] = WITHOUT_UNIT) -> bool:
    return UNIT.fullmatch(name) is not None or name in without


def number_aliases(tree: ast.Module) -> set[str]:
    """Return the names of the module that stand for numbers, such as NonNegative = Annotated[float, ...]."""
    return {"int", "float"} | {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and re.match(r"Annotated\[(float|int)\b", ast.unparse(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_number(annotation: ast.expr | None, aliases: set[str]) -> bool:
    """Return whether the annotation is a number, or a number or nothing."""
    if annotation is None:
        return False
    text = re.sub(r"^(ClassVar|Final|Annotated)\[(.*)\]$", r"\2", ast.unparse(annotation))
    parts = {part.strip() for part in text.split(",")[0].split("|")} - {"None"}
    return bool(parts) and parts <= aliases


def numbers_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of every number that a class keeps or a function takes."""
    aliases = number_aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
            for field in fields:
                if is_number(field.annotation, aliases):
                    yield field.lineno, ast.unparse(field.target)
        elif isinstance(node, ast.arg) and is_number(node.annotation, aliases):
            yield node.lineno, node.arg


def test_every_number_names_its_unit():
    unnamed = [
        f"{name_of(path)}:{line}: {name}"
        for path, tree in TREES.items()
        for line, name in numbers_in(tree)
        if not names_its_unit(name)
    ]
    assert unnamed == []


def test_every_number_of_a_layer_names_its_unit():
    from layers import SPECS

    numbers = [
        (spec.name, column)
        for spec in SPECS.values()
        for column in spec.all_columns
        if column.kind == "number"
    ]
    assert [f"{layer}.{column.name}" for layer, column in numbers if not column.unit] == []
    assert [
        f"{layer}.{column.name}"
        for layer, column in numbers
        if not names_its_unit(column.name, COLUMNS_WITHOUT_UNIT)
    ] == []


# --- Size ---


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
    pages = list((ROOT / "planner" / "ui").glob("*_page.py"))
    assert {name_of(path): line_count(path) for path in pages if line_count(path) > PAGE_LINES} == {}
    for path in pages:
        assert any(
            isinstance(node, ast.FunctionDef) and node.name == "render" for node in TREES[path].body
        ), path


def test_app_only_navigates():
    assert all(line_count(path) <= 60 for path in sources("app.py"))


# --- Names ---


def test_every_file_is_named_after_one_noun():
    unwanted = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "tools"}
    paths = sources("planner", "layers", "tools", "tests", "benchmarks")
    assert [name_of(path) for path in paths if path.stem in unwanted] == []


def test_no_folder_is_called_pages():
    """Streamlit would take its files for pages of its own."""
    assert [name_of(path) for path in PROGRAM if "pages" in path.parts] == []
