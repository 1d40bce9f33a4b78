"""Land: the outline of the dry ground."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="land",
    title="Land",
    key="land_id",
    geometry=POLYGONS,
    style=Style("#c9c4b8", fill="#f6f4ee", weight_px=0.8),
    columns=(Column("land_id", "identifier", required=True), Column("name", "name")),
)
