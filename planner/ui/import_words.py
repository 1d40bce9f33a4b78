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
}


def layer_title(layer: str) -> str:
    """Return what a layer or raster is called."""
    return _(RASTER_TITLES[layer] if layer in RASTER_TITLES else SPECS[layer].title)


def column_title(column: Column) -> str:
    """Return what a column is called, with its unit."""
    title = _(COLUMN_TITLES.get(column.name, column.meaning[:1].upper() + column.meaning[1:]))
    return f"{title}, {_(column.unit)}" if column.unit and column.unit != "storeys" else title


def choice_title(choice: str) -> str:
    """Return the word for one of few values."""
    return _(CHOICE_TITLES.get(choice, choice))
