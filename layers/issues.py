"""What was wrong in a source, row by row, and what was done about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    """One fault of one value.

    `row` counts from 1 in the order of the source; 0 stands for the file as a whole.
    `action` says what was done: the row was left out, the value was ignored, or the geometry was mended.
    """

    layer: str
    row: int
    field: str
    value: str
    reason: str
    action: str


ROW_LEFT_OUT = "row left out"
VALUE_IGNORED = "value ignored"
GEOMETRY_MENDED = "geometry mended"
