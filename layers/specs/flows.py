"""Flows: who gives what to whom."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="flows",
    title="Flows between firms",
    key="flow_id",
    columns=(
        Column("flow_id", "identifier of the flow", required=True),
        Column("from_company", "firm that gives", required=True),
        Column("to_company", "firm that takes, or a description of who does", required=True),
        Column("stream", "what flows", required=True),
        Column("direction_note", "remark on the flow"),
        Column("quantity", "quantity as published"),
        Column("unit", "unit of the quantity"),
        Column("transport", "how it travels"),
        Column("evidence", "how well the flow is known"),
    ),
)
