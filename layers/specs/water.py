"""Water: sea, lakes and rivers as areas."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="water",
    title="Water",
    key="water_id",
    geometry=POLYGONS,
    style=Style("#9dbfd6", fill="#d3e5f0", weight_px=0.5),
    columns=(
        Column("water_id", "identifier", required=True),
        Column("name", "name"),
        Column("kind", "sea, lake or river"),
    ),
)
