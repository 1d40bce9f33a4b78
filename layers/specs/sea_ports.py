"""Ports abroad that ships from here sail to: a table, as they lie outside every working system."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="sea_ports",
    title="Ports abroad",
    key="port_id",
    columns=(
        Column("port_id", "identifier of the port", required=True),
        Column("name", "name", required=True),
        Column("country", "country, ISO 3166 code"),
        Column("lat", "latitude", kind="number", unit="degrees", required=True, minimum=-90, maximum=90),
        Column("lon", "longitude", kind="number", unit="degrees", required=True, minimum=-180, maximum=180),
    ),
)
