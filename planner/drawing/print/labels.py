"""Names on a printed map: each with a halo, none across another, none cut at the edge."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from planner.drawing.print.glyphs import printable, shortened
from planner.drawing.print.sheet import Field, Sheet

# Width of an average letter of the map's type, as a share of its size; a little generous.
_LETTER_WIDTH_RATIO = 0.6
_LONGEST_N = 30
_UPRIGHT_DEG = 90.0


@dataclass
class Labels:
    """The names on a sheet: a later one that would cross one placed before is left out."""

    sheet: Sheet
    part: Field
    taken: list[shapely.Geometry] = field(default_factory=list)

    def keep_clear(self, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> None:
        """Let no name stand in this rectangle of the sheet."""
        self.taken.append(shapely.box(left_mm, top_mm, left_mm + width_mm, top_mm + height_mm))

    def place(self, words: str, at_mm: tuple[float, float], size_mm: float, **look: str | float) -> bool:
        """Write words round a place if there is room for them; return whether there was.

        `text_anchor` and `rotate_deg` are heeded.
        """
        words = shortened(printable(words), _LONGEST_N)
        turn_deg = float(look.get("rotate_deg", 0.0))
        space = self._space(words, at_mm, size_mm, str(look.get("text_anchor", "middle")))
        space = shapely.affinity.rotate(space, turn_deg, origin=at_mm)
        if not words or not self._inside(space) or any(space.intersects(other) for other in self.taken):
            return False
        self.taken.append(space)
        x_mm, y_mm = at_mm
        # Letters stand on their base line: the middle of a capital is a third of its size above.
        drop = np.radians(turn_deg)
        x_mm, y_mm = x_mm - 0.35 * size_mm * np.sin(drop), y_mm + 0.35 * size_mm * np.cos(drop)
        self.sheet.text(x_mm, y_mm, words, size_mm, **{"text_anchor": "middle", **look})
        return True

    def along(self, line: shapely.Geometry, words: str, size_mm: float, **look: str | float) -> bool:
        """Write words along the longest straight piece of a line, if it is long enough."""
        points = shapely.get_coordinates(line)
        if len(points) < 2:  # noqa: PLR2004 - a line has two ends
            return False
        steps = np.diff(points, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        longest = int(lengths.argmax())
        if lengths[longest] < name_width_mm(words, size_mm):
            return False
        turn_deg = float(np.degrees(np.arctan2(steps[longest, 1], steps[longest, 0])))
        turn_deg = (turn_deg + _UPRIGHT_DEG) % 180 - _UPRIGHT_DEG
        x_mm, y_mm = points[longest : longest + 2].mean(axis=0)
        return self.place(words, (float(x_mm), float(y_mm)), size_mm, rotate_deg=turn_deg, **look)

    def _inside(self, space: shapely.Geometry) -> bool:
        left, top, right, bottom = space.bounds
        part = self.part
        return bool(
            left > part.left_mm
            and top > part.top_mm
            and right < part.left_mm + part.width_mm
            and bottom < part.top_mm + part.height_mm
        )

    @staticmethod
    def _space(words: str, at_mm: tuple[float, float], size_mm: float, anchor: str) -> shapely.Geometry:
        width_mm = name_width_mm(words, size_mm)
        x_mm, y_mm = at_mm
        left_mm = {"start": x_mm, "middle": x_mm - width_mm / 2, "end": x_mm - width_mm}[anchor]
        return shapely.box(left_mm, y_mm - 0.6 * size_mm, left_mm + width_mm, y_mm + 0.6 * size_mm)


def name_width_mm(words: str, size_mm: float) -> float:
    """Return about how wide words are on paper."""
    return len(words) * size_mm * _LETTER_WIDTH_RATIO


def label_point(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Return the place farthest from the edge of an area, and how far that is."""
    parts = shapely.get_parts(shape)
    largest = parts[shapely.area(parts).argmax()]
    line = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    x, y = shapely.get_coordinates(line)[0]
    return float(x), float(y), float(line.length)
