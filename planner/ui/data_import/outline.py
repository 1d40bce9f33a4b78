"""An outline drawn around a place on a map, for OpenStreetMap: drawn, checked, changed, drawn anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import shapely
import streamlit as st
from streamlit_folium import st_folium

from layers.crs import geodesic_km2
from layers.errors import SijaintiError
from layers.io.osm.overpass import check_outline
from planner import text
from planner.drawing.web import area_map, draw_map
from planner.drawing.web.area_map import MapContent
from planner.drawing.web.draw_map import BOX, CHOOSE, OUTLINE, POLYGON, DrawingTools
from planner.drawing.web.outline_map import OutlineTask, outline_ground, outline_group
from planner.text import _, marked, n_, quantity
from planner.ui import cache, state
from planner.ui.data_import import place as import_place
from planner.ui.maps import files as map_files
from planner.ui.widgets import basemap_picker
from planner.ui.widgets.labels import plain

_HELD = "import.osm_drawn"
_HEIGHT = 520
# Below these, an area in km² is told with more digits.
_LARGE_KM2, _MIDDLE_KM2 = 100.0, 1.0
_TITLES = {
    POLYGON: (marked("Corners"), "polyline"),
    BOX: (marked("Rectangle"), "rectangle"),
}
_NEXT = {
    POLYGON: marked("Click the corners on the map, and the first one again to finish."),
    BOX: marked("Click one corner of the rectangle, then the opposite one."),
    OUTLINE: marked(
        "Drag the corners; drag a small one between two to make a new corner. Then take the outline."
    ),
}
Changed = Callable[[], None]


@dataclass(frozen=True)
class Drawing:
    """What was drawn in an import, in degrees, and how the hand draws.

    `fault` is why it cannot be read; `turn_n` tells one drawing from the next; `is_moved` while its corners
    are being moved.
    """

    inputs_n: int
    kind: str = POLYGON
    turn_n: int = 1
    shape: shapely.Geometry | None = None
    fault: str = ""
    is_moved: bool = False

    @property
    def mode(self) -> str:
        """What the map waits for."""
        if self.is_moved:
            return OUTLINE
        return self.kind if self.shape is None else CHOOSE


def draw(inputs_n: int, changed: Changed) -> shapely.Geometry | None:
    """Show the map and return the outline in degrees, None as long as there is none that can be read.

    `changed` is told when another outline takes the place of what was there.
    """
    drawing = _current(inputs_n)
    with st.container(horizontal=True, vertical_alignment="bottom", key="outline_tools"):
        _kinds(drawing, changed)
        import_place.choose()
        basemap_picker.choose()
    focus = import_place.focus()
    _tell(drawing)
    with st.container(key="outline_view"):
        _map(drawing, focus, changed)
    if drawing.shape is not None:
        _change(drawing, changed)
    return None if drawing.fault or drawing.is_moved else drawing.shape


def _current(inputs_n: int) -> Drawing:
    """Return what was drawn; each import begins with nothing."""
    found: Drawing | None = state.held(_HELD)
    return found if found is not None and found.inputs_n == inputs_n else Drawing(inputs_n)


def _keep(drawing: Drawing) -> None:
    state.hold(_HELD, drawing)


def _kinds(drawing: Drawing, changed: Changed) -> None:
    key = state.preset("import.outline_kind", drawing.kind)
    st.segmented_control(
        _("Draw by"),
        list(_TITLES),
        format_func=lambda kind: f":material/{_TITLES[kind][1]}: {_(_TITLES[kind][0])}",
        key=key,
        on_change=_take_kind,
        args=(key, drawing.inputs_n, changed),
    )


def _take_kind(key: str, inputs_n: int, changed: Changed) -> None:
    """Draw in another way; what was drawn before is let go."""
    drawing = _current(inputs_n)
    kind = state.value(key) or drawing.kind
    if kind == drawing.kind:
        return
    if drawing.shape is not None:
        changed()
    _keep(Drawing(inputs_n, kind, drawing.turn_n + 1))


@cache.cached_per_language(8)
def _ground(area: str) -> str:
    return outline_ground(cache.national(), cache.atlas(area) if area else None).to_json()


def _map(drawing: Drawing, focus: import_place.Focus | None, changed: Changed) -> None:
    open_area = state.current().area
    known = {info.name for info in cache.areas()}
    with st.spinner(_("Drawing the map")):
        content: MapContent = area_map.map_content(
            _ground(open_area if open_area in known else ""), "null", map_files.keep
        )
    map_files.serve()
    key = f"import.outline_map_{drawing.inputs_n}"
    task = OutlineTask(drawing.mode, drawing.turn_n, drawing.shape)
    seen = {"basemap": basemap_picker.shown(), "focus": focus}
    st_folium(
        area_map.browser_map(content).add_child(DrawingTools()),
        key=key,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            area_map.view(content, places=False, **seen),
            outline_group(task),
            *import_place.marks(),
        ],
        on_change=partial(_take, key, drawing.inputs_n, changed),
    )


def _take(key: str, inputs_n: int, changed: Changed) -> None:
    """Take what was drawn, if it is of the drawing that the page waits for."""
    state.speak()
    drawing = _current(inputs_n)
    try:
        heard = draw_map.heard(state.value(key))
    except SijaintiError as error:
        _keep(replace(drawing, fault=text.translate(error), turn_n=drawing.turn_n + 1))
        return
    if heard is None or heard.turn_n != drawing.turn_n or drawing.mode == CHOOSE:
        return
    changed()
    import_place.look_at(heard.shape)
    made = replace(drawing, shape=heard.shape, fault=_fault(heard.shape), is_moved=False)
    _keep(replace(made, turn_n=drawing.turn_n + 1))


def _fault(shape: shapely.Geometry) -> str:
    """Return why an outline cannot be read, in a sentence; nothing where it can."""
    try:
        check_outline(shape)
    except SijaintiError as error:
        return text.translate(error)
    return ""


def _tell(drawing: Drawing) -> None:
    """Tell what to do next; of an outline that is there, how large it is or what is wrong with it."""
    if drawing.mode in _NEXT:
        by_key = _("Without a mouse: type a box, or hand over the outline as a file.")
        st.caption(f"{_(_NEXT[drawing.mode])} {by_key}")
    elif drawing.fault:
        st.error(plain(drawing.fault))
    elif drawing.shape is not None:
        st.markdown(plain(told(drawing.shape)))


def _change(drawing: Drawing, changed: Changed) -> None:
    """Let the outline be changed, or drawn anew."""
    with st.container(horizontal=True):
        st.button(
            _("Draw anew"),
            key="import.outline_anew",
            icon=":material/restart_alt:",
            on_click=_again,
            args=(drawing, changed),
        )
        st.button(
            _("Move corners"),
            key="import.outline_move",
            icon=":material/polyline:",
            disabled=drawing.is_moved,
            on_click=_move,
            args=(drawing,),
        )


def told(shape: shapely.Geometry) -> str:
    r"""Return the size of an outline in degrees, and its corners.

    Examples
    --------
    >>> told(shapely.box(26.9, 60.5, 27.0, 60.6))
    'Outline: 61.1\xa0km², 4 corners'
    """
    size_km2 = geodesic_km2(shape)
    digits_n = 0 if size_km2 >= _LARGE_KM2 else 1 if size_km2 >= _MIDDLE_KM2 else 2
    corners_n = len(shapely.get_coordinates(shape)) - 1
    corners = n_("{n} corner", "{n} corners", corners_n)
    return _("Outline: {area}, {corners}").format(area=quantity(size_km2, "km²", digits_n), corners=corners)


def _again(drawing: Drawing, changed: Changed) -> None:
    changed()
    _keep(Drawing(drawing.inputs_n, drawing.kind, drawing.turn_n + 1))


def _move(drawing: Drawing) -> None:
    _keep(replace(drawing, is_moved=True, turn_n=drawing.turn_n + 1))
