"""The words of the Import page for layers, their columns and units: no internal name reaches the screen."""

from layers import SPECS
from layers.base import Column
from planner.text import _, marked

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
RASTER_TITLES = {"terrain": marked("Terrain (elevation model)"), "landcover": marked("Land cover")}
# Short titles of the columns of plots, and of those that many layers share.
COLUMN_TITLES = {
    "plot_id": marked("Identifier of the plot"),
    "name": marked("Name"),
    "block": marked("Block"),
    "zoning_code": marked("Zoning code"),
    "place_kind": marked("Plot or zone"),
    "plan_level": marked("Level of the plan"),
    "plan_name": marked("Name of the plan"),
    "plan_date": marked("Date of the plan"),
    "status": marked("Status"),
    "reserved_until": marked("Reserved until"),
    "handed_over": marked("Sold or leased on"),
    "floor_area_ratio": marked("Floor-area ratio e"),
    "building_right_m2": marked("Building right"),
    "coverage_ratio": marked("Coverage"),
    "volume_ratio": marked("Volume ratio"),
    "storeys": marked("Storeys"),
    "height_m": marked("Building height"),
    "used_floor_area_m2": marked("Floor area built"),
    "recorded_area_m2": marked("Area in the land register"),
    "price_eur_m2": marked("Price of the land"),
    "lease_eur_m2_yr": marked("Yearly lease"),
    "company_id": marked("Firm that holds it"),
    "source": marked("Where the row comes from"),
    "as_of": marked("Time that the row speaks of"),
    "illustrative": marked("Illustrative, not surveyed"),
    "accuracy_m": marked("Accuracy of the place"),
    "note": marked("Remark"),
}
# What values of columns with few values mean.
CHOICE_TITLES = {
    "free": marked("free"),
    "reserved": marked("reserved"),
    "leased": marked("leased"),
    "built": marked("built"),
    "reserve": marked("reserve land"),
    "unknown": marked("not known"),
    "plot": marked("plot"),
    "zone": marked("zone"),
    "detailed": marked("detailed plan"),
    "general": marked("general plan only"),
    "none": marked("no plan known"),
    "yes": marked("yes"),
    "no": marked("no"),
    "forward": marked("as drawn"),
    "backward": marked("against the drawing"),
    "motorway": marked("motorway"),
    "main": marked("main"),
    "regional": marked("regional road"),
    "connecting": marked("connecting road"),
    "street": marked("street"),
    "private": marked("private"),
    "path": marked("path"),
    "siding": marked("side track"),
    "spur": marked("spur"),
    "yard": marked("yard"),
    "state": marked("state"),
    "pipe_bridge": marked("Pipe bridge"),
    "buried": marked("Buried pipe"),
    "heat_network": marked("District heating"),
    "gas": marked("Gas pipe"),
    "gate": marked("Gate"),
    "junction": marked("Road junction"),
    "rail_terminal": marked("Rail terminal"),
    "airport": marked("Airport"),
    "substation": marked("Substation"),
    "heat_plant": marked("Heat plant"),
    "terminal": marked("Terminal"),
}
# Other columns are called by what their SPECs say of them.
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
    marked("Length of the quay"),
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
    if layer in RASTER_TITLES:
        return _(RASTER_TITLES[layer])
    return _(SPECS[layer].title) if layer in SPECS else layer


def column_title(column: Column) -> str:
    """Return what a column is called, with its unit."""
    title = _(COLUMN_TITLES.get(column.name, column.meaning[:1].upper() + column.meaning[1:]))
    return f"{title}, {_(column.unit)}" if column.unit and column.unit != "storeys" else title


def choice_title(choice: str) -> str:
    """Return the word for one of few values."""
    return _(CHOICE_TITLES.get(choice, choice))
