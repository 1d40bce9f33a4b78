"""What a printed report is made of. Every text is data: the template never reads it as markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from planner.drawing.print.map import PrintMap


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: text, perhaps with a link, small tags behind it and a remark below."""

    text: str
    url: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column: `width_share` is its part of the width, figures stand to the right."""

    text: str
    width_share: float = 1.0
    to_right: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on each page."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what it is, in two columns."""

    rows: tuple[tuple[str, Cell], ...]
    kind: str = "facts"


@dataclass(frozen=True)
class Tile:
    """A figure to be seen first."""

    title: str
    value: str
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tiles:
    """The figures of a plot that are seen first."""

    tiles: tuple[Tile, ...]
    kind: str = "tiles"


@dataclass(frozen=True)
class Bar:
    """One step of a waterfall: its bar runs from `start_share` over `length_share` of the width."""

    title: str
    value: str
    start_share: float
    length_share: float
    look: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waterfall:
    """Steps from a whole to what is left of it."""

    heads: tuple[str, str, str]
    bars: tuple[Bar, ...]
    kind: str = "waterfall"


@dataclass(frozen=True)
class Figure:
    """A map with its caption and legend."""

    map: PrintMap
    caption: str
    legend_beside: bool = False
    kind: str = "figure"


@dataclass(frozen=True)
class Figures:
    """Small maps side by side, each under its title, with one legend."""

    maps: tuple[tuple[str, PrintMap], ...]
    caption: str
    columns_n: int = 3
    kind: str = "figures"


@dataclass(frozen=True)
class Words:
    """A paragraph; `loud` sets it in a frame."""

    text: str
    loud: bool = False
    kind: str = "words"


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[Cell, ...]
    title: str = ""
    columns_n: int = 1
    kind: str = "points"


Block: TypeAlias = Table | Facts | Tiles | Waterfall | Figure | Figures | Words | Points


@dataclass(frozen=True)
class Section:
    """Blocks under one heading; without a heading they stand right below the title.

    `own_page`: nothing follows on its last page.
    """

    title: str
    blocks: tuple[Block, ...]
    own_page: bool = False


@dataclass(frozen=True)
class Part:
    """What begins on a page of its own: one plot, or one comparison. `watermark` lies across its pages."""

    title: str
    kicker: str
    subtitle: str
    sections: tuple[Section, ...]
    watermark: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report; `foot` stands at the foot of each page beside `page_of`, with {page} and {pages}."""

    title: str
    language: str
    foot: str
    page_of: str
    parts: tuple[Part, ...]
    colours: dict[str, str] = field(default_factory=dict)


def bars(steps: Sequence[tuple[str, str, float, float, str, tuple[str, ...]]]) -> tuple[Bar, ...]:
    """Return bars drawn to one scale; a step is title, value as text, start, end, look and tags.

    Starts and ends may lie below zero: an over-built plot.

    Examples
    --------
    >>> (whole, less) = bars([("all", "8", 0, 8, "whole", ()), ("rule", "−2", 8, 6, "less", ())])
    >>> less.start_share, less.length_share
    (0.75, 0.25)
    """
    ends = [0.0, *(value for step in steps for value in step[2:4])]
    lowest = min(ends)
    span = (max(ends) - lowest) or 1.0
    return tuple(
        Bar(title, value, (min(start, end) - lowest) / span, abs(end - start) / span, look, tags)
        for title, value, start, end, look, tags in steps
    )
