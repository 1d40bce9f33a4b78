"""Roads and streets as centre lines; lines that meet share a vertex."""

from layers.schema import LINES, Column, LayerSpec, Style

# A path is for walking and cycling: it is drawn, and no vehicle is led along it.
ROAD_CLASSES = ("motorway", "main", "regional", "connecting", "street", "private", "path")

SPEC = LayerSpec(
    name="roads",
    title="Roads and streets",
    key="road_id",
    geometry=LINES,
    style=Style("#8a8a8a", weight_px=2.0),
    columns=(
        Column("road_id", "identifier of the road", required=True),
        Column("road_class", "administrative class", required=True, choices=ROAD_CLASSES),
        Column("name", "name"),
        Column("road_number", "number of the road"),
        Column("oneway", "direction of traffic", choices=("no", "forward", "backward"), default="no"),
        Column("speed_kmh", "speed limit", kind="number", unit="km/h", minimum=0),
        Column("max_height_m", "height limit", kind="number", unit="m", minimum=0),
        Column("max_weight_t", "weight limit", kind="number", unit="t", minimum=0),
        Column("max_axle_load_t", "axle load limit", kind="number", unit="t", minimum=0),
        Column("max_length_m", "vehicle length limit", kind="number", unit="m", minimum=0),
        Column("hazmat", "whether dangerous goods may pass", choices=("yes", "no")),
        Column("hgv", "whether heavy goods vehicles (above 3.5 t) may pass", choices=("yes", "no")),
        Column("through", "whether through traffic may pass", choices=("yes", "no")),
        Column("entrance", "whether plots may be entered from it", choices=("yes", "no")),
        Column("bridge", "on a bridge", kind="flag", default=False),
        Column("tunnel", "in a tunnel", kind="flag", default=False),
    ),
)
