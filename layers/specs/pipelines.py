"""Pipelines and pipe bridges as centre lines."""

from layers.schema import LINES, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="pipelines",
    title="Pipes and pipe bridges",
    key="pipe_id",
    geometry=LINES,
    style=Style("#cc79a7", weight_px=2.5, dash="2 4"),
    columns=(
        Column("pipe_id", "identifier of the pipe", required=True),
        Column("pipe_class", "kind", required=True, choices=("pipe_bridge", "buried", "heat_network", "gas")),
        Column("medium", "what flows in it; several media are parted by semicolons", required=True),
        Column("name", "name"),
        Column("from_company", "firm that sends"),
        Column("to_company", "firm that receives"),
        Column("building_limit_m", "width kept free to each side", kind="number", unit="m", minimum=0),
    ),
)
