"""What the Help page reads from files: the how-tos of docs/ and the terms."""

import csv
import io
import re
from pathlib import Path

from layers.io import DATA, read_text_file
from planner.text import marked
from planner.ui.cache import cached

_DOCS = Path(__file__).resolve().parents[3] / "docs"
# File of docs/ -> title, in the order in which a planner is likely to need them.
HOW_TOS = {
    "how-it-computes": marked("How it computes, on one page"),
    "check-our-figures": marked("How to check our figures yourself"),
    "find-a-plot-on-the-map": marked("Find a plot on the map"),
    "make-a-plot-report": marked("Make a plot report"),
    "see-what-still-fits": marked("See what still fits"),
    "measure-truck-distances": marked("Measure truck distances"),
    "plan-freight-of-a-firm": marked("Plan the freight of a firm"),
    "compare-freight-chains": marked("Compare freight chains"),
    "import-your-plots": marked("Import your plots"),
    "draw-a-plot": marked("Draw a plot"),
    "area-from-openstreetmap": marked("An area from OpenStreetMap"),
    "add-an-area": marked("Add an area"),
    "add-a-layer": marked("Add a layer"),
    "add-a-restriction": marked("Add a restriction"),
    "add-a-terrain-model": marked("Add a terrain model"),
    "commands": marked("The command line"),
    "translate": marked("Translate"),
}


@cached(32)
def how_to(name: str) -> str:
    """Return a how-to without title and pictures, its links leading here and its headings one level lower."""
    text = read_text_file(_DOCS / f"{name}.md").partition("\n")[2]
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\]\(([a-z0-9-]+)\.md\)", r"](help?help=howto.\1)", text)
    parts = text.split("```")
    # Every second part is code, in which a # begins no heading.
    parts[::2] = [re.sub(r"^#", "##", part, flags=re.MULTILINE) for part in parts[::2]]
    return "```".join(parts)


@cached(1)
def terms() -> tuple[dict[str, str], ...]:
    """Return the terms of planning, a dict of language code -> term each, with a `note`."""
    return tuple(csv.DictReader(io.StringIO(read_text_file(DATA / "glossary.csv"))))
