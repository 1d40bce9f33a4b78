"""The words of the Import page for layers, their columns and units: no internal name reaches the screen."""

from layers import titles
from layers.schema import Column
from layers.specs import SPECS
from planner.scenario import table_texts
from planner.text import _, marked, translate

# What an import can make, in the order in which planners need it; the national tables are no part of it.
LAYERS = (
    "plots",
    "zoning",
    "buildings",
    "roads",
    "rail",
    "companies",
    "ports",
    "pipelines",
    "power_lines",
    "places",
    "utilities",
    "seveso",
    "land",
    "water",
)
# What columns without a title of their own are called: what their SPECs say of them.
MEANINGS = (
    marked("Identifier of the area"),
    marked("Identifier of the building"),
    marked("What it is used for"),
    marked("Floor area as recorded"),
    marked("Identifier of the road"),
    marked("Administrative class"),
    marked("Number of the road"),
    marked("Direction of traffic"),
    marked("Speed limit"),
    marked("Height limit"),
    marked("Weight limit"),
    marked("Axle load limit"),
    marked("Vehicle length limit"),
    marked("Whether dangerous goods may pass"),
    marked("Whether heavy goods vehicles (above 3.5 t) may pass"),
    marked("Whether through traffic may pass"),
    marked("Whether plots may be entered from it"),
    marked("On a bridge"),
    marked("In a tunnel"),
    marked("Identifier of the track"),
    marked("Kind of track"),
    marked("Who keeps the track"),
    marked("Whether the track is electrified"),
    marked("What the firm does"),
    marked("Industry code"),
    marked("Anchor, production, service, utility or start-up"),
    marked("Employees as published"),
    marked("What the firm takes in"),
    marked("What the firm gives out"),
    marked("Identifier in the pollutant release register"),
    marked("Identifier of the quay"),
    marked("Port that the quay belongs to"),
    marked("Depth at the quay"),
    marked("May be a quay; whether ships may berth is not known"),
    marked("Length of the quay"),
    marked("Whether the quay is open to all"),
    marked("Kinds of cargo handled; several are parted by semicolons"),
    marked("Draught of the fairway"),
    marked("Where owner, cargo and fairway come from"),
    marked("Identifier of the pipe"),
    marked("Kind"),
    marked("What flows in it; several media are parted by semicolons"),
    marked("Firm that sends"),
    marked("Firm that receives"),
    marked("Width kept free to each side"),
    marked("Identifier of the line"),
    marked("Voltage"),
    marked("Identifier of the place"),
    marked("Kind of place"),
    marked("What is on offer"),
    marked("Who provides it"),
    marked("What is known of it"),
    marked("Identifier of the establishment"),
    marked("Width of the zone from the boundary"),
    marked("Identifier"),
    marked("Sea, lake or river"),
    marked("Track gauge"),
)


# Units as they are written, where their keys are not.
UNIT_TITLES = {
    "m2": "m²",
    "km2": "km²",
    "sqft": marked("square feet"),
    "acre": marked("acres"),
    "ft": marked("feet"),
    "ratio": marked("ratio (0.4)"),
    "percent": marked("per cent (40)"),
    "eur_m2": "€/m²",
    "eur_ha": "€/ha",
    "kmh": "km/h",
    "kv": "kV",
    "v": "V",
}


def unit_title(unit: str) -> str:
    """Return how a unit is written."""
    return _(UNIT_TITLES.get(unit, unit))


def field_title(layer: str, field: str) -> str:
    """Return what a column of a layer is called; a field of somebody else's keeps its name."""
    columns = SPECS[layer].all_columns if layer in SPECS else ()
    column = next((one for one in columns if one.name == field), None)
    if field == "geometry":
        return _("Shape")
    return field if column is None else column_title(column)


def layer_title(layer: str) -> str:
    """Return what a layer or raster is called."""
    return table_texts.layer_title(layer)


def column_title(column: Column) -> str:
    """Return what a column is called, with its unit."""
    title = translate(titles.column_title(column))
    return f"{title}, {_(column.unit)}" if column.unit and column.unit != "storeys" else title


def choice_title(choice: str) -> str:
    """Return the word for one of few values."""
    return translate(titles.choice_title(choice))
