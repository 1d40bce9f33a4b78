"""The Data page: every layer of the area with its source and terms, and all that was wrong in the files."""

import streamlit as st

from layers.atlas import AreaInfo
from planner.text import _, day, note_of, number
from planner.ui import cache
from planner.ui.data.layer_descriptions import ABOUT
from planner.ui.widgets import area_picker, issue_table
from planner.ui.widgets.labels import source_accuracy, source_title
from planner.ui.widgets.markup import joined, lines, link, quiet, show, strong, table, tag


def render() -> None:
    """Show the page."""
    st.header(_("Data"), anchor=False)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        area = area_picker.choose("data")
    with right:
        st.text(note_of(area))
        area_picker.show_broken()
    with st.spinner(_("Reading the data")):
        atlas = cache.atlas(area.name)
    _layers(area)
    issue_table.render(area.name, atlas.issues)


def _layers(area: AreaInfo) -> None:
    atlas = cache.atlas(area.name)
    rows = []
    for name in atlas.layers:
        layer = atlas.layer(name)
        for source in atlas.sources_of((name,)):
            about = lines(
                strong(_(layer.spec.title)),
                _(ABOUT[name]),
                tag(_("illustrative"), "warn") if source.illustrative else "",
                quiet(link(source_title(source), source.url)),
            )
            terms = lines(source.licence, quiet(source.attribution))
            accuracy = quiet(source_accuracy(source))
            rows.append((about, number(len(layer.frame)), terms, day(source.retrieved), accuracy))
    head = (_("Layer"), _("Rows"), _("Licence"), _("Retrieved"), _("Accuracy"))
    st.subheader(_("Layers"), anchor=False)
    show(table(rows, head=head, numbers=(1,), css_class="layers stacked"))
    # A file may credit several at once, parted by semicolons: each is named once.
    named = [part.strip() for source in atlas.sources for part in source.attribution.split(";")]
    credit = joined(dict.fromkeys(name for name in named if name), " · ")
    st.subheader(_("Attribution"), anchor=False)
    show(quiet(credit))
