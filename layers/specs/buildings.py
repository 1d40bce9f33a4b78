"""Buildings: footprints of what stands."""

from layers.schema import POLYGONS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="buildings",
    title="Buildings",
    key="building_id",
    geometry=POLYGONS,
    style=Style("#4a4a4a", fill="#7d7d7d", weight_px=0.5),
    columns=(
        Column("building_id", "identifier of the building", required=True),
        Column("plot_id", "plot that it belongs to, as recorded"),
        Column("name", "name"),
        Column("use", "what it is used for"),
        Column("storeys", "number of storeys", kind="number", unit="storeys", minimum=1),
        Column("height_m", "height", kind="number", unit="m", minimum=0),
        Column("floor_area_m2", "floor area as recorded", kind="number", unit="k-m²", minimum=0),
        Column("company_id", "firm that uses it"),
    ),
)
