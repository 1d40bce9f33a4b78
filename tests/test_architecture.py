"""The contracts that import-linter cannot say, checked on the source itself."""

import ast
import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import layers.errors
from tests.program import ROOT, TREES, name_of, sources


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


def test_shapes_are_prepared_in_one_place_which_copies_them():
    """An area's own shapes belong to all threads; a prepared shape asked by two takes the program down."""

    def is_one(node: ast.AST) -> bool:
        return calls("prep")(node) or (
            isinstance(node, ast.Attribute) and ast.unparse(node) == "shapely.prepare"
        )

    assert offences(is_one, "layers/prepared.py") == []
    assert offences(imports("shapely.prepared", "shapely.prepare"), "layers/prepared.py") == []


def test_no_frame_is_made_without_a_word_about_its_system():
    """A frame of geometries made without crs=... has lost its coordinate reference system, silently."""

    def is_one(node: ast.AST) -> bool:
        return calls("GeoDataFrame", "GeoSeries", "points_from_xy")(node) and not any(
            keyword.arg in {"crs", None} for keyword in node.keywords
        )

    assert offences(is_one, "layers/crs.py", "layers/io/") == []


def test_what_layers_say_can_be_told_in_every_language():
    """A text pasted together stays English: layers say a Sentence, which is translated where it is shown."""
    errors = {name for name, found in vars(layers.errors).items() if name.endswith("Error")} | {
        one.__name__ for one in layers.errors.DataError.__subclasses__()
    }

    def is_one(node: ast.AST) -> bool:
        pasted = ast.JoinedStr | ast.Constant
        if isinstance(node, ast.Assign):
            return getattr(node.targets[0], "id", "") == "msg" and isinstance(node.value, pasted)
        return calls(*errors)(node) and any(isinstance(said, pasted) for said in node.args)

    assert offences(is_one, "planner/", "app.py") == []


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
    assert offences(online, "planner/drawing/web/assets.py") == []


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
    ("folder", "one", "registry"),
    [("layers/specs", "SPEC", "SPECS"), ("planner/reports", "REPORT", "REPORTS")],
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
    from layers.specs import SPECS

    assert {name: spec.name for name, spec in SPECS.items()} == {name: name for name in SPECS}


# --- Rooms: a folder is read at a glance ---


def entries(folder: Path) -> set[str]:
    """Return the modules and packages of a folder, by name, without what Python itself asks for."""
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
    return modules | {path.parent.name for path in folder.glob("*/__init__.py")}


@pytest.mark.parametrize(("place", "most_n"), [("planner", 15), ("planner/ui", 22)])
def test_the_root_of_a_tree_is_seen_at_a_glance(place, most_n):
    assert len(entries(ROOT / place)) <= most_n


def test_no_folder_holds_more_than_25_files():
    counts = Counter(path.parent for path in sources("planner", "layers", "tests", "tools", "benchmarks"))
    assert {name_of(folder): files_n for folder, files_n in counts.items() if files_n > 25} == {}


def test_the_contract_of_pages_names_every_page():
    pages = {f"planner.ui.{path.parent.name}" for path in (ROOT / "planner" / "ui").glob("*/page.py")}
    independence = next(one for one in import_contracts() if one["type"] == "independence")
    assert set(independence["modules"]) == pages
