"""Zoning codes: what the symbols of a plan mean, and whether industry may stand there."""

from layers.schema import Column, LayerSpec

# What an area may say that one of its own codes allows; "other": no industry.
OWN_CLASSES = ("industry", "business", "special", "transport", "other")

SPEC = LayerSpec(
    name="zoning_codes",
    title="Zoning codes",
    key="code",
    columns=(
        Column("code", "symbol as the plan writes it", required=True),
        Column("name_fi", "name in Finnish"),
        Column("meaning_en", "meaning"),
        Column("plan_level", "plans in which it is used"),
        Column(
            "class_group", "group of codes: industry, business, special, transport and others", required=True
        ),
        Column("developable_industry", "whether industry may be placed there"),
        Column("ryhti_code", "code of the national plan data model"),
        Column("ryhti_uri", "address of that code"),
        Column("equivalent_de", "nearest German code"),
        Column("equivalent_se", "nearest Swedish code"),
        Column("equivalent_us", "nearest code in the United States"),
    ),
)
