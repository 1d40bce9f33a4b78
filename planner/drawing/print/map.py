"""Maps for print: SVG of an exact size in millimetres, at a round scale, drawn from an atlas."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from layers.atlas import Atlas, chosen_plots
from planner.drawing.colours import ACCENT, INK, PAPER
from planner.drawing.print import layers as ink
from planner.drawing.print import names
from planner.drawing.print.furniture import MARGIN_MM, draw_frame, draw_north, draw_scale_bar
from planner.drawing.print.labels import Labels
from planner.drawing.print.layers import Drawing, LegendRow
from planner.drawing.print.sheet import MM_PER_M, Field, Sheet
from planner.text import _, number

# The scales of plot maps; the smaller ones serve what does not fit at 1:10 000.
SCALES_N = (500, 1000, 2000, 4000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
_OVERVIEW_SCALES_N = (10_000, 20_000, 25_000, 40_000, 50_000, 75_000, 100_000, 200_000, 500_000, 1_000_000)
_DISC = "M-1.9 0a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0 -3.8 0Z"
_MARK_MM = 4.0
# For plots side by side, where only the sameness of the scale counts.
_SMALL_SCALES_N = (500, 1000, 2000, 2500, 4000, 5000, 7500, 10_000, 12_500, 15_000, *SCALES_N[6:])
# Ground shown beyond the plot on every side.
_BESIDE_MM = 9.0
_SMALL_BESIDE_MM = 3.0


@dataclass(frozen=True)
class PrintMap:
    """A map ready for paper; `scale_n` is 4000 for 1:4 000, `frame_m` the ground it shows."""

    svg: str
    width_mm: float
    height_mm: float
    scale_n: int
    frame_m: tuple[float, float, float, float]
    legend: tuple[LegendRow, ...]
    alt: str


@dataclass(frozen=True)
class Mark:
    """A numbered mark on an overview map, at a place in the working system."""

    words: str
    x_m: float
    y_m: float


def fitting_scale_n(
    frame_m: Sequence[float],
    size_mm: tuple[float, float],
    scales_n: Sequence[int] = SCALES_N,
    beside_mm: float = _BESIDE_MM,
) -> int:
    """Return the largest of the scales at which a frame fits on paper of this size.

    Examples
    --------
    >>> fitting_scale_n((0, 0, 400, 300), (170, 120))
    4000
    """
    width_m, height_m = frame_m[2] - frame_m[0], frame_m[3] - frame_m[1]
    for scale_n in scales_n:
        room_m = [(side_mm - 2 * beside_mm) * scale_n / MM_PER_M for side_mm in size_mm]
        if width_m <= room_m[0] and height_m <= room_m[1]:
            return scale_n
    return scales_n[-1]


def plot_map(
    atlas: Atlas,
    plot_id: str,
    overlaps: gpd.GeoDataFrame,
    size_mm: tuple[float, float],
    scale_n: int | None = None,
) -> PrintMap:
    """Return the map of one plot with what rules say of its ground.

    Parameters
    ----------
    atlas
        The area.
    plot_id
        The plot in the middle.
    overlaps
        As `planner.capacity.restrictions.restrict` gives them; rows of other plots are left out.
    size_mm
        Width and height of the whole drawing, coordinates included, in millimetres.
    scale_n
        The scale, 4000 for 1:4 000; the largest that fits if left out.
    """
    shape = chosen_plots(atlas, [plot_id]).geometry.iloc[0]
    field_mm = (size_mm[0] - MARGIN_MM, size_mm[1] - MARGIN_MM)
    scale_n = scale_n or fitting_scale_n(shape.bounds, field_mm)
    drawing = _begun(atlas, _middle(shape.bounds), scale_n, field_mm, (MARGIN_MM, 0.0))
    _draw_ground(drawing, plot_id)
    zone = atlas.info.place_kind == "zone"
    ink.draw_plot(drawing, shape, (_("Zone {plot}") if zone else _("Plot {plot}")).format(plot=plot_id))
    ink.draw_buildings(drawing)
    ink.draw_restricted(drawing, overlaps[overlaps["plot_id"] == plot_id])
    _draw_lines(drawing)
    ink.draw_outline(drawing, shape)
    ink.draw_points(drawing)
    _furnish(drawing)
    names.name_plots(drawing, plot_id)
    names.name_roads(drawing)
    names.name_firms(drawing)
    names.name_zones(drawing)
    alt = _(
        "Map of plot {plot} at a scale of 1:{scale}: its outline, the ground that rules cover, and what "
        "lies around."
    )
    return _finished(drawing, size_mm, alt.format(plot=plot_id, scale=number(scale_n)))


def small_map(
    atlas: Atlas, plot_id: str, overlaps: gpd.GeoDataFrame, size_mm: tuple[float, float], scale_n: int
) -> PrintMap:
    """Return a small map of one plot at a given scale, for plots side by side: without coordinates."""
    shape = chosen_plots(atlas, [plot_id]).geometry.iloc[0]
    drawing = _begun(atlas, _middle(shape.bounds), scale_n, size_mm, (0.0, 0.0))
    _draw_ground(drawing, plot_id)
    ink.draw_plot(drawing, shape, _("The plot compared"))
    ink.draw_buildings(drawing)
    ink.draw_restricted(drawing, overlaps[overlaps["plot_id"] == plot_id])
    _draw_lines(drawing)
    ink.draw_outline(drawing, shape)
    drawing.sheet.within(drawing.part)
    _border(drawing)
    draw_scale_bar(drawing.sheet, drawing.part, drawing.labels)
    names.name_plots(drawing, plot_id, own=False)
    alt = _("Map of plot {plot} at a scale of 1:{scale}.").format(plot=plot_id, scale=number(scale_n))
    return _finished(drawing, size_mm, alt)


def small_maps(
    atlas: Atlas, plot_ids: Sequence[str], overlaps: gpd.GeoDataFrame, size_mm: tuple[float, float]
) -> tuple[PrintMap, ...]:
    """Return a small map of each plot, all at the largest scale at which every one of them fits."""
    scale_n = small_scale_n(atlas, plot_ids, size_mm)
    return tuple(small_map(atlas, plot_id, overlaps, size_mm, scale_n) for plot_id in plot_ids)


def small_scale_n(atlas: Atlas, plot_ids: Sequence[str], size_mm: tuple[float, float]) -> int:
    """Return the largest scale at which each of the plots fits on a small map."""
    shapes = chosen_plots(atlas, plot_ids).geometry
    return max(fitting_scale_n(shape.bounds, size_mm, _SMALL_SCALES_N, _SMALL_BESIDE_MM) for shape in shapes)


def overview_map(atlas: Atlas, plot_id: str, marks: Sequence[Mark], size_mm: tuple[float, float]) -> PrintMap:
    """Return the map that shows where a plot lies, with numbered marks; all marks are in the field."""
    shape = chosen_plots(atlas, [plot_id]).geometry.iloc[0]
    places = [shapely.Point(mark.x_m, mark.y_m) for mark in marks]
    bounds = shapely.total_bounds(np.array([shape, *places], dtype=object))
    field_mm = (size_mm[0] - MARGIN_MM, size_mm[1] - MARGIN_MM)
    scale_n = fitting_scale_n(bounds, field_mm, _OVERVIEW_SCALES_N, 5.0)
    middle_m = _within_area(_middle(bounds), scale_n, field_mm, atlas.info.frame)
    drawing = _begun(atlas, middle_m, scale_n, field_mm, (MARGIN_MM, 0.0))
    _draw_ground(drawing, plot_id)
    ink.draw_plot(drawing, shape, _("This zone") if atlas.info.place_kind == "zone" else _("This plot"))
    _draw_lines(drawing)
    ink.draw_outline(drawing, shape)
    _furnish(drawing)
    draw_marks(drawing, marks)
    names.name_roads(drawing)
    alt = _("Overview map at a scale of 1:{scale}: where plot {plot} lies, and what it is measured to.")
    return _finished(drawing, size_mm, alt.format(plot=plot_id, scale=number(scale_n)))


def _within_area(
    middle_m: tuple[float, float],
    scale_n: int,
    field_mm: tuple[float, float],
    area_m: tuple[float, float, float, float] | None,
) -> tuple[float, float]:
    """Return the middle, moved so that the field shows no ground beyond the data where that can be helped."""
    if area_m is None:
        return middle_m
    moved = []
    for axis in (0, 1):
        half_m = field_mm[axis] * scale_n / MM_PER_M / 2
        low_m, high_m = area_m[axis] + half_m, area_m[axis + 2] - half_m
        moved.append(min(max(middle_m[axis], low_m), high_m) if low_m <= high_m else (low_m + high_m) / 2)
    return (moved[0], moved[1])


def _begun(
    atlas: Atlas,
    middle_m: tuple[float, float],
    scale_n: int,
    field_mm: tuple[float, float],
    corner_mm: tuple[float, float],
) -> Drawing:
    part = Field.round(middle_m, scale_n, field_mm, corner_mm)
    sheet = Sheet(field_mm[0] + corner_mm[0], field_mm[1] + corner_mm[0])
    return Drawing(atlas, sheet, part, Labels(sheet, part))


def _draw_ground(drawing: Drawing, plot_id: str) -> None:
    ink.draw_ground(drawing)
    ink.draw_zoning(drawing)
    ink.draw_plots(drawing, plot_id)


def _draw_lines(drawing: Drawing) -> None:
    ink.draw_roads(drawing)
    ink.draw_rail(drawing)
    ink.draw_lines(drawing)


def _furnish(drawing: Drawing) -> None:
    drawing.sheet.within(drawing.part)
    draw_frame(drawing.sheet, drawing.part)
    draw_scale_bar(drawing.sheet, drawing.part, drawing.labels)
    draw_north(drawing.sheet, drawing.part, drawing.labels)


def _border(drawing: Drawing) -> None:
    part = drawing.part
    width_mm, height_mm = part.width_mm - 0.3, part.height_mm - 0.3
    box = f"M{part.left_mm + 0.15:g} {part.top_mm + 0.15:g}h{width_mm:g}v{height_mm:g}h-{width_mm:g}Z"
    drawing.sheet.path(box, fill="none", stroke=INK, stroke_width=0.25)


def draw_marks(drawing: Drawing, marks: Sequence[Mark]) -> None:
    """Draw the numbered marks; one that would cover another is moved aside, and a line leads to its place."""
    points = drawing.part.on_paper(
        np.array([(mark.x_m, mark.y_m) for mark in marks], dtype=float).reshape(-1, 2)
    )
    placed: list[tuple[float, float]] = []
    for x_mm, y_mm in points:
        at = _free_place(float(x_mm), float(y_mm), placed)
        placed.append(at)
        drawing.sheet.path(f"M{x_mm:.2f} {y_mm:.2f}L{at[0]:.2f} {at[1]:.2f}", stroke=ACCENT, stroke_width=0.4)
    for mark, (x_mm, y_mm) in zip(marks, placed, strict=True):
        turned = f"translate({x_mm:.2f} {y_mm:.2f})"
        drawing.sheet.path(_DISC, fill=ACCENT, stroke=PAPER, stroke_width=0.35, transform=turned)
        look: ink.Look = {"fill": PAPER, "font_weight": 600, "text_anchor": "middle"}
        drawing.sheet.plain_text(x_mm, y_mm + 0.85, mark.words, 2.3, **look)
        drawing.labels.keep_clear(x_mm - 2, y_mm - 2, 4, 4)


def _free_place(x_mm: float, y_mm: float, placed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the place nearest to this one where a mark covers no other."""
    for ring in range(8):
        for turn in np.arange(0, 2 * np.pi, np.pi / 4) if ring else [0.0]:
            at = (x_mm + 2.2 * ring * float(np.cos(turn)), y_mm + 2.2 * ring * float(np.sin(turn)))
            if all(np.hypot(at[0] - other[0], at[1] - other[1]) >= _MARK_MM for other in placed):
                return at
    return (x_mm, y_mm)


def _middle(bounds: Sequence[float]) -> tuple[float, float]:
    return (float(bounds[0] + bounds[2]) / 2, float(bounds[1] + bounds[3]) / 2)


def _finished(drawing: Drawing, size_mm: tuple[float, float], alt: str) -> PrintMap:
    part = drawing.part
    return PrintMap(drawing.sheet.svg(), *size_mm, part.scale_n, part.frame_m, tuple(drawing.legend), alt)
