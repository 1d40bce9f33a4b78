"""What a source holds, before anything is done with it: its shapes on a map, its first rows in a table."""

import geopandas as gpd
import streamlit as st

from layers import crs
from layers.io.intake import Preview
from layers.titles import kind_titles
from planner.drawing.web.preview_map import MOST_SHAPES_N, ROW_KEY, preview_map
from planner.text import _, n_, number, translate
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import.draft import Draft
from planner.ui.maps import view as map_view
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import joined, quiet, show, table, wide

_SHOWN_COLUMNS_N = 24
_SHOWN_SIGNS_N = 60


def render() -> None:
    """Show map and table of the source."""
    draft = import_draft.current()
    if draft.raw is None or draft.shown is None:
        return
    st.subheader(_("What it holds"), anchor=False)
    st.markdown(plain(_told(draft.shown, draft.raw.ref.location.rsplit("/", 1)[-1])))
    on_map, in_table = st.columns([2, 3], gap="medium")
    with on_map:
        _map(draft)
    with in_table:
        _table(draft.shown)
        _clicked(draft)


def _told(shown: Preview, name: str) -> str:
    kinds = ", ".join(f"{translate(kind_titles([kind]))}: {number(rows)}" for kind, rows in shown.kinds)
    rows = n_("{n} row", "{n} rows", shown.rows)
    fields = n_("{n} field", "{n} fields", len(shown.fields))
    return f"{name}: {rows}, {fields}" + (f" ({kinds})" if kinds else "")


def _map(draft: Draft) -> None:
    picture = draft.picture or _drawn(draft)
    if picture:
        with st.container(key="import_map"):
            map_view.show(picture, key=f"import.map_{draft.inputs_n}", told={"import_row": ROW_KEY})
        if draft.shown is not None and draft.shown.rows > MOST_SHAPES_N:
            told = _("{drawn} of {rows} rows are drawn, spread over the whole.")
            st.caption(told.format(drawn=number(MOST_SHAPES_N), rows=number(draft.shown.rows)))
    elif draft.shown is not None and not draft.shown.kinds:
        st.info(_("A table without places: hand over the map to which it is joined as well."))
    else:
        st.info(_("The map is drawn when the coordinate system below is known and the places lie in it."))


def _drawn(draft: Draft) -> str:
    """Draw the map once for each source and system; nothing where the places lie nowhere on earth."""
    raw = draft.raw
    if raw is None or not isinstance(raw.frame, gpd.GeoDataFrame):
        return ""
    named = draft.mapping.source_epsg if draft.mapping else None
    frame = crs.renamed(raw.frame, named) if named else raw.frame
    if crs.bounds_deg(frame) is None:
        return ""
    return import_draft.keep(picture=preview_map(frame).to_json()).picture


def _table(shown: Preview) -> None:
    fields = shown.fields[:_SHOWN_COLUMNS_N]
    rows = [tuple(_short(value) for value in row[:_SHOWN_COLUMNS_N]) for row in shown.first_rows]
    numbers = [place for place, one in enumerate(fields) if one.is_number]
    show(wide(table(rows, head=[one.name for one in fields], numbers=numbers, css_class="figures")))
    more_n = len(shown.fields) - len(fields)
    told = [_("The first rows, as they came.")]
    if more_n:
        told.append(n_("{n} further field is not shown.", "{n} further fields are not shown.", more_n))
    st.caption(" ".join(told))


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN_SIGNS_N else f"{value[:_SHOWN_SIGNS_N]}…"


def _clicked(draft: Draft) -> None:
    """Show the row that was clicked on the map."""
    row = state.current().import_row
    if draft.raw is None or not row.isdigit() or not 0 < int(row) <= len(draft.raw.frame):
        return
    values = draft.raw.frame.iloc[int(row) - 1]
    names = [one.name for one in (draft.shown.fields if draft.shown else ())]
    pairs = [(quiet(name), _short(str(values[name]))) for name in names if values[name] is not None]
    show(joined([_("Row {row}, clicked on the map").format(row=row)]))
    show(table(pairs, css_class="facts"))
