"""Plots: the parcels that a firm can be given, or zones that stand in for them."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

STATUSES = ("free", "reserved", "leased", "built", "reserve", "unknown")
PLAN_LEVELS = ("detailed", "general", "none", "unknown")
# Limits that a plan may leave unset; `limits_not_set` names them.
OPTIONAL_LIMITS = ("coverage", "storeys", "height", "volume")

SPEC = LayerSpec(
    name="plots",
    title="Plots",
    key="plot_id",
    geometry=POLYGONS,
    style=Style("#3d3d3d", fill="#d9d2c0", weight_px=1.0),
    columns=(
        Column("plot_id", "identifier of the plot", required=True),
        Column("name", "name"),
        Column("block", "block of the detailed plan"),
        Column("zoning_code", "zoning code as the plan writes it, for example T/kem"),
        Column(
            "place_kind", "plot, or a zone that stands in for plots", choices=("plot", "zone"), default="plot"
        ),
        Column("plan_level", "which plan rules the plot", choices=PLAN_LEVELS, default="unknown"),
        Column("plan_name", "name of the plan"),
        Column("plan_date", "date of the plan", kind="date"),
        Column("status", "whether the plot can be had", choices=STATUSES, default="unknown"),
        Column("reserved_until", "end of the reservation", kind="date"),
        Column("available_from", "date from which reserve land can be had", kind="date"),
        Column("handed_over", "date of sale or lease", kind="date"),
        # No plan allows more than fifteen times the plot: larger numbers are percent.
        Column(
            "floor_area_ratio", "floor-area ratio e", kind="number", unit="k-m²/m²", minimum=0, maximum=15
        ),
        Column(
            "building_right_m2", "building right given in floor area", kind="number", unit="k-m²", minimum=0
        ),
        Column(
            "coverage_ratio",
            "share of the plot that may be covered",
            kind="number",
            unit="m²/m²",
            minimum=0,
            maximum=1,
        ),
        Column("volume_ratio", "building volume by plot area", kind="number", unit="m³/m²", minimum=0),
        Column("storeys", "number of storeys allowed", kind="number", unit="storeys", minimum=1),
        Column("height_m", "building height allowed", kind="number", unit="m", minimum=0),
        Column(
            "limits_not_set",
            "limits that the plan does not set, of coverage, storeys, height and volume; "
            "an empty value elsewhere means that the limit is not known",
        ),
        Column("used_floor_area_m2", "floor area built, as recorded", kind="number", unit="k-m²", minimum=0),
        Column(
            "recorded_area_m2",
            "registered area, as the land register gives it",
            kind="number",
            unit="m²",
            minimum=0,
        ),
        Column("price_eur_m2", "price of the land", kind="number", unit="€/m²", minimum=0),
        Column("lease_eur_m2_yr", "yearly lease", kind="number", unit="€/m²/yr", minimum=0),
        Column("company_id", "firm that holds the plot"),
    ),
)
