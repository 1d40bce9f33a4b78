"""Overhead power lines as centre lines."""

from layers.schema import LINES, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="power_lines",
    title="Power lines",
    key="line_id",
    geometry=LINES,
    style=Style("#b8860b", weight_px=1.5, dash="8 3 2 3"),
    columns=(
        Column("line_id", "identifier of the line", required=True),
        Column("voltage_kv", "voltage", kind="number", unit="kV", minimum=0),
        Column("building_limit_m", "width kept free to each side", kind="number", unit="m", minimum=0),
        Column("name", "name"),
    ),
)
