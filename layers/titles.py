"""What columns and their few values are called: no code stands alone in what a person reads."""

from collections.abc import Iterable

from layers.messages import Named, Sentence
from layers.schema import Column

# Short titles of the columns of plots, and of those that many layers share.
COLUMN_TITLES = {
    "plot_id": Sentence("Identifier of the plot"),
    "name": Sentence("Name"),
    "block": Sentence("Block"),
    "zoning_code": Sentence("Zoning code"),
    "place_kind": Sentence("Plot or zone"),
    "plan_level": Sentence("Level of the plan"),
    "plan_name": Sentence("Name of the plan"),
    "plan_date": Sentence("Date of the plan"),
    "status": Sentence("Status"),
    "reserved_until": Sentence("Reserved until"),
    "available_from": Sentence("Can be had from"),
    "handed_over": Sentence("Sold or leased on"),
    "floor_area_ratio": Sentence("Floor-area ratio e"),
    "building_right_m2": Sentence("Building right"),
    "coverage_ratio": Sentence("Coverage"),
    "volume_ratio": Sentence("Volume ratio"),
    "storeys": Sentence("Storeys"),
    "height_m": Sentence("Building height"),
    "limits_not_set": Sentence("Limits that the plan does not set"),
    "used_floor_area_m2": Sentence("Floor area built"),
    "recorded_area_m2": Sentence("Area in the land register"),
    "price_eur_m2": Sentence("Price of the land"),
    "lease_eur_m2_yr": Sentence("Yearly lease"),
    "company_id": Sentence("Firm that holds it"),
    "source": Sentence("Where the row comes from"),
    "as_of": Sentence("Time that the row speaks of"),
    "illustrative": Sentence("Illustrative, not surveyed"),
    "accuracy_m": Sentence("Accuracy of the place"),
    "note": Sentence("Remark"),
}
# What values of columns with few values mean.
CHOICE_TITLES = {
    "free": Sentence("free"),
    "reserved": Sentence("reserved"),
    "leased": Sentence("leased"),
    "built": Sentence("built"),
    "reserve": Sentence("reserve land"),
    "unknown": Sentence("not known"),
    "plot": Sentence("plot"),
    "zone": Sentence("zone"),
    "detailed": Sentence("detailed plan"),
    "general": Sentence("general plan only"),
    "none": Sentence("no plan"),
    "yes": Sentence("yes"),
    "no": Sentence("no"),
    "forward": Sentence("as drawn"),
    "backward": Sentence("against the drawing"),
    "motorway": Sentence("motorway"),
    "main": Sentence("main"),
    "regional": Sentence("regional road"),
    "connecting": Sentence("connecting road"),
    "street": Sentence("street"),
    "private": Sentence("private"),
    "public": Sentence("public"),
    "path": Sentence("path"),
    "siding": Sentence("side track"),
    "spur": Sentence("spur"),
    "yard": Sentence("yard"),
    "state": Sentence("state"),
    "pipe_bridge": Sentence("Pipe bridge"),
    "buried": Sentence("Buried pipe"),
    "heat_network": Sentence("District heating"),
    "gas": Sentence("Gas pipe"),
    "gate": Sentence("Gate"),
    "junction": Sentence("Road junction"),
    "rail_terminal": Sentence("Rail terminal"),
    "airport": Sentence("Airport"),
    "substation": Sentence("Substation"),
    "heat_plant": Sentence("Heat plant"),
    "terminal": Sentence("Terminal"),
}
# Kinds of shapes.
KIND_TITLES = {
    "Polygon": Sentence("polygons"),
    "MultiPolygon": Sentence("polygons of several parts"),
    "LineString": Sentence("lines"),
    "MultiLineString": Sentence("lines of several parts"),
    "Point": Sentence("points"),
    "MultiPoint": Sentence("groups of points"),
    "none": Sentence("without geometry"),
}


def column_title(column: Column) -> Sentence:
    """Return what a column is called: one without a title of its own by what its SPEC says of it.

    Examples
    --------
    >>> column_title(Column("status", "whether the plot can be had")), column_title(Column("hgv", "heavy"))
    ('Status', 'Heavy')
    """
    return COLUMN_TITLES.get(column.name, Sentence(column.meaning[:1].upper() + column.meaning[1:]))


def named_column(column: Column) -> Named:
    """Return what a column is called, with its code beside it for who writes a mapping."""
    return Named(column_title(column), column.name)


def choice_title(choice: str) -> Sentence:
    """Return the word for one of few values."""
    return CHOICE_TITLES.get(choice, Sentence(choice))


def named_choices(choices: Iterable[str]) -> Sentence:
    """Return the words for few values, each with its code beside it where the two differ.

    Examples
    --------
    >>> named_choices(["free", "gas"])
    'free, Gas pipe (gas)'
    """
    return Sentence.joined([Named(choice_title(choice), choice) for choice in choices], ", ")


def kind_titles(kinds: Iterable[str]) -> Sentence:
    """Return the words for kinds of shapes.

    Examples
    --------
    >>> kind_titles(["Point", "LineString"])
    'points, lines'
    """
    return Sentence.joined([KIND_TITLES.get(kind, Sentence(kind)) for kind in kinds], ", ")
