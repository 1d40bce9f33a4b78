"""Zoning: the parts of a plan that are not plots, such as protective green, railway land and reserve."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="zoning",
    title="Other zoning",
    key="zone_id",
    geometry=POLYGONS,
    style=Style("#6b8f71", fill="#b9d3b4", weight_px=0.8),
    columns=(
        Column("zone_id", "identifier of the area", required=True),
        Column("zoning_code", "zoning code as the plan writes it, for example EV", required=True),
        Column("name", "name"),
    ),
)
