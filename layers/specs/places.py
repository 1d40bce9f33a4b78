"""Places that goods pass: gates, terminals, junctions, substations."""

from layers.schema import POINTS, Column, LayerSpec, Style

KINDS = ("gate", "junction", "rail_terminal", "airport", "substation", "heat_plant", "terminal")

SPEC = LayerSpec(
    name="places",
    title="Gates and terminals",
    key="place_id",
    geometry=POINTS,
    style=Style("#009e73", fill="#009e73"),
    columns=(
        Column("place_id", "identifier of the place", required=True),
        Column("kind", "kind of place", required=True, choices=KINDS),
        Column("name", "name", required=True),
    ),
)
