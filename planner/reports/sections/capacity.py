"""What fits: the ground that rules leave, the floor area that the plan leaves, and what binds it."""

from collections.abc import Iterator

import shapely

from planner.appraisal import Appraisal
from planner.capacity.rectangles import largest_rectangle
from planner.reports.labels import area_doubt, capacity_figures, limits_text, word
from planner.reports.sections.phrases import assumed_tags, illustrative_tags, known, used_tags
from planner.reports.typst.blocks import Block, Cell, Head, Points, Section, Table, Waterfall, Words, bars
from planner.text import _, number, quantity, unit_name

# Smaller differences of floor areas are rounding.
_SHOWN_M2 = 0.5
Step = tuple[str, str, float, float, str, tuple[str, ...]]


def capacity_section(appraisal: Appraisal, free: shapely.Geometry) -> Section:
    """Return the section on what fits; `free` is the ground that the rules and what stands leave."""
    blocks: list[Block] = [_ground(appraisal)]
    if any(entry.waterfall_m2 < entry.alone_m2 for entry in appraisal.capacity.excluded_by_rule):
        blocks.append(
            Words(
                _(
                    "Rules take ground in the order shown; where two cover the same ground, the first "
                    "takes it."
                )
            )
        )
    blocks.append(_floor_area(appraisal) or Words(_no_right(appraisal), loud=True))
    told = (limits_text(appraisal.capacity), area_doubt(appraisal.capacity), _hall(free))
    blocks.append(Points(tuple(Cell(text) for text in told if text)))
    blocks.append(_figures(appraisal))
    return Section(_("What fits"), tuple(blocks))


def _ground(appraisal: Appraisal) -> Block:
    capacity = appraisal.capacity
    left_m2 = capacity.gross_area_m2
    drawn = illustrative_tags(illustrative=appraisal.illustrative)
    whole = _("Zone area") if appraisal.place_kind == "zone" else _("Plot area")
    steps: list[Step] = [(whole, number(left_m2), 0.0, left_m2, "whole", drawn)]
    for entry in capacity.excluded_by_rule:
        if entry.waterfall_m2 > 0:
            tags = illustrative_tags(illustrative=entry.illustrative)
            look = "permit" if entry.effect == "permit" else "less"
            after_m2 = left_m2 - entry.waterfall_m2
            steps.append((entry.title, f"−{number(entry.waterfall_m2)}", left_m2, after_m2, look, tags))
            left_m2 = after_m2
    steps.append(
        (
            _("Buildable area"),
            number(capacity.buildable_area_m2),
            0.0,
            capacity.buildable_area_m2,
            "left",
            drawn,
        )
    )
    return Waterfall((_("Ground"), _("what each rule takes"), "m²"), bars(steps))


def _floor_area(appraisal: Appraisal) -> Block | None:
    capacity = appraisal.capacity
    permitted_m2, used_m2 = capacity.permitted_floor_area_m2, capacity.used_floor_area_m2
    remaining_m2 = capacity.remaining_floor_area_m2
    if permitted_m2 is None:
        return None
    assumed = assumed_tags(assumed=bool(capacity.assumed))
    steps: list[Step] = [
        (_("Permitted floor area"), number(permitted_m2), 0.0, permitted_m2, "whole", assumed)
    ]
    if used_m2 is not None and remaining_m2 is not None:
        tags = used_tags(capacity)
        less = f"−{number(used_m2)}" if used_m2 else number(used_m2)
        left_m2 = permitted_m2 - used_m2
        steps.append((_("Used floor area"), less, permitted_m2, left_m2, "used", tags))
        if left_m2 - remaining_m2 >= _SHOWN_M2:
            bound = _("Bound by: {limit}").format(limit=word(capacity.remaining_binding_limit))
            steps.append((bound, f"−{number(left_m2 - remaining_m2)}", left_m2, remaining_m2, "less", ()))
        over = remaining_m2 < 0
        title = _("Over-built") if over else _("Remaining floor area")
        look = "over" if over else "left"
        steps.append((title, number(remaining_m2), 0.0, remaining_m2, look, (*tags, *assumed)))
    return Waterfall((_("Floor area"), _("what is built"), unit_name("k-m²")), bars(steps))


def _no_right(appraisal: Appraisal) -> str:
    used = known(appraisal.capacity.used_floor_area_m2, "k-m²")
    used = " ".join((used, *(f"({tag})" for tag in used_tags(appraisal.capacity))))
    return _(
        "No building right is known here, so it cannot be said how much may still be built. "
        "Used floor area: {used}."
    ).format(used=used)


def _hall(free: shapely.Geometry) -> str:
    found = largest_rectangle(free)
    if found is None:
        return _("No hall fits: rules and buildings leave no ground.")
    return _(
        "Largest hall clear of the buildings at hand: {length} × {width}, {area} (at least; any angle)."
    ).format(
        length=quantity(found.length_m, "m"),
        width=quantity(found.width_m, "m"),
        area=quantity(found.area_m2, "m²"),
    )


def _figures(appraisal: Appraisal) -> Block:
    heads = (
        Head(_("Figure"), 1.2),
        Head(_("Value"), 0.8, to_right=True),
        Head(_("How it was found"), 2.6),
    )
    return Table(heads, tuple(_rows(appraisal)), title=_("How the figures were found"))


def _rows(appraisal: Appraisal) -> Iterator[tuple[Cell, ...]]:
    methods = {
        "largest_part_m2": _("The largest piece of what is left."),
        "needs_permit_m2": _("Ground that may be built upon if the authority permits it."),
        **{basis.figure: basis.method for basis in appraisal.basis},
    }
    for name, title, unit, value in capacity_figures(appraisal.capacity):
        tags = (
            used_tags(appraisal.capacity)
            if name.startswith(("used", "remaining")) and value is not None
            else ()
        )
        yield Cell(title), Cell(known(value, unit), tags=tags), Cell(methods.get(name, ""))
