"""What a map carries besides ground: frame, grid with coordinates, scale bar, north arrow."""

import numpy as np

from planner.drawing.colours import INK, PAPER, QUIET_INK
from planner.drawing.print.labels import Labels
from planner.drawing.print.sheet import MM_PER_M, Field, Sheet

# Room beside the field for the coordinates.
MARGIN_MM = 4.0
_TICK_SIZE_MM = 1.9
# Lines of the grid stand about this far apart on paper.
_GRID_MM = 32.0
_BAR_MM = 30.0
_ROUND = (1, 2, 5)


def draw_frame(sheet: Sheet, part: Field) -> None:
    """Draw the border of the field, a cross where grid lines meet, and their coordinates in metres."""
    minx, miny, maxx, maxy = part.frame_m
    step_m = round_step(part.ground_m(_GRID_MM))
    eastings = np.arange(np.ceil(minx / step_m), np.floor(maxx / step_m) + 1) * step_m
    northings = np.arange(np.ceil(miny / step_m), np.floor(maxy / step_m) + 1) * step_m
    crossings = part.on_paper(np.array([(x, y) for x in eastings for y in northings]).reshape(-1, 2))
    cross = "".join(f"M{x - 1:.2f} {y:.2f}h2M{x:.2f} {y - 1:.2f}v2" for x, y in crossings)
    sheet.path(cross, stroke=QUIET_INK, stroke_width=0.12)
    bottom_mm, right_mm = part.top_mm + part.height_mm, part.left_mm + part.width_mm
    border = f"M{part.left_mm:g} {part.top_mm:g}H{right_mm:g}V{bottom_mm:g}H{part.left_mm:g}Z"
    sheet.path(border, fill="none", stroke=INK, stroke_width=0.25)
    for x_mm, easting_m in zip(
        part.on_paper(np.stack([eastings, eastings * 0], axis=1))[:, 0], eastings, strict=True
    ):
        sheet.path(f"M{x_mm:.2f} {bottom_mm:.2f}v1", stroke=INK, stroke_width=0.2)
        if part.left_mm + 8 < x_mm < right_mm - 8:
            sheet.text(
                x_mm,
                bottom_mm + 3,
                f"E {grouped(easting_m)}",
                _TICK_SIZE_MM,
                text_anchor="middle",
                fill=QUIET_INK,
            )
    for y_mm, northing_m in zip(
        part.on_paper(np.stack([northings * 0, northings], axis=1))[:, 1], northings, strict=True
    ):
        sheet.path(f"M{part.left_mm:.2f} {y_mm:.2f}h-1", stroke=INK, stroke_width=0.2)
        if part.top_mm + 9 < y_mm < bottom_mm - 9:
            look: dict[str, str | float] = {"text_anchor": "middle", "rotate_deg": -90.0, "fill": QUIET_INK}
            sheet.text(part.left_mm - 1.5, y_mm, f"N {grouped(northing_m)}", _TICK_SIZE_MM, **look)


def draw_scale_bar(sheet: Sheet, part: Field, labels: Labels) -> None:
    """Draw the scale bar into the lower left corner: four parts, black and white in turn."""
    whole_m = round_step(part.ground_m(_BAR_MM))
    quarter_mm = whole_m / 4 * MM_PER_M / part.scale_n
    left_mm, bottom_mm = part.left_mm + 4, part.top_mm + part.height_mm - 3
    width_mm = quarter_mm * 4 + 12
    plate = f"M{left_mm - 2.5:.2f} {bottom_mm + 1.5:.2f}h{width_mm:.2f}v-8h-{width_mm:.2f}Z"
    sheet.path(plate, fill=PAPER, fill_opacity=0.9)
    labels.keep_clear(left_mm - 2.5, bottom_mm - 6.5, width_mm, 8)
    for position in range(4):
        box = (
            f"M{left_mm + position * quarter_mm:.2f} {bottom_mm:.2f}h{quarter_mm:.2f}v-1.4h-{quarter_mm:.2f}Z"
        )
        sheet.path(box, fill=PAPER if position % 2 else INK, stroke=INK, stroke_width=0.15)
    for share, words in ((0, "0"), (2, grouped(whole_m / 2)), (4, f"{grouped(whole_m)} m")):
        sheet.text(left_mm + share * quarter_mm, bottom_mm - 2.6, words, 2.1, text_anchor="middle")


def draw_north(sheet: Sheet, part: Field, labels: Labels) -> None:
    """Draw the arrow to grid north into the upper right corner."""
    x_mm, y_mm = part.left_mm + part.width_mm - 6, part.top_mm + 4
    labels.keep_clear(x_mm - 4, y_mm - 3, 8, 13)
    sheet.path(
        f"M{x_mm:.2f} {y_mm:.2f}l2.2 8.4l-2.2 -1.9l-2.2 1.9Z", fill=PAPER, stroke=PAPER, stroke_width=1.2
    )
    sheet.path(f"M{x_mm:.2f} {y_mm:.2f}l2.2 8.4l-2.2 -1.9Z", fill=INK, stroke=INK, stroke_width=0.2)
    sheet.path(f"M{x_mm:.2f} {y_mm:.2f}l-2.2 8.4l2.2 -1.9Z", fill=PAPER, stroke=INK, stroke_width=0.2)
    sheet.text(x_mm, y_mm + 11.2, "N", 2.6, text_anchor="middle", font_weight=600)


def round_step(about_m: float) -> float:
    """Return the round number of metres that is not above `about_m`: 1, 2 or 5 by a power of ten.

    Examples
    --------
    >>> round_step(64), round_step(160), round_step(999)
    (50.0, 100.0, 500.0)
    """
    power = 10.0 ** np.floor(np.log10(about_m))
    return float(power * max(step for step in _ROUND if step * power <= about_m * (1 + 1e-9)))


def grouped(metres: float) -> str:
    """Return metres as maps write them: groups of three, parted by a no-break space.

    Examples
    --------
    >>> grouped(7083200.0) == "7\u00a0083\u00a0200"
    True
    """
    return f"{metres:,.10g}".replace(",", "\u00a0")
