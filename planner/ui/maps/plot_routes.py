"""How far by lorry, what is closed to it, and the way to one target drawn on the map."""

from collections.abc import Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.logistics.road_paths import routes_note
from planner.logistics.routes import Route
from planner.logistics.vehicles import Drive, limits_note, size_note, speeds_note
from planner.text import _, distance, quantity
from planner.ui import cache, state
from planner.ui.widgets import drive_picker
from planner.ui.widgets.labels import TARGETS, access_legs, method, target
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, strong, swatch, table

_APART = "company"


def render(appraisal: Appraisal) -> None:
    """Show the choice of the vehicle, the nearest target of each kind for it, and the way that is drawn."""
    opened = bool(state.current().vehicle or state.current().route)
    with st.expander(_("By vehicle, with the way on the map"), expanded=opened):
        drive = drive_picker.choose()
        found = _routes(appraisal)
        if not found:
            st.caption(_("No roads are at hand in this area, or nothing that is driven to."))
            return
        head = (_("Nearest"), _("Along roads"), *((_("Time"),) if drive else ()))
        rows = [_row(route, drive) for route in _nearest_of_each(found, drive)]
        show(table(rows, head=head, numbers=(1, 2), css_class="ways"))
        if drive:
            atlas = cache.atlas(appraisal.area)
            size = size_note(drive.vehicle, atlas.info.country)
            notes = (size, limits_note(atlas.frame("roads")), speeds_note(drive))
            show(lines(*(quiet(note) for note in notes if note)))
        _drawn(found, drive)


def chosen_route(area: str, plot_id: str) -> Route | None:
    """Return the way that is to be drawn from a plot; None where none is asked for, or it is unknown."""
    wanted = state.current().route
    if not wanted:
        return None
    found = cache.plot_routes(area, plot_id, state.current().scenario, state.current().vehicle)
    return next((route for route in found if _key(route) == wanted), None)


def _routes(appraisal: Appraisal) -> tuple[Route, ...]:
    return cache.plot_routes(
        appraisal.area, appraisal.plot_id, state.current().scenario, state.current().vehicle
    )


def _key(route: Route) -> str:
    row = route.distance
    # Of the main roads the first that is reached counts: another plot reaches another one.
    return row.target_kind if row.target_kind == "main_road" else f"{row.target_kind}/{row.target_id}"


def _nearest_of_each(found: Sequence[Route], drive: Drive | None) -> list[Route]:
    """Return the shortest route of each kind, or the fastest where that is sought; companies stand apart."""
    by_time = drive is not None and drive.by == "time"

    def cost(route: Route) -> tuple[bool, float]:
        row = route.distance
        value = row.time_min if by_time else row.distance_m
        return value is None, value or 0.0

    kinds = [kind for kind in TARGETS if kind != _APART]
    groups = [[route for route in found if route.distance.target_kind == kind] for kind in kinds]
    return [min(group, key=cost) for group in groups if group]


def _row(route: Route, drive: Drive | None) -> tuple[Markup, ...]:
    row = route.distance
    name = "" if row.target == row.target_id else row.target
    far = method(row.mode, row.method) if row.distance_m is None else distance(row.distance_m)
    cells = (
        lines(strong(target(row.target_kind)), quiet(name), quiet(row.note)),
        lines(far, quiet(access_legs(row))),
    )
    return (*cells, _minutes(row.time_min)) if drive else cells


def _minutes(time_min: float | None) -> Markup:
    return quiet(_("not known")) if time_min is None else Markup(quantity(time_min, "min", 1))


def _drawn(found: Sequence[Route], drive: Drive | None) -> None:
    known = {_key(route): route for route in found}
    key = state.preset("plot.route", state.current().route if state.current().route in known else None)
    st.selectbox(
        _("Draw the way to"),
        list(known),
        format_func=lambda name: _title(known[name]),
        placeholder=_("Choose a target"),
        key=key,
        on_change=state.take,
        args=("route", key),
    )
    route = known.get(state.current().route)
    if route is None:
        return
    row = route.distance
    figures = [distance(row.distance_m)] if row.distance_m is not None else []
    figures.append(method(row.mode, row.method))
    if drive and row.time_min is not None:
        figures.append(quantity(row.time_min, "min", 1))
    show(lines(strong(", ".join(figures)), quiet(row.note)))
    if route.legs:
        roads = (f"{leg.road} {distance(leg.length_m)}" for leg in route.legs)
        show(quiet(_("By {roads}.").format(roads=", ".join(roads))))
    show(quiet(routes_note()))
    if legs := access_legs(row):
        show(quiet(f"({legs})"))
    if row.distance_m is None:
        return
    key_parts = (
        swatch("route", _("along roads")),
        swatch("off-road", _("access leg off road, a straight line")),
    )
    show(quiet(joined((_("On the map:"), *key_parts), "  ")))


def _title(route: Route) -> str:
    row = route.distance
    kind = target(row.target_kind)
    return kind if row.target in {row.target_id, ""} else f"{kind}: {row.target}"
