"""What is shown where no plot is selected: what to do, and the area in figures."""

from collections.abc import Sequence

import streamlit as st

from layers.atlas import AreaInfo
from planner.capacity.capacity import Capacity
from planner.drawing.colours import STATUS_LOOKS
from planner.text import _, note_of, number, title_of
from planner.ui import cache, state
from planner.ui.maps import top_plots
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import lines, quiet, show, strong, table

_M2_PER_HA = 10_000


def render(area: AreaInfo) -> None:
    """Show what to do next, the area by status, and the plots that lead: first, if they are looked for."""
    zones = area.place_kind == "zone"
    st.info(
        _("Click a zone on the map to see what may still be built there and what stands in the way.")
        if zones
        else _("Click a plot on the map to see what may still be built there and what stands in the way.")
    )
    asked_for = top_plots.are_asked_for()
    if asked_for:
        top_plots.render(area, "map")
    st.subheader(plain(title_of(area)), anchor=False)
    st.text(note_of(area))
    places = _("Zones") if zones else _("Plots")
    if not cache.is_small(area.name):
        areas = table(
            _areas(area), head=(_("Status"), places, _("Area, ha")), numbers=(1, 2), css_class="figures"
        )
        show(areas)
        return
    head = (_("Status"), places, _("Area, ha"), _("Remaining, k-m²"))
    show(table(_rows(area), head=head, numbers=(1, 2, 3), css_class="figures"))
    if not asked_for:
        top_plots.render(area, "map")


def _areas(area: AreaInfo) -> list[tuple[str, ...]]:
    """Return a line a status, and one for all, of an area with very many plots."""
    plots = cache.atlas(area.name).frame("plots")
    statuses = plots["plot_id"].map(cache.plot_statuses(area.name))
    table_ha = (plots.geometry.area / _M2_PER_HA).groupby(statuses).agg(["size", "sum"])
    rows = [
        (_(look.title), number(int(table_ha["size"][status])), number(table_ha["sum"][status], 1))
        for status, look in STATUS_LOOKS.items()
        if status in table_ha.index
    ]
    total = (_("All"), number(len(plots)), number(float(table_ha["sum"].sum()), 1))
    return [*rows, tuple(strong(text) for text in total)]


def _rows(area: AreaInfo) -> list[tuple[str, ...]]:
    """Return a line a status and one for all; what remains is summed over the plots where it is known."""
    statuses = cache.plot_statuses(area.name)
    by_status: dict[str, list[Capacity]] = {status: [] for status in STATUS_LOOKS}
    for capacity in cache.area_capacities(area.name, state.current().scenario):
        by_status[statuses[capacity.plot_id]].append(capacity)
    entries = [(_(STATUS_LOOKS[status].title), found) for status, found in by_status.items() if found]
    entries.append((_("All"), [capacity for _status, found in entries for capacity in found]))
    rows = [_row(name, found) for name, found in entries]
    return [*rows[:-1], tuple(strong(text) for text in rows[-1])]


def _row(name: str, found: Sequence[Capacity]) -> tuple[str, ...]:
    known_m2 = [entry.remaining_floor_area_m2 for entry in found if entry.remaining_floor_area_m2 is not None]
    unknown_n = len(found) - len(known_m2)
    # What is over-built on one plot is no room less on another.
    left = number(sum(max(0.0, value_m2) for value_m2 in known_m2)) if known_m2 else ""
    untold = _("not known of {n}").format(n=number(unknown_n)) if unknown_n else ""
    area_ha = sum(entry.gross_area_m2 for entry in found) / _M2_PER_HA
    return name, number(len(found)), number(area_ha, 1), lines(left, quiet(untold))
