"""Parks: the eco-industrial parks of the national network."""

from layers.schema import POINTS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="parks",
    title="Eco-industrial parks",
    key="park_id",
    geometry=POINTS,
    style=Style("#0072b2", fill="#0072b2"),
    columns=(
        Column("park_id", "identifier of the park", required=True),
        Column("name", "name", required=True),
        Column("municipality", "municipality"),
        Column("starting_situation", "starting situation of the guide"),
        Column("starting_situation_basis", "on what the starting situation rests"),
        Column("coord_source", "where the point comes from"),
        Column("coord_accuracy_m", "how well the point is known", kind="number", unit="m", minimum=0),
        Column("area_ha", "area", kind="number", unit="ha", minimum=0),
        Column("area_source", "where the area comes from"),
        Column("companies_n", "number of firms, as published"),
        Column("jobs_direct", "direct jobs, as published"),
        Column("coordinator", "who coordinates the park"),
        Column("business_model", "how the coordination is paid for"),
        Column("rail", "rail connection"),
        Column("rail_source", "where that comes from"),
        Column("port", "port"),
        Column("port_draught_m", "draught at the port, as published"),
        Column("port_source", "where that comes from"),
        Column("road", "road connection"),
        Column("utilities", "utilities on offer"),
        Column("status_note", "state of the park"),
    ),
)
