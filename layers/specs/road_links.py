"""Road links between national nodes, with their length."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="road_links",
    title="National road links",
    key="link_id",
    columns=(
        Column("link_id", "identifier: both nodes", required=True),
        Column("from_id", "node at one end", required=True),
        Column("to_id", "node at the other end", required=True),
        Column("length_km", "length along the road", kind="number", unit="km", required=True, minimum=0),
    ),
)
