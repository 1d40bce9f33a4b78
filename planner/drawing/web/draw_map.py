"""What is drawn on: tools over a map that stands, the draft of the plots, and what a hand drew read back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import shapely
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.drawing.colours import ACCENT, GROUND, STATUS_LOOKS
from planner.drawing.web.assets import static_links
from planner.drawing.web.map_layer import lat_lon_points, script_safe, shape_texts
from planner.parcels.parsing import degrees_to_working
from planner.text import _, language, number

# What the map waits for: a plot to be clicked, an outline, a line, or corners to be moved.
CHOOSE, POLYGON, LINE, OUTLINE = "choose", "polygon", "line", "outline"
# A rectangle, by two of its corners.
BOX = "box"
# A hand hits a place on the screen to about so many pixels.
HAND_PX = 2.0
# Of larger areas, corners of plots are not caught: each would have to be sent to the browser.
_SNAPS_N = 1_000


@dataclass(frozen=True)
class Task:
    """What the map is to do: how, for which tool, in which turn; the plots chosen."""

    mode: str
    tool: str
    turn_n: int
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """What a hand drew: for which tool, in which turn, the shape in metres, and how well it is known."""

    tool: str
    turn_n: int
    shape: Any
    accuracy_m: float


@dataclass(frozen=True)
class Heard:
    """What the browser tells of a drawing: tool and turn, the shape in degrees, and what a pixel measures."""

    tool: str
    turn_n: int
    shape: Any
    pixel_m: float


class DrawingTools(JSCSSMixin):
    """The scripts and styles that drawing needs, for a map that has layers."""

    default_js = static_links("vendor/leaflet-geoman/leaflet-geoman.min.js", "draw.js")
    default_css = static_links("vendor/leaflet-geoman/leaflet-geoman.css", "draw.css")
    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")

    def __init__(self) -> None:
        """Make the element; what it does is told by `draft_group`."""
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = "DrawingTools"


class _Told(MacroElement):
    """What is told to the tools of a map that stands."""

    _template = Template(
        "{% macro script(this, kwargs) %}sijaintiDrawing.use(window.map, {{ this.content }});{% endmacro %}"
    )

    def __init__(self, content: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = "Told"
        self.content = content


def draft_group(before: Atlas, now: Atlas, touched: Iterable[str], task: Task) -> folium.FeatureGroup:
    """Return what shows a draft over the map of an area and sets the tools to work.

    Parameters
    ----------
    before
        The area as its map shows it.
    now
        The area with the plots of the draft.
    touched
        The plots that the draft made, changed or let go.
    task
        What the map is to do.
    """
    old, new, ids = before.frame("plots"), now.frame("plots"), set(touched)
    chosen = new[new["plot_id"].isin(task.chosen)]
    content = {
        "mode": task.mode,
        "tool": task.tool,
        "turn": task.turn_n,
        "covers": _features(old[old["plot_id"].isin(ids)], lambda row: {"hidden": row.plot_id}),
        "plots": _plots(new[new["plot_id"].isin(ids)]),
        "chosen": _features(chosen, lambda _row: {}),
        "snaps": _features(new, lambda _row: {}) if len(new) <= _SNAPS_N and task.mode != CHOOSE else [],
        "start": _features(chosen, lambda _row: {})[:1] if task.mode == OUTLINE else [],
    }
    return told_group(content)


def told_group(content: Mapping[str, Any]) -> folium.FeatureGroup:
    """Return what tells static/draw.js what to show and to wait for; what is not told is nothing."""
    empty: dict[str, Any] = {name: [] for name in ("covers", "plots", "chosen", "snaps", "start")}
    told = {"language": language(), "words": _words(), "tips": _tips(), "ground": GROUND, **empty, **content}
    group = folium.FeatureGroup(name="draft", control=False)
    group.add_child(_Told(script_safe(json.dumps(told))))
    return group


def drawn(answer: Mapping[str, Any] | None, atlas: Atlas) -> Drawn | None:
    """Return what a hand drew on the map, None where it did something else.

    Raises
    ------
    PlannerError
        If it lies where nothing can be measured.
    """
    told = heard(answer)
    if told is None:
        return None
    accuracy_m = round(max(HAND_PX * told.pixel_m, 0.01), 2)
    return Drawn(told.tool, told.turn_n, degrees_to_working(told.shape, atlas.working), accuracy_m)


def heard(answer: Mapping[str, Any] | None) -> Heard | None:
    """Return what a hand drew on a map, in degrees; None where it did something else.

    Raises
    ------
    PlannerError
        If the browser tells of a drawing without a shape.
    """
    feature = (answer or {}).get("last_active_drawing") or {}
    told = feature.get("properties") or {}
    if not {"tool", "turn", "pixel_m"} <= told.keys():
        return None
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(feature["geometry"])))
    except (KeyError, shapely.errors.ShapelyError):
        raise PlannerError(_("The browser sent no shape. Draw it anew.")) from None
    if shape.is_empty:
        raise PlannerError(_("The browser sent no shape. Draw it anew."))
    return Heard(str(told["tool"]), int(told["turn"]), shape, float(told["pixel_m"]))


def _words() -> dict[str, str]:
    return {
        "finish": _("Finish"),
        "back": _("Undo corner"),
        "again": _("Start anew"),
        "take": _("Take this outline"),
    }


def _tips() -> dict[str, str]:
    """Return what stands beside the pointer while one draws, by the names of leaflet-geoman."""
    return {
        "firstVertex": _("Click the first corner"),
        "continueLine": _("Click the next corner"),
        "finishLine": _("Click the last corner again to finish"),
        "finishPoly": _("Click the first corner again to finish"),
        "finishRect": _("Click the opposite corner"),
    }


def _features(rows: gpd.GeoDataFrame, told: Any) -> list[dict[str, Any]]:
    if rows.empty:
        return []
    return [
        {"type": "Feature", "properties": told(row), "geometry": json.loads(shape)}
        for row, shape in zip(rows.itertuples(), shape_texts(rows.geometry), strict=True)
    ]


def _plots(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the plots of the draft: filled by status, outlined in the accent colour, labelled."""
    if rows.empty:
        return []
    circles = shapely.maximum_inscribed_circle(rows.geometry.to_numpy())
    centres = lat_lon_points(gpd.GeoSeries(shapely.get_point(circles, 0), crs=rows.crs))
    rooms_m = shapely.length(circles)
    places = iter(zip(centres, rooms_m, strict=True))

    def told(row: Any) -> dict[str, Any]:
        at, room_m = next(places)
        look = STATUS_LOOKS[row.status]
        code = row.zoning_code if isinstance(row.zoning_code, str) else ""
        return {
            "plot_id": row.plot_id,
            "look": {"color": ACCENT, "weight": 2.5, "fillColor": look.fill, "fillOpacity": 0.72},
            "tip": _tip(row, code),
            "label": {
                "badge": look.letter,
                "text": code or row.plot_id,
                "small": row.plot_id if code else "",
                "at": at,
                "room_m": round(float(room_m), 1),
            },
        }

    return _features(rows, told)


def _tip(row: Any, code: str) -> Sequence[str]:
    name = (row.name,) if isinstance(row.name, str) and row.name else ()
    status, not_given = _(STATUS_LOOKS[row.status].title), _("zoning code not given")
    return (
        _("Plot {plot}, in the draft").format(plot=row.plot_id),
        *name,
        f"{code or not_given} · {status}",
        _("Area {area}").format(area=f"{number(row.geometry.area)} m²"),
    )
