"""The shape typed instead of drawn: for those without a mouse, and for surveyed coordinates."""

import streamlit as st

from layers.errors import SijaintiError
from planner import text
from planner.parcels.parsing import LINE, OUTLINE, read_shape
from planner.text import _
from planner.ui import cache, state
from planner.ui.draw import draft as draw_draft

_TYPED = ("draw", "split", "reshape")
_DEGREES, _METRES = "degrees", "metres"


def render(area: str) -> None:
    """Show the fields for the tool in hand, where it takes a shape."""
    draft = draw_draft.current(area)
    if draft.tool not in _TYPED or (draft.tool in draw_draft.SINGLE and not draft.chosen):
        return
    working = cache.atlas(area).working
    systems = {
        _DEGREES: _("degrees (WGS 84)"),
        _METRES: _("metres, EPSG:{epsg}").format(epsg=working.epsg),
    }
    folded = st.expander(_("By coordinates instead"), key="draw.coordinates")
    with folded, st.form("draw.typed", border=False):
        st.radio(
            _("Coordinates in"),
            list(systems),
            format_func=systems.__getitem__,
            key="draw.system",
            horizontal=True,
        )
        st.text_area(
            _("Corners line by line, WKT or GeoJSON"),
            key="draw.text",
            placeholder="60.5301 26.9402\n60.5301 26.9440\n60.5320 26.9440",
            help=_(
                "Line by line: latitude and longitude in degrees, or easting and northing in metres. WKT and "
                "GeoJSON have longitude or easting first."
            ),
        )
        st.number_input(
            _("Known to, m (0: not known)"), min_value=0.0, value=0.0, step=0.1, key="draw.accuracy"
        )
        st.form_submit_button(_("Take these coordinates"), on_click=_take, args=(area,))


def _take(area: str) -> None:
    state.speak()
    tool = draw_draft.current(area).tool
    kind = LINE if tool == "split" else OUTLINE
    in_degrees = state.value("draw.system") == _DEGREES
    try:
        shape = read_shape(
            str(state.value("draw.text") or ""), kind, cache.atlas(area).working, in_degrees=in_degrees
        )
    except SijaintiError as error:
        draw_draft.refuse(area, text.translate(error))
        return
    draw_draft.attempt(area, tool, shape=shape, accuracy_m=state.value("draw.accuracy") or None)
