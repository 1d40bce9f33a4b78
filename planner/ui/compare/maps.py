"""Small maps of the plots compared, all at one scale, with one legend."""

import streamlit as st

from planner.capacity.restrictions import restrict
from planner.drawing.print.map import PrintMap, small_maps
from planner.text import _, number
from planner.ui import cache
from planner.ui.widgets.markup import Markup, boxes, drawing, joined, quiet, show, strong

_SIZE_MM = (84.0, 60.0)


def render(area: str, plot_ids: tuple[str, ...], rules: str) -> None:
    """Show the maps."""
    st.subheader(_("What they are"), anchor=False)
    drawn = _drawn(area, plot_ids, rules)
    named = zip(plot_ids, drawn, strict=True)
    show(boxes((drawing(made.svg, made.alt, strong(plot_id)) for plot_id, made in named), "small-maps"))
    told = _("All at one scale, 1:{scale} on paper, north up.")
    show(quiet(told.format(scale=number(drawn[0].scale_n))))
    show(boxes(_legend(drawn), "map-key"))


@cache.cached_per_language(32)
def _drawn(area: str, plot_ids: tuple[str, ...], rules: str) -> tuple[PrintMap, ...]:
    atlas = cache.atlas(area)
    overlaps = restrict(atlas, cache.scenario(rules), plot_ids).overlaps
    return small_maps(atlas, plot_ids, overlaps, _SIZE_MM)


def _legend(drawn: tuple[PrintMap, ...]) -> list[Markup]:
    """Return what stands for what on any of the maps, each once."""
    samples = {row.title: row.sample for made in drawn for row in made.legend}
    return [joined((drawing(sample, ""), quiet(title))) for title, sample in samples.items()]
