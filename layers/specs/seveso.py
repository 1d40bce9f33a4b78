"""Establishments under the Seveso directive, with the width of their consultation zone."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="seveso",
    title="Seveso establishments",
    key="establishment_id",
    geometry=POLYGONS,
    style=Style("#d55e00", weight_px=1.5, dash="4 4", shown=False),
    columns=(
        Column("establishment_id", "identifier of the establishment", required=True),
        Column("name", "name of the establishment", required=True),
        Column("company_id", "firm that runs it"),
        Column(
            "consultation_zone_m", "width of the zone from the boundary", kind="number", unit="m", minimum=0
        ),
    ),
)
