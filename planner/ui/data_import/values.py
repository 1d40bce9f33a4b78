"""What values of a source mean here: status, level of the plan, zoning codes."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from layers.io.intake import guesses
from layers.mapping.guess import SourceField, guess_mapping
from layers.mapping.mapping import FieldMapping
from layers.mapping.normalise import plain as compared
from layers.schema import Column
from planner.text import _, n_
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import.draft import MAIN, TABLE, Draft
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import choice_title, column_title

_ACROSS_N = 4
# A field of more different values is no field of codes.
_MOST_VALUES_N = 60
_ZONING = "zoning_code"


def render() -> None:
    """Show each field of codes with what its values mean."""
    draft = import_draft.current()
    for which in (MAIN, TABLE) if draft.joined is not None else (MAIN,):
        mapping = import_draft.mapping_of(draft, which)
        for column in mapping.spec.all_columns:
            chosen = mapping.field_of(column.name)
            if chosen is not None and (column.choices or column.name == _ZONING):
                _column(which, draft, column, chosen)


def with_likely_values(layer: str, chosen: FieldMapping, fields: Sequence[SourceField]) -> FieldMapping:
    """Return the field with what its values and numbers likely mean, as a first guess would have it."""
    alone = [replace(one, name=chosen.column) for one in fields if one.name == chosen.source]
    found = guess_mapping(layer, alone, guesses()).mapping.field_of(chosen.column)
    return chosen if found is None else replace(found, source=chosen.source)


def _column(which: str, draft: Draft, column: Column, chosen: FieldMapping) -> None:
    field = next((one for one in import_draft.fields_of(draft, which) if one.name == chosen.source), None)
    values = list(dict.fromkeys(field.samples)) if field else []
    if not values:
        return
    means = {value: meaning(column, chosen, value) for value in values}
    told = n_("{n} value", "{n} values", len(values))
    label = f"{column_title(column)}: {chosen.source} ({told})"
    unclear = [value for value in values if column.choices and means[value] not in column.choices]
    with st.expander(plain(label), expanded=bool(unclear), key=f"import.values_{which}.{column.name}"):
        if unclear:
            st.caption(_("Say what the values mean; those without a meaning are ignored."))
        for start in range(0, min(len(values), _MOST_VALUES_N), _ACROSS_N):
            for cell, place in zip(st.columns(_ACROSS_N), range(start, len(values)), strict=False):
                with cell:
                    _value(which, column, chosen, values[place], place)
        if len(values) > _MOST_VALUES_N:
            st.caption(_("Further values are taken as they stand."))


def meaning(column: Column, chosen: FieldMapping, value: str) -> str:
    """Return what a value becomes: as the mapping says it, else as it stands where that is known."""
    known = {compared(theirs): ours for theirs, ours in chosen.values.items()}
    found = known.get(compared(value), value)
    return found if not column.choices or found in column.choices else ""


def _value(which: str, column: Column, chosen: FieldMapping, value: str, place_index: int) -> None:
    key = f"import.value_{which}.{column.name}.{chosen.source}.{place_index}"
    meant = meaning(column, chosen, value)
    args = (which, column.name, value, key)
    if column.choices:
        state.preset(key, meant)
        st.selectbox(
            plain(value),
            ["", *column.choices],
            format_func=lambda choice: choice_title(choice) if choice else _("ignored"),
            key=key,
            on_change=_take,
            args=args,
        )
    else:
        state.preset_typed(key, meant)
        st.text_input(plain(value), key=key, on_change=_take, args=args)


def _take(which: str, column: str, value: str, key: str) -> None:
    mapping = import_draft.mapping_of(import_draft.current(), which)
    chosen = mapping.field_of(column)
    if chosen is None:
        return
    values = {theirs: ours for theirs, ours in chosen.values.items() if compared(theirs) != compared(value)}
    # A value that means nothing here is said to be so: it would else be taken as it stands.
    values[value] = str(state.value(key) or "").strip()
    import_draft.change_mapping(which, mapping.with_field(replace(chosen, values=values)))
