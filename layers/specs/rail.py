"""Railway tracks as centre lines."""

from layers.schema import LINES, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="rail",
    title="Railway",
    key="track_id",
    geometry=LINES,
    style=Style("#1a1a1a", weight_px=2.5, dash="6 4"),
    columns=(
        Column("track_id", "identifier of the track", required=True),
        Column("track_class", "kind of track", required=True, choices=("main", "siding", "spur", "yard")),
        Column("name", "name"),
        Column("network", "who keeps the track", choices=("state", "private")),
        Column("electrified", "whether the track is electrified", choices=("yes", "no")),
        Column("tunnel", "in a tunnel", kind="flag", default=False),
    ),
)
