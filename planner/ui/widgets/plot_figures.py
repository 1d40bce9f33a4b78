"""What fits on a plot: areas and floor areas, what binds them, and on what each figure rests."""

import streamlit as st

from planner.appraisal import Appraisal, Basis, assumed_sentence, right_doubt
from planner.capacity.capacity import Capacity
from planner.drawing.charts.plots import excluded_chart
from planner.text import _, n_, number, quantity, unit_name
from planner.ui.widgets import headings
from planner.ui.widgets.labels import CAPACITY, area_doubt, limits_text, word
from planner.ui.widgets.markup import Markup, hint, lines, quiet, show, strong, table


def render(appraisal: Appraisal) -> None:
    """Show what fits."""
    headings.section(_("What fits"), "remaining")
    capacity = appraisal.capacity
    basis = {entry.figure: entry.method for entry in appraisal.basis}
    show(table(_rows(capacity, basis), numbers=(1,), css_class="amounts"))
    for doubt in (right_doubt(capacity, appraisal.plot), area_doubt(capacity)):
        if doubt:
            st.warning(doubt)
    show(limits(capacity))
    chart = excluded_chart(capacity)
    if chart is not None:
        st.caption(
            _(
                "From the plot's area to its buildable area, rule by rule. Red-orange: not buildable; "
                "amber: by permission only."
            )
        )
        st.altair_chart(chart, width="stretch", key="plot.excluded")
    with st.expander(_("How these figures were found")):
        show(table([(strong(_title(entry)), entry.method) for entry in appraisal.basis], css_class="facts"))


def _title(entry: Basis) -> str:
    titles = {name: title for name, title, _unit in CAPACITY}
    return _(titles[entry.figure]) if entry.figure in titles else word(entry.figure)


def _rows(capacity: Capacity, basis: dict[str, str]) -> list[tuple[str, str, str]]:
    not_known, not_given = _("not known"), _("not given")
    area, floor = "m²", unit_name("k-m²")
    permit, registered = capacity.needs_permit_m2, capacity.registered_area_m2
    entries = [
        ("gross_area_m2", _("Plot area"), capacity.gross_area_m2, area, not_known),
        *([("", _("Registered area"), registered, area, not_known)] if registered else []),
        ("buildable_area_m2", _("Buildable area"), capacity.buildable_area_m2, area, not_known),
        *([("", _("Only by permission"), permit, area, not_known)] if permit else []),
        ("", _("Largest buildable part"), capacity.largest_part_m2, area, not_known),
        ("largest_free_part_m2", _("Largest free part"), capacity.largest_free_part_m2, area, not_known),
        ("building_right_m2", _("Building right"), capacity.building_right_m2, floor, not_given),
        (
            "permitted_floor_area_m2",
            _("Permitted floor area"),
            *_or_at_most(capacity.permitted_floor_area_m2, capacity.permitted_at_most_m2, floor),
            not_known,
        ),
        ("used_floor_area_m2", _("Used floor area"), capacity.used_floor_area_m2, floor, not_known),
    ]
    rows = [
        (hint(name, basis.get(figure, "")) if figure else name, *_value(value, unit, unknown))
        for figure, name, value, unit, unknown in entries
    ]
    return [*rows, _remaining(capacity, basis)]


def _or_at_most(value: float | None, bound_m2: float | None, unit: str) -> tuple[float | str | None, str]:
    """Return a figure with its unit; where only an upper bound is known, the bound in words."""
    if value is None and bound_m2 is not None:
        return _("at most {bound}").format(bound=number(bound_m2)), unit
    return value, unit


def _value(value: float | str | None, unit: str, unknown: str) -> tuple[str, str]:
    if isinstance(value, str):
        return quiet(value), unit
    return (number(value), unit) if value is not None else (quiet(unknown), "")


def _remaining(capacity: Capacity, basis: dict[str, str]) -> tuple[Markup, str, str]:
    remaining_m2 = capacity.remaining_floor_area_m2
    told = basis.get("remaining_floor_area_m2", "")
    if remaining_m2 is not None and remaining_m2 < 0:
        name = lines(
            strong(hint(_("Remaining floor area"), told)),
            quiet(_("over-built: more stands than is permitted")),
        )
        return name, strong(number(remaining_m2)), unit_name("k-m²")
    shown, unit = _or_at_most(remaining_m2, capacity.remaining_at_most_m2, unit_name("k-m²"))
    value, unit = _value(shown, unit, _("not known"))
    return strong(hint(_("Remaining floor area"), told)), strong(value), unit


def limits(capacity: Capacity) -> Markup:
    """Return what binds the floor area, and where the buildable ground lies."""
    parts = n_("{n} usable part", "{n} usable parts", capacity.buildable_parts_n)
    told = _("k-m² is floor area. Buildable in {parts}.").format(parts=parts) + " " + limits_text(capacity)
    remaining_m2 = capacity.remaining_floor_area_m2
    if remaining_m2 is not None and remaining_m2 < 0:
        told += " " + _("Over-built by {area}.").format(area=quantity(-remaining_m2, "k-m²"))
    if capacity.assumed:
        told += " " + assumed_sentence([capacity])
    return quiet(told)
