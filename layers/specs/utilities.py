"""Utilities on offer in an area."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="utilities",
    title="Utilities on offer",
    key="utility",
    columns=(
        Column("utility", "what is on offer", required=True),
        Column("provider", "who provides it"),
        Column("detail", "what is known of it"),
    ),
)
