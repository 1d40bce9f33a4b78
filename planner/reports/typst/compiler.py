"""typst sets the document: our own fonts, tagged after PDF/UA-1, the same bytes for the same content."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from planner.drawing.colours import ACCENT, INK, PAPER, QUIET_INK
from planner.drawing.print.glyphs import breakable, printable
from planner.reports.typst.blocks import Document

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).resolve().parents[3] / "static" / "vendor" / "inter-print"
COLOURS = {"accent": ACCENT, "ink": INK, "quiet": QUIET_INK, "paper": PAPER}
# Texts that are drawings: they are made by us, and their texts are printable already.
_DRAWN = ("svg", "sample")
_LINKS = ("https://", "http://")


def pdf_bytes(document: Document, made_at: datetime) -> bytes:
    """Return the document as PDF; `made_at` is the only date in it."""
    content = asdict(replace(document, colours=COLOURS))
    made = typst.compile(
        str(TEMPLATE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(as_data(content))},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts: our own type family, and those that come with typst for other scripts."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def as_data(value: Any, name: str = "") -> Any:
    """Return the value with every text made printable; only web addresses remain as links."""
    if isinstance(value, dict):
        return {key: as_data(entry, key) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(entry, name) for entry in value]
    if not isinstance(value, str) or name in _DRAWN:
        return value
    if name == "url":
        return value if value.startswith(_LINKS) and value.isprintable() else ""
    return breakable(printable(value))
