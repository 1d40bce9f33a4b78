"""A sheet of paper: shapes in metres become SVG in millimetres, at an exact scale."""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.prepared import prepared
from planner.drawing.colours import INK, PAPER

MM_PER_M = 1000.0
# Finer than any printer: what is nearer to a line than this is left out of it.
_FINEST_MM = 0.02
# Inter is served by the app and embedded in print; in a picture alone the reader's own font stands in.
FONT = "Inter, Arial, sans-serif"
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Field:
    """The part of a sheet that shows ground: its corner and size on paper, and what it shows.

    `frame_m` is minx, miny, maxx, maxy in the working system. One millimetre is `scale_n` / 1000 metres.
    """

    scale_n: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    frame_m: tuple[float, float, float, float]

    @classmethod
    def round(
        cls,
        middle_m: tuple[float, float],
        scale_n: int,
        size_mm: tuple[float, float],
        corner_mm: tuple[float, float] = (0.0, 0.0),
    ) -> "Field":
        """Return the field of this size round a place in the working system."""
        half_x_m, half_y_m = (side_mm * scale_n / MM_PER_M / 2 for side_mm in size_mm)
        x_m, y_m = middle_m
        frame_m = (x_m - half_x_m, y_m - half_y_m, x_m + half_x_m, y_m + half_y_m)
        return cls(scale_n, *size_mm, *corner_mm, frame_m)

    def ground_m(self, paper_mm: float) -> float:
        """Return what a length on paper is on the ground, in metres."""
        return paper_mm * self.scale_n / MM_PER_M

    def on_paper(self, points_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places of the working system in millimetres from the sheet's upper left corner."""
        minx, _miny, _maxx, maxy = self.frame_m
        factor = MM_PER_M / self.scale_n
        return np.column_stack(
            [
                self.left_mm + (points_m[:, 0] - minx) * factor,
                self.top_mm + (maxy - points_m[:, 1]) * factor,
            ]
        )

    def clipped(self, shapes: Shapes) -> Shapes:
        """Return the parts of the shapes that lie within the field, in millimetres on paper."""
        inside = shapely.clip_by_rect(shapes, *self.frame_m)
        fine = shapely.simplify(inside, self.ground_m(_FINEST_MM))
        return np.asarray(shapely.transform(fine, self.on_paper), dtype=object)


@dataclass
class Sheet:
    """An SVG drawing under way; lengths in millimetres."""

    width_mm: float
    height_mm: float
    elements: list[str] = field(default_factory=list)

    def path(self, data: str, **look: str | float) -> None:
        """Draw a path; underscores in the names of `look` become hyphens."""
        if data:
            self.elements.append(f'<path d="{data}"{attributes(look)}/>')

    def text(self, x_mm: float, y_mm: float, words: str, size_mm: float, **look: str | float) -> None:
        """Write words with a white halo; turned about their own place by `rotate_deg`."""
        halo = {"stroke": PAPER, "stroke_width": f"{size_mm * 0.28:.2f}", "stroke_linejoin": "round"}
        self.plain_text(x_mm, y_mm, words, size_mm, **{**halo, "paint_order": "stroke", **look})

    def plain_text(self, x_mm: float, y_mm: float, words: str, size_mm: float, **look: str | float) -> None:
        """Write words without a halo."""
        turn_deg = float(look.pop("rotate_deg", 0))
        turned = f' transform="rotate({turn_deg:.1f} {x_mm:.2f} {y_mm:.2f})"' if turn_deg else ""
        style = {"fill": INK, "font_size": f"{size_mm:g}", "font_family": FONT, **look}
        self.elements.append(
            f'<text x="{x_mm:.2f}" y="{y_mm:.2f}"{turned}{attributes(style)}>{html.escape(words)}</text>'
        )

    def within(self, part: Field) -> None:
        """Keep what has been drawn so far within the field."""
        corner = f'x="{part.left_mm:.2f}" y="{part.top_mm:.2f}"'
        size = f'width="{part.width_mm:.2f}" height="{part.height_mm:.2f}"'
        clip = f'<clipPath id="field"><rect {corner} {size}/></clipPath>'
        self.elements = [f"<defs>{clip}</defs>", '<g clip-path="url(#field)">', *self.elements, "</g>"]

    def svg(self) -> str:
        """Return the drawing as SVG of its exact size."""
        size = f'width="{self.width_mm:g}mm" height="{self.height_mm:g}mm"'
        box = f'viewBox="0 0 {self.width_mm:g} {self.height_mm:g}"'
        return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>', *self.elements, "</svg>"])


def attributes(look: dict[str, str | float]) -> str:
    """Return a look as the attributes of an element.

    Examples
    --------
    >>> attributes({"fill": "none", "stroke_width": 0.2})
    ' fill="none" stroke-width="0.2"'
    """
    return "".join(f' {name.replace("_", "-")}="{html.escape(str(value))}"' for name, value in look.items())


def path_data(shapes: Iterable[shapely.Geometry]) -> str:
    """Return polygons and lines as the data of one path; holes stay open by the even-odd rule.

    Examples
    --------
    >>> path_data([shapely.LineString([(0, 0), (10, 2.5)])])
    'M0 0L10 2.5'
    """
    rings: list[str] = []
    for shape in shapely.get_parts(np.array(list(shapes), dtype=object)):
        if shape.is_empty:
            continue
        if shape.geom_type == "Polygon":
            rings += [f"{_points(ring)}Z" for ring in (shape.exterior, *shape.interiors)]
        elif shape.geom_type in {"LineString", "LinearRing"}:
            rings.append(_points(shape))
        elif shape.geom_type == "GeometryCollection":
            rings.append(path_data(shape.geoms))
    return "".join(rings)


def dots_data(points_mm: NDArray[np.float64]) -> str:
    """Return places as the data of a path that is drawn with a round cap."""
    return "".join(f"M{x:.2f} {y:.2f}h.01" for x, y in points_mm)


def hatch(shape: shapely.Geometry, angle_deg: float, gap_mm: float) -> shapely.Geometry:
    """Return parallel lines across a shape, as far apart as `gap_mm`; the same for neighbouring shapes."""
    if shape.is_empty:
        return shape
    turn = np.radians(angle_deg)
    along = np.array([np.cos(turn), np.sin(turn)])
    across = np.array([-along[1], along[0]])
    corners = shapely.get_coordinates(shapely.box(*shape.bounds))
    reach, offset = corners @ along, corners @ across
    # Counted from the sheet's corner, so that the lines of shapes that touch run on.
    steps = np.arange(np.ceil(offset.min() / gap_mm), np.floor(offset.max() / gap_mm) + 1) * gap_mm
    ends = [steps[:, None] * across + end * along for end in (reach.min(), reach.max())]
    return shapely.intersection(shapely.multilinestrings(np.stack(ends, axis=1)), shape)


def dots(shape: shapely.Geometry, gap_mm: float) -> NDArray[np.float64]:
    """Return places within a shape in staggered rows, as far apart as `gap_mm`."""
    if shape.is_empty:
        return np.empty((0, 2))
    minx, miny, maxx, maxy = shape.bounds
    columns = np.arange(np.floor(minx / gap_mm), np.ceil(maxx / gap_mm) + 1)
    rows = np.arange(np.floor(miny / gap_mm), np.ceil(maxy / gap_mm) + 1)
    column, row = np.meshgrid(columns, rows)
    x, y = ((column + 0.5 * (row % 2)) * gap_mm).ravel(), (row * gap_mm).ravel()
    inside = shapely.contains_xy(prepared(np.array([shape]))[0], x, y)
    return np.column_stack([x[inside], y[inside]])


def _points(line: shapely.Geometry) -> str:
    # Adding zero turns -0.0 into 0.0.
    rounded = (shapely.get_coordinates(line).round(2) + 0.0).tolist()
    return "M" + "L".join([f"{x:g} {y:g}" for x, y in rounded])
