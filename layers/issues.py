"""What was wrong in a source, row by row, and what was done about it."""

from dataclasses import dataclass

from layers.messages import Sentence


@dataclass(frozen=True)
class Issue:
    """One fault of one value.

    `row` counts from 1 in the order of the source; 0 stands for the file as a whole.
    `reason` is a Sentence where the program gives it, else a text as it was kept in a file.
    `action` says what was done: the row was left out, the value was ignored, or the geometry was mended.
    """

    layer: str
    row: int
    field: str
    value: str
    reason: str
    action: str


ROW_LEFT_OUT = Sentence("row left out")
VALUE_IGNORED = Sentence("value ignored")
GEOMETRY_MENDED = Sentence("geometry mended")
# What a reader notes in the attrs of a frame: row, counted from 0 -> which fault made its shape none.
SHAPE_FAULTS = "shape_faults"
# What a reader notes there where a file states more rows than could be read: how many are stated, and read.
ROWS_LOST = "rows_lost"
UNCLOSED, UNREADABLE = "unclosed", "unreadable"
SHAPE_REASONS = {
    "": Sentence("no geometry"),
    UNCLOSED: Sentence(
        "no geometry: the ring of its outline is not closed; let its last point be its first one again, "
        "and import anew"
    ),
    UNREADABLE: Sentence("no geometry: its shape cannot be read; draw it anew, and import anew"),
}
