"""Which field of the source becomes which column: preset by the likeliest guess, for the user to change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from layers.io.intake import guesses
from layers.mapping.guess import SourceField
from layers.mapping.mapping import FieldMapping, LayerMapping
from layers.schema import Column
from planner.text import _, n_, translate, unit_name
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import mapping_file
from planner.ui.data_import import values as import_values
from planner.ui.data_import.draft import MAIN, TABLE
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import choice_title, column_title, unit_title
from planner.ui.widgets.markup import quiet, show

_ACROSS_N = 3
_SAMPLES_N = 3
_SAMPLE_SIGNS_N = 40
# What fills a column: nothing, a field by its name, or one value for all rows.
_NONE = ("", "")
Filling = tuple[str, str]


def render() -> None:
    """Show the columns of the map, and of the table that is joined to it."""
    draft = import_draft.current()
    if draft.raw is None or draft.mapping is None:
        return
    st.subheader(_("Fields"), anchor=False)
    if draft.remembered:
        remembered = _("The fields are read as at the last import of “{area}”.")
        st.caption(plain(remembered.format(area=draft.remembered)))
    if draft.questions:
        st.warning("\n".join(f"- {plain(translate(question))}" for question in draft.questions))
    _columns(MAIN, draft)
    if draft.joined is not None and draft.table_mapping is not None:
        title = _("Fields of the table that is joined")
        st.markdown(f"**{title}**")
        _columns(TABLE, draft)
    import_values.render()
    mapping_file.render()


def _columns(which: str, draft: import_draft.Draft) -> None:
    """Show the columns that a field fills or that are needed, the others behind a click."""
    mapping, fields = import_draft.mapping_of(draft, which), import_draft.fields_of(draft, which)
    filled = {one.column for one in mapping.fields} | set(mapping.constants)
    columns = list(mapping.spec.all_columns)
    first = [column for column in columns if column.name in filled or (column.required and which == MAIN)]
    _grid(which, mapping, fields, first)
    rest = [column for column in columns if column not in first]
    label = n_("{n} further column", "{n} further columns", len(rest))
    with st.expander(label, key=f"import.further_{which}"):
        _grid(which, mapping, fields, rest)
    unused = sorted({one.name for one in fields} - {one.source for one in mapping.fields} - set(mapping.keep))
    if unused:
        st.caption(plain(_("Not used: {fields}.").format(fields=", ".join(unused[:40]))))


def _grid(
    which: str, mapping: LayerMapping, fields: Sequence[SourceField], columns: Sequence[Column]
) -> None:
    by_name = {one.name: one for one in fields}
    for start in range(0, len(columns), _ACROSS_N):
        cells = st.columns(_ACROSS_N, gap="medium")
        for cell, column in zip(cells, columns[start : start + _ACROSS_N], strict=False):
            with cell:
                _cell(which, mapping, by_name, column)


def _cell(which: str, mapping: LayerMapping, fields: Mapping[str, SourceField], column: Column) -> None:
    chosen = mapping.field_of(column.name)
    filling = _filling(mapping, column.name)
    options = [_NONE, *(("field", name) for name in fields), *(("all", value) for value in column.choices)]
    key = state.preset(f"import.{which}.{column.name}", filling)
    st.selectbox(
        plain(column_title(column)),
        options if filling in options else [*options, filling],
        format_func=_filling_label,
        key=key,
        on_change=_take_filling,
        args=(which, column.name, key),
    )
    if chosen is None or chosen.source not in fields:
        return
    field = fields[chosen.source]
    show(quiet(_samples(field)))
    if column.kind == "number":
        _number_details(which, column, chosen, field)


def _samples(field: SourceField) -> str:
    some = [sample[:_SAMPLE_SIGNS_N] for sample in field.samples[:_SAMPLES_N]] or [_("empty in every row")]
    return ", ".join(some) + (" …" if len(field.samples) > _SAMPLES_N else "")


def _filling(mapping: LayerMapping, column: str) -> Filling:
    chosen = mapping.field_of(column)
    if chosen is not None:
        return ("field", chosen.source)
    return ("all", mapping.constants[column]) if column in mapping.constants else _NONE


def _filling_label(filling: Filling) -> str:
    kind, text = filling
    if kind == "all":
        return _("for all rows: {value}").format(value=choice_title(text))
    return text or "–"


def _take_filling(which: str, column: str, key: str) -> None:
    draft = import_draft.current()
    mapping = import_draft.mapping_of(draft, which)
    kind, text = state.value(key)
    constants = {name: value for name, value in mapping.constants.items() if name != column}
    if kind == "all":
        constants[column] = text
    chosen = FieldMapping(column, text if kind == "field" else "")
    found = mapping.field_of(column)
    if kind == "field" and (found is None or found.source != text):
        chosen = import_values.with_likely_values(mapping.layer, chosen, import_draft.fields_of(draft, which))
    numbered = mapping.numbered
    if column == mapping.spec.key:
        numbered = kind != "field"
    import_draft.change_mapping(
        which, replace(mapping.with_field(chosen), constants=constants, numbered=numbered)
    )


def _number_details(which: str, column: Column, chosen: FieldMapping, field: SourceField) -> None:
    """Ask for the unit where it is not the column's own by its nature, and for the sign of decimals."""
    units = guesses().units
    quantity = units.quantity(column.unit)
    options = units.keys(quantity)
    if len(options) > 1:
        key = state.preset(f"import.unit_{which}.{column.name}", chosen.unit)
        said = _("not said: {unit} is taken") if quantity == "area" else _("{unit}, as it stands")
        unknown = said.format(unit=unit_name(column.unit or ""))
        st.selectbox(
            _("Unit of {field}").format(field=plain(chosen.source)),
            ["", *options],
            format_func=lambda unit: unit_title(unit) if unit else unknown,
            key=key,
            on_change=_take_detail,
            args=(which, column.name, "unit", key),
        )
    if not field.is_number:
        key = state.preset(f"import.decimal_{which}.{column.name}", chosen.decimal or ".")
        st.selectbox(
            _("Decimal sign of {field}").format(field=plain(chosen.source)),
            [",", "."],
            format_func=lambda sign: _("comma: 1,5") if sign == "," else _("point: 1.5"),
            key=key,
            on_change=_take_detail,
            args=(which, column.name, "decimal", key),
        )


def _take_detail(which: str, column: str, name: str, key: str) -> None:
    mapping = import_draft.mapping_of(import_draft.current(), which)
    chosen = mapping.field_of(column)
    if chosen is not None:
        import_draft.change_mapping(which, mapping.with_field(replace(chosen, **{name: state.value(key)})))
