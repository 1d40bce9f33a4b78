"""Every number names its unit: what a class keeps, what a function takes, what a layer's column holds."""

import ast
import re
from collections.abc import Container, Iterator

from tests.program import TREES, name_of

UNIT = re.compile(
    r".*_(m|m2|m3|mm|ha|km|min|h|s|kmh|eur|t|mwh|yr|kv|percent|deg|rad|px|bytes|mb)"
    r"|.*_(degc|k|bar|kw|mw|eur_per_m|eur_per_mw|eur_per_mwh)"
    r"|.*_(share|ratio|score|weight)"  # numbers without a unit, by their names
    r"|n_.*|.*_(n|count|index|segments|rows|zoom)|zoom_start"  # numbers of something, and places in an order
    r"|.*_epsg"  # numbers of coordinate reference systems
)

# Names of numbers that carry no unit of their own, each with its reason.
WITHOUT_UNIT = {
    "best": "in the unit that its criterion names",
    "count": "a number of halls",
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
    "port": "the number of a port of a network host",
    "rank": "a place in an order",
    "row": "the number of a row in a source",
    "rows": "a number of rows",
    "south": "a latitude in degrees, of an area of use",
    "status": "the number of an HTTP status",
    "storeys": "a number of storeys",
    "tolerance": "in the unit of the figure that it belongs to",
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
    from layers.specs import SPECS

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
