"""Companies: where the firms of an area are, and what they do."""

from layers.schema import POINTS, Column, LayerSpec, Style

SPEC = LayerSpec(
    name="companies",
    title="Companies",
    key="company_id",
    geometry=POINTS,
    style=Style("#d55e00", fill="#d55e00"),
    columns=(
        Column("company_id", "identifier of the firm", required=True),
        Column("name", "name of the firm", required=True),
        Column("activity", "what the firm does"),
        Column("nace", "industry code"),
        Column("role", "anchor, production, service, utility or start-up"),
        Column("status", "operating, planned, closed"),
        Column("employees", "employees as published"),
        Column("inputs", "what the firm takes in"),
        Column("outputs", "what the firm gives out"),
        Column("facility_id", "identifier in the pollutant release register"),
    ),
)
