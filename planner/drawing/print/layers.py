"""The layers of a printed map: how each is drawn on paper, and its line in the legend."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.atlas import Atlas
from layers.specs import SPECS
from planner.drawing.colours import ACCENT, GROUND, INK, PAPER, SEA, zoning_fill
from planner.drawing.print.labels import Labels
from planner.drawing.print.sheet import Field, Sheet, attributes, dots, dots_data, hatch, path_data
from planner.scenario.scenario import Effect
from planner.text import _, marked

Look = dict[str, str | float]

# Width of a road on paper by class, in mm; drawn white between two edges.
ROAD_WIDTHS_MM = {
    "motorway": 1.5,
    "main": 1.2,
    "regional": 1.0,
    "connecting": 0.8,
    "street": 0.7,
    "private": 0.4,
}
_ROAD_EDGE = "#8a8a8a"
_NEIGHBOUR: Look = {"fill": "#e9e3d4", "stroke": "#5c564a", "stroke_width": 0.18}
_DRAWN_INK = "#a39b89"
# Wider than any street on paper, so that lines of one hatch are told from those of another.
_DRAWN_GAP_MM = 3.2
ROUGH_M = 300.0
# On smaller scales neither hatch nor codes could be read.
DETAIL_TO_SCALE_N = 15_000


@dataclass(frozen=True)
class EffectLook:
    """How ground is hatched where rules have an effect: the pattern tells it without colour too."""

    title: str
    ink: str
    angle_deg: float
    gap_mm: float
    dotted: bool = False


# In the order in which they are drawn.
EFFECT_LOOKS: dict[Effect, EffectLook] = {
    "consult": EffectLook(marked("Statement needed"), "#0072b2", 0.0, 1.9, dotted=True),
    "condition": EffectLook(marked("Condition"), "#00755a", 0.0, 1.8),
    "permit": EffectLook(marked("Building by permission only"), "#b06f00", 135.0, 1.5),
    "exclude": EffectLook(marked("No building"), "#c04a00", 45.0, 1.1),
}


@dataclass(frozen=True)
class LegendRow:
    """One line of the legend: a small drawing (SVG, 9 mm × 4.5 mm) and what it stands for."""

    title: str
    sample: str


@dataclass
class Drawing:
    """A map under way: its sheet, its field, its names, and the legend of what it really shows."""

    atlas: Atlas
    sheet: Sheet
    part: Field
    labels: Labels
    legend: list[LegendRow] = field(default_factory=list)
    shown: dict[str, gpd.GeoDataFrame | None] = field(default_factory=dict)

    def rows(self, name: str) -> gpd.GeoDataFrame | None:
        """Return the rows of a layer that the field shows, clipped and on paper; None for none."""
        if name not in self.shown:
            self.shown[name] = self._rows(name)
        return self.shown[name]

    def _rows(self, name: str) -> gpd.GeoDataFrame | None:
        if not self.atlas.has(name):
            return None
        frame = self.atlas.frame(name)
        near = frame[frame.geometry.intersects(shapely.box(*self.part.frame_m))]
        if near.empty:
            return None
        return near.assign(paper=self.part.clipped(near.geometry.to_numpy()))

    def told(self, title: str, *parts: str) -> None:
        """Add a line to the legend, once."""
        if all(row.title != title for row in self.legend):
            self.legend.append(LegendRow(title, sample(*parts)))


def sample(*parts: str) -> str:
    """Return a small drawing for the legend."""
    size = 'width="9mm" height="4.5mm" viewBox="0 0 9 4.5"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def swatch(**look: Any) -> str:
    """Return a box of a look, for the legend."""
    return f'<path d="M.3 .3H8.7V4.2H.3Z"{attributes(look)}/>'


def stroke(**look: Any) -> str:
    """Return a line of a look, for the legend."""
    return f'<path d="M.3 2.25H8.7"{attributes({"fill": "none", **look})}/>'


def draw_ground(drawing: Drawing) -> None:
    """Draw sea and land, or plain ground where no land is at hand, and waters."""
    sea = drawing.atlas.has("land")
    (known,) = drawing.part.clipped(np.array([_known_ground(drawing)], dtype=object))
    drawing.sheet.path(path_data([known]), fill=SEA if sea else GROUND)
    land, water = drawing.rows("land"), drawing.rows("water")
    if land is not None:
        drawing.sheet.path(path_data(land["paper"]), fill=GROUND, stroke="#b9b2a2", stroke_width=0.15)
    if water is not None:
        look: Look = {"fill": SEA, "stroke": "#7fa6bf", "stroke_width": 0.15}
        drawing.sheet.path(path_data(water["paper"]), **look)
        drawing.told(_("Water"), swatch(**look))


def _known_ground(drawing: Drawing) -> shapely.Geometry:
    """Return the part of the field that the area's data speak of; beyond it the paper stays white."""
    frame_m = drawing.atlas.info.frame
    shown = shapely.box(*drawing.part.frame_m)
    return shown if frame_m is None else shapely.intersection(shown, shapely.box(*frame_m))


def draw_zoning(drawing: Drawing) -> None:
    """Draw the parts of the plan that are no plots, each with its code where it has room."""
    zones = drawing.rows("zoning")
    if zones is None:
        return
    for code, group in zones.groupby("zoning_code", sort=True):
        look: Look = {"fill": zoning_fill(code), "stroke": "#8b9a8f", "stroke_width": 0.12}
        drawing.sheet.path(path_data(group["paper"]), **look)
        if drawing.part.scale_n > DETAIL_TO_SCALE_N:
            continue
        drawing.told(_("Plan area {code}").format(code=code), swatch(**look))


def draw_plots(drawing: Drawing, plot_id: str) -> None:
    """Draw the plots beside the one that the map is about."""
    plots = drawing.rows("plots")
    if plots is None:
        return
    others = plots[plots["plot_id"] != plot_id]
    drawing.sheet.path(path_data(others["paper"]), fill_rule="evenodd", **_NEIGHBOUR)
    if len(others):
        zone = drawing.atlas.info.place_kind == "zone"
        drawing.told(_("Other zone") if zone else _("Other plot"), swatch(**_NEIGHBOUR))
    illustrative = plots[plots["illustrative"]]
    if len(illustrative) and drawing.part.scale_n <= DETAIL_TO_SCALE_N:
        look: Look = {
            "fill": "none",
            "stroke": _DRAWN_INK,
            "stroke_width": 0.1,
            "stroke_dasharray": "1.2 0.8",
        }
        lines = [hatch(shape, 20.0, _DRAWN_GAP_MM) for shape in illustrative["paper"]]
        drawing.sheet.path(path_data(lines), **look)
        marks = f'<path d="M.3 1.6L6 .3M.3 3.8L8.7 1.2M4 4.2L8.7 2.9"{attributes(look)}/>'
        drawing.told(_("Illustrative, not surveyed"), swatch(**_NEIGHBOUR), marks)


def draw_plot(drawing: Drawing, shape: shapely.Geometry, title: str) -> None:
    """Draw the plot that the map is about: plain ground, over the hatch of its neighbours."""
    paper = drawing.part.clipped(np.array([shape], dtype=object))
    look: Look = {"fill": "#fffdf6", "fill_rule": "evenodd"}
    drawing.sheet.path(path_data(paper), **look)
    drawing.told(title, swatch(fill="#fffdf6", stroke=ACCENT, stroke_width=0.7))


def draw_outline(drawing: Drawing, shape: shapely.Geometry) -> None:
    """Draw the outline of the plot that the map is about, above all other."""
    outline = path_data(drawing.part.clipped(np.array([shapely.boundary(shape)], dtype=object)))
    drawing.sheet.path(outline, fill="none", stroke=PAPER, stroke_width=1.7, stroke_linejoin="round")
    drawing.sheet.path(outline, fill="none", stroke=ACCENT, stroke_width=0.8, stroke_linejoin="round")


def draw_restricted(drawing: Drawing, overlaps: gpd.GeoDataFrame) -> None:
    """Hatch the ground that rules cover, a pattern for each effect; below them nothing is hidden."""
    for effect, look in EFFECT_LOOKS.items():
        covered = overlaps.loc[overlaps["effect"] == effect].geometry.to_numpy()
        if not len(covered):
            continue
        (shape,) = drawing.part.clipped(np.array([shapely.union_all(covered)], dtype=object))
        drawing.sheet.path(path_data([shape]), fill=look.ink, fill_opacity=0.08, fill_rule="evenodd")
        drawing.sheet.path(_pattern(shape, look), **_pattern_look(look))
        if not look.dotted:
            drawing.sheet.path(
                path_data([shapely.boundary(shape)]), fill="none", stroke=look.ink, stroke_width=0.15
            )
        box = shapely.box(0.3, 0.3, 8.7, 4.2)
        data, pattern = _pattern(box, look), attributes(_pattern_look(look))
        drawing.told(
            _(look.title),
            swatch(fill=PAPER, stroke=look.ink, stroke_width=0.15),
            f'<path d="{data}"{pattern}/>',
        )


def _pattern(shape: shapely.Geometry, look: EffectLook) -> str:
    if look.dotted:
        return dots_data(dots(shape, look.gap_mm))
    return path_data([hatch(shape, look.angle_deg, look.gap_mm)])


def _pattern_look(look: EffectLook) -> Look:
    width_mm = 0.45 if look.dotted else 0.22
    return {"fill": "none", "stroke": look.ink, "stroke_width": width_mm, "stroke_linecap": "round"}


def draw_buildings(drawing: Drawing) -> None:
    """Draw the footprints of buildings."""
    buildings = drawing.rows("buildings")
    if buildings is None:
        return
    style = SPECS["buildings"].style
    look: Look = {"fill": style.fill or style.colour, "stroke": style.colour, "stroke_width": 0.12}
    drawing.sheet.path(path_data(buildings["paper"]), **look)
    drawing.told(_("Building"), swatch(**look))


def draw_roads(drawing: Drawing) -> None:
    """Draw roads and streets: white between grey edges, wider the higher their class; paths dashed."""
    roads = drawing.rows("roads")
    if roads is None:
        return
    grouped = {name: group["paper"] for name, group in roads.groupby("road_class")}
    driven = [(name, width) for name, width in reversed(ROAD_WIDTHS_MM.items()) if name in grouped]
    line: Look = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
    for name, width in driven:
        drawing.sheet.path(path_data(grouped[name]), **line, stroke=_ROAD_EDGE, stroke_width=width + 0.25)
    for name, width in driven:
        fill = "#ffe9b0" if name in {"motorway", "main"} else PAPER
        drawing.sheet.path(path_data(grouped[name]), **line, stroke=fill, stroke_width=width)
    if "path" in grouped:
        drawing.sheet.path(
            path_data(grouped["path"]),
            fill="none",
            stroke=_ROAD_EDGE,
            stroke_width=0.15,
            stroke_dasharray="0.8 0.6",
        )
    if driven:
        drawing.told(
            _("Road or street"),
            stroke(stroke=_ROAD_EDGE, stroke_width=1.6),
            stroke(stroke=PAPER, stroke_width=1.1),
        )


def draw_rail(drawing: Drawing) -> None:
    """Draw tracks: black, with white dashes."""
    rail = drawing.rows("rail")
    if rail is None:
        return
    data = path_data(rail["paper"])
    drawing.sheet.path(data, fill="none", stroke=INK, stroke_width=0.7)
    drawing.sheet.path(data, fill="none", stroke=PAPER, stroke_width=0.4, stroke_dasharray="1.6 1.6")
    drawing.told(
        _("Railway"),
        stroke(stroke=INK, stroke_width=0.7),
        stroke(stroke=PAPER, stroke_width=0.4, stroke_dasharray="1.6 1.6"),
    )


def draw_lines(drawing: Drawing) -> None:
    """Draw power lines and pipes."""
    titles = {"power_lines": _("Power line"), "pipelines": _("Pipe or pipe bridge")}
    for name, title in titles.items():
        rows = drawing.rows(name)
        if rows is None:
            continue
        style = SPECS[name].style
        dash = " ".join(f"{float(length_px) / 4:g}" for length_px in (style.dash or "").split())
        look: Look = {"fill": "none", "stroke": style.colour, "stroke_width": 0.4, "stroke_dasharray": dash}
        drawing.sheet.path(path_data(rows["paper"]), **look)
        drawing.told(title, stroke(**look))


def draw_points(drawing: Drawing) -> None:
    """Draw quays, gates and terminals, and the firms whose place is known."""
    shapes = {
        "ports": ("M-1 -1h2v2h-2Z", _("Quay")),
        "places": ("M0 -1.3L1.2 .9H-1.2Z", _("Gate or terminal")),
    }
    for name, (data, title) in shapes.items():
        rows = drawing.rows(name)
        if rows is not None:
            colour = SPECS[name].style.colour
            _symbols(drawing, rows, data, fill=colour, stroke=PAPER, stroke_width=0.25)
            look: Look = {"fill": colour, "transform": "translate(4.5 2.25)"}
            drawing.told(title, f'<path d="{data}"{attributes(look)}/>')
    firms = drawing.rows("companies")
    known = None if firms is None else firms[~(firms["accuracy_m"] > ROUGH_M)]
    if known is not None and len(known):
        colour = SPECS["companies"].style.colour
        dot = "M-.8 0a.8 .8 0 1 0 1.6 0a.8 .8 0 1 0 -1.6 0Z"
        _symbols(drawing, known, dot, fill=colour, stroke=PAPER, stroke_width=0.25)
        look = {"fill": colour, "transform": "translate(4.5 2.25)"}
        drawing.told(_("Firm"), f'<path d="{dot}"{attributes(look)}/>')


def _symbols(drawing: Drawing, rows: gpd.GeoDataFrame, data: str, **look: str | float) -> None:
    for x_mm, y_mm in shapely.get_coordinates(rows["paper"].to_numpy()):
        drawing.sheet.path(data, **look, transform=f"translate({x_mm:.2f} {y_mm:.2f})")
        drawing.labels.keep_clear(x_mm - 1.1, y_mm - 1.1, 2.2, 2.2)
