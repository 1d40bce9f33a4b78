"""Starting situations: from what a park begins, after the guide."""

from layers.schema import Column, LayerSpec

SPEC = LayerSpec(
    name="starting_situations",
    title="Starting situations",
    key="code",
    columns=(
        Column("code", "identifier", required=True),
        Column("title_en", "title in English", required=True),
        Column("title_fi", "title in Finnish"),
        Column("title_sv", "title in Swedish"),
    ),
)
