"""The plot at a glance: the figures that are asked for first, what the plan says, the map."""

import math
import re
from collections.abc import Iterator, Sequence

import geopandas as gpd

from layers.atlas import Atlas, chosen_plots
from layers.crs import lat_lon
from planner.appraisal import Appraisal
from planner.capacity.land_supply import M2_PER_HA
from planner.capacity.statuses import RESERVED
from planner.drawing.print.map import PrintMap, plot_map
from planner.reports.labels import is_partly_known, plan_level, score_range, status
from planner.reports.sections.phrases import (
    assumed_tags,
    ground,
    illustrative_tags,
    known,
    or_unknown,
    used_tags,
)
from planner.reports.typst.blocks import Block, Cell, Facts, Figure, Tile, Tiles, Words
from planner.text import _, day, lat_lon_text, marked, n_, number, quantity

MAP_WIDTH_MM = 174.0
_LOWEST_MAP_MM, _HIGHEST_MAP_MM = 90.0, 165.0
# What title, tiles, caption and four rows of legend leave of the first page.
_PAGE_MM = 184.0
_LOUD_MM = 11.0
_LINE_MM = 3.4
# Letters of a fact on one line.
_FACT_LETTERS_N = 34
# What the plan allows: column, name, unit, digits.
_ALLOWED = (
    ("floor_area_ratio", marked("Floor-area ratio e"), "", 2),
    ("building_right_m2", marked("Building right in k-m²"), "k-m²", 0),
    ("coverage_ratio", marked("Coverage allowed"), "", 2),
    ("volume_ratio", marked("Volume ratio"), "m³/m²", 2),
    ("storeys", marked("Storeys allowed"), "", 0),
    ("height_m", marked("Height allowed"), "m", 1),
)
_PRICED = (
    ("price_eur_m2", marked("Price"), "€/m²", 2),
    ("lease_eur_m2_yr", marked("Yearly lease"), "€/m²/yr", 2),
)


def glance(appraisal: Appraisal, atlas: Atlas, overlaps: gpd.GeoDataFrame) -> tuple[Block, ...]:
    """Return the blocks of the first page; the map takes what they leave of it."""
    facts = tuple(_facts(appraisal, atlas))
    blocks: list[Block] = [Tiles(tuple(_tiles(appraisal)))]
    if appraisal.illustrative:
        text = _(
            "Illustrative: this plot was drawn for the planner and was not surveyed. It is no offer and "
            "no decision."
        )
        blocks.append(Words(text, loud=True))
    room_mm = _PAGE_MM - _LOUD_MM * len(blocks[1:]) - _facts_mm(facts)
    size_mm = (MAP_WIDTH_MM, min(max(room_mm, _LOWEST_MAP_MM), _HIGHEST_MAP_MM))
    drawn = plot_map(atlas, appraisal.plot_id, overlaps, size_mm)
    return (*blocks, Facts(facts), Figure(drawn, map_caption(drawn, atlas)))


def _facts_mm(facts: Sequence[tuple[str, Cell]]) -> float:
    """Return about how high the facts will stand."""
    half = math.ceil(len(facts) / 2)
    lines = [math.ceil(len(cell.text) / _FACT_LETTERS_N) + bool(cell.note) for _title, cell in facts]
    return _LINE_MM * max(sum(lines[:half]), sum(lines[half:])) + 1.3 * half


def map_caption(drawn: PrintMap, atlas: Atlas) -> str:
    """Return the line below a map: scale, coordinates, and who must be named."""
    sources = atlas.sources_of(name for name in _DRAWN_LAYERS if atlas.has(name))
    named = (part for source in sources for part in source.attribution.split("; "))
    # A part may say for which rows it holds, as in "sidings: the project": on a map the name is enough.
    credit = dict.fromkeys(re.sub(r"^[a-zA-Z ,-]+: ", "", part) for part in named if part)
    return _("Scale 1:{scale} on A4. Coordinates {crs} (EPSG:{epsg}), grid north up. Data: {credit}.").format(
        scale=number(drawn.scale_n),
        crs=atlas.working.name,
        epsg=atlas.working.epsg,
        credit="; ".join(credit) or _("not known"),
    )


_DRAWN_LAYERS = (
    *("plots", "zoning", "buildings", "roads", "rail", "pipelines", "power_lines"),
    *("ports", "places", "companies", "land", "water"),
)


def _tiles(appraisal: Appraisal) -> Iterator[Tile]:
    capacity = appraisal.capacity
    yield Tile(
        _("Zone area") if appraisal.place_kind == "zone" else _("Plot area"),
        ground(capacity.gross_area_m2),
        quantity(capacity.gross_area_m2, "m²") if capacity.gross_area_m2 >= M2_PER_HA else "",
        illustrative_tags(illustrative=appraisal.illustrative),
    )
    parts = (
        n_("in {n} part", "in {n} parts", capacity.buildable_parts_n) if capacity.buildable_parts_n else ""
    )
    yield Tile(_("Buildable area"), ground(capacity.buildable_area_m2), parts)
    permitted = capacity.permitted_floor_area_m2
    note = (
        _("no building right known")
        if permitted is None
        else _("of {permitted} permitted").format(permitted=quantity(permitted, "k-m²"))
    )
    remaining = capacity.remaining_floor_area_m2
    title = _("Over-built by") if remaining is not None and remaining < 0 else _("Remaining floor area")
    value = known(None if remaining is None else abs(remaining), "k-m²")
    if remaining is None and capacity.remaining_at_most_m2 is not None:
        value = _("at most {bound}").format(bound=quantity(capacity.remaining_at_most_m2, "k-m²"))
    tags = (*used_tags(capacity), *assumed_tags(assumed=bool(capacity.assumed)))
    yield Tile(title, value, note, () if remaining is None else tags)
    yield _score_tile(appraisal)


def _score_tile(appraisal: Appraisal) -> Tile:
    score = appraisal.score
    if not score.is_known:
        return Tile(_("Score"), _("not known"))
    note = _("all criteria known")
    if is_partly_known(score):
        note = _("{share} % of the weight known").format(share=number(100 * score.known_weight_share))
    if appraisal.knocked_out:
        note = _("out of the ranking")
    elif appraisal.too_little_known:
        note = _("too little is known for a rank")
    return Tile(_("Score"), f"{score_range(score)} / 100", note)


def _facts(appraisal: Appraisal, atlas: Atlas) -> Iterator[tuple[str, Cell]]:
    plot = appraisal.plot
    yield _("Status"), Cell(status_text(appraisal))
    yield _("Zoning code"), Cell(or_unknown(appraisal.zoning_code))
    plan = ", ".join(part for part in (plan_level(appraisal.plan_level), plot.get("plan_name")) if part)
    yield _("Plan"), Cell(plan, note=_dated(plot.get("plan_date")))
    if plot.get("block"):
        yield _("Block"), Cell(plot["block"])
    if holder := _holder(plot.get("company_id"), atlas):
        yield _("Holder"), Cell(holder)
    yield from _given(appraisal, _ALLOWED)
    yield from _given(appraisal, _PRICED)
    if plot.get("recorded_area_m2") is not None:
        note = _("differs from the drawn area") if appraisal.capacity.areas_differ else ""
        yield _("Registered area"), Cell(quantity(plot["recorded_area_m2"], "m²"), note=note)
    yield _("Coordinates"), _coordinates(appraisal, atlas)
    missing = [
        _(title).lower() for name, title, _unit, _digits in (*_ALLOWED, *_PRICED) if plot.get(name) is None
    ]
    if missing:
        yield _("Not given"), Cell(", ".join(missing))
    source = _(plot["source"]) if plot.get("source") else None
    yield _("Data of the plot"), Cell(or_unknown(source), note=or_unknown(plot.get("as_of")))


def _given(
    appraisal: Appraisal, figures: tuple[tuple[str, str, str, int], ...]
) -> Iterator[tuple[str, Cell]]:
    for name, title, unit, digits_n in figures:
        value = appraisal.plot.get(name)
        if value is not None:
            text = quantity(value, unit, digits_n) if unit else number(value, digits_n)
            yield _(title), Cell(text, tags=assumed_tags(assumed=appraisal.capacity.assumes(name)))


def status_text(appraisal: Appraisal) -> str:
    """Return the status; with the end of a reservation, and from when reserve land can be had."""
    title, until = status(appraisal.status), appraisal.plot.get("reserved_until")
    if appraisal.reservation_lapsed:
        return _("{status}: its reservation lapsed on {day}").format(status=title, day=day(until))
    if appraisal.status == RESERVED and until:
        return _("{status} until {day}").format(status=title, day=day(until))
    if appraisal.is_reserve:
        return _("{status}, {available}").format(status=title, available=available_text(appraisal))
    return title


def available_text(appraisal: Appraisal) -> str:
    """Return from when reserve land can be had, or that nobody has said."""
    available = appraisal.plot.get("available_from")
    return _("can be had from {day}").format(day=day(available)) if available else _("not known when")


def _dated(value: str | None) -> str:
    return _("in force {day}").format(day=day(value)) if value else _("date not known")


def _holder(company_id: str | None, atlas: Atlas) -> str | None:
    if not company_id or not atlas.has("companies"):
        return company_id
    firms = atlas.frame("companies").set_index("company_id")["name"]
    return str(firms.get(company_id, company_id))


def _coordinates(appraisal: Appraisal, atlas: Atlas) -> Cell:
    place = chosen_plots(atlas, [appraisal.plot_id]).geometry.iloc[0].representative_point()
    degrees = lat_lon(place.x, place.y, atlas.working)
    metres = f"E {place.x:.0f}, N {place.y:.0f}"
    return Cell(metres, note=lat_lon_text(degrees.lat, degrees.lon, 5))
