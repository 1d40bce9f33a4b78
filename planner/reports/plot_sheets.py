"""The sheets of a workbook on plots: figures, restrictions, distances, score, sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planner.appraisal import Appraisal, assumed_columns
from planner.comparison import METHOD_TITLES
from planner.reports.edition import VERSION, data_hash, rules_hash
from planner.reports.labels import (
    plan_level,
    source_accuracy,
    source_title,
    status,
    unknown_inputs_text,
    word,
)
from planner.reports.report import Content
from planner.reports.workbook import Column, Kind, Sheet, Value, about_sheet, day_or_text
from planner.siting.criteria import nearest, nearest_or_no_route
from planner.text import _, localised, marked, title_of, unit_name

ALL_SHARE = 100.0


@dataclass(frozen=True)
class Line:
    """One figure of a plot: title, unit, kind of value, digits, and how it is read from the appraisal."""

    title: str
    value: Callable[[Appraisal], Value]
    unit: str = ""
    kind: Kind = "text"
    digits_n: int = 0

    def column(self) -> Column:
        """Return the column that the figure stands in."""
        return Column(_(self.title), unit_name(self.unit), self.kind, self.digits_n)


def _given(name: str) -> Callable[[Appraisal], Any]:
    return lambda appraisal: appraisal.plot.get(name)


def _fits(name: str) -> Callable[[Appraisal], Any]:
    return lambda appraisal: getattr(appraisal.capacity, name)


def _near_m(kind: str, mode: str) -> Callable[[Appraisal], float | None]:
    def value(appraisal: Appraisal) -> float | None:
        found = nearest(appraisal.distances, kind, mode)
        return found.distance_m if found else None

    return value


def _near_method(kind: str, mode: str) -> Callable[[Appraisal], str | None]:
    def value(appraisal: Appraisal) -> str | None:
        found = nearest_or_no_route(appraisal.distances, kind, mode)
        return _(METHOD_TITLES[found.method]) if found else None

    return value


def _difference_percent(appraisal: Appraisal) -> float | None:
    share = appraisal.capacity.area_difference_share
    return None if share is None else 100 * share


def _available(appraisal: Appraisal) -> Value:
    """Return from when reserve land can be had, or that this is not known; nothing for other plots."""
    if not appraisal.is_reserve:
        return None
    return day_or_text(appraisal.plot.get("available_from")) or _("not known")


LINES = (
    Line(marked("Plot"), lambda a: a.plot_id),
    Line(marked("Name"), lambda a: a.name),
    Line(marked("Kind"), lambda a: word(a.place_kind)),
    Line(marked("Illustrative"), lambda a: a.illustrative, kind="flag"),
    Line(marked("Zoning code"), lambda a: a.zoning_code),
    Line(marked("Plan level"), lambda a: plan_level(a.plan_level)),
    Line(marked("Plan"), _given("plan_name")),
    Line(marked("Plan date"), lambda a: day_or_text(a.plot.get("plan_date")), kind="day"),
    Line(marked("Status"), lambda a: status(a.status)),
    Line(marked("Reserved until"), lambda a: day_or_text(a.plot.get("reserved_until")), kind="day"),
    Line(marked("Reserve land can be had from"), _available, kind="day"),
    Line(marked("Plot area"), _fits("gross_area_m2"), "m²", "number"),
    Line(marked("Registered area"), _fits("registered_area_m2"), "m²", "number"),
    Line(marked("Registered less drawn area"), _difference_percent, "%", "number", 1),
    Line(marked("Buildable area"), _fits("buildable_area_m2"), "m²", "number"),
    Line(marked("Buildable parts"), _fits("buildable_parts_n"), "", "number"),
    Line(marked("Largest buildable part"), _fits("largest_part_m2"), "m²", "number"),
    Line(marked("Largest free part"), _fits("largest_free_part_m2"), "m²", "number"),
    Line(marked("Excluded, but for a permission"), _fits("needs_permit_m2"), "m²", "number"),
    Line(marked("Floor-area ratio e"), _given("floor_area_ratio"), "", "number", 2),
    Line(marked("Building right"), _fits("building_right_m2"), "k-m²", "number"),
    Line(marked("Permitted floor area"), _fits("permitted_floor_area_m2"), "k-m²", "number"),
    Line(marked("Permitted at most, by the other limits"), _fits("permitted_at_most_m2"), "k-m²", "number"),
    Line(marked("Binding limit"), lambda a: word(a.capacity.binding_limit)),
    Line(marked("Next limit"), lambda a: word(a.capacity.next_limit)),
    Line(marked("Used floor area"), _fits("used_floor_area_m2"), "k-m²", "number"),
    Line(
        marked("Used floor area is an estimate"), lambda a: a.capacity.used_basis == "estimated", "", "flag"
    ),
    Line(marked("Remaining floor area"), _fits("remaining_floor_area_m2"), "k-m²", "number"),
    Line(marked("Remaining at most, by what is known"), _fits("remaining_at_most_m2"), "k-m²", "number"),
    Line(marked("Binding limit of the remaining"), lambda a: word(a.capacity.remaining_binding_limit)),
    Line(marked("Not known of the floor areas"), lambda a: unknown_inputs_text(a.capacity) or None),
    Line(marked("Assumed by the rules"), lambda a: assumed_columns(a.capacity) or None),
    Line(marked("Price"), _given("price_eur_m2"), "€/m²", "number", 2),
    Line(marked("Yearly lease"), _given("lease_eur_m2_yr"), "€/m²/yr", "number", 2),
    Line(marked("Nearest quay by road"), _near_m("quay", "road"), "m", "number"),
    Line(marked("Way to the quay: how it was found"), _near_method("quay", "road")),
    Line(marked("Nearest track, straight line"), _near_m("track", "direct"), "m", "number"),
    Line(marked("Nearest main road by road"), _near_m("main_road", "road"), "m", "number"),
    Line(marked("Way to the main road: how it was found"), _near_method("main_road", "road")),
    Line(marked("Nearest pipe bridge, straight line"), _near_m("pipe_bridge", "direct"), "m", "number"),
    Line(marked("Score at least"), lambda a: a.score.low_score, "0–100", "number", 1),
    Line(marked("Score at most"), lambda a: a.score.high_score, "0–100", "number", 1),
    Line(marked("Known weight"), lambda a: ALL_SHARE * a.score.known_weight_share, "%", "number"),
    Line(marked("No rank because"), lambda a: " ".join(a.reasons_unranked)),
)


def figures_sheet(appraisals: Sequence[Appraisal]) -> Sheet:
    """Return the figures, a row a plot."""
    rows = [[line.value(appraisal) for line in LINES] for appraisal in appraisals]
    return Sheet(_("Plots"), tuple(line.column() for line in LINES), rows)


def rules_sheet(appraisals: Sequence[Appraisal]) -> Sheet:
    """Return the rules that touch each plot, and those that were not checked."""
    columns = (
        Column(_("Plot")),
        Column(_("Rule")),
        Column(_("Effect")),
        Column(_("Covers"), "m²", "number", 1),
        Column(_("Of the plot"), "%", "number", 2),
        Column(_("Takes in turn"), "m²", "number", 1),
        Column(_("Width from"), "m", "number", 1),
        Column(_("Width to"), "m", "number", 1),
        Column(_("Accuracy"), "m", "number"),
        Column(_("Illustrative"), kind="flag"),
        Column(_("Legal reference")),
        Column(_("Address")),
        Column(_("As of")),
        Column(_("Confidence")),
        Column(_("Remark")),
    )
    rows = [
        row
        for appraisal in appraisals
        for row in (*_touching(appraisal), *_unchecked(appraisal, len(columns)))
    ]
    return Sheet(_("Restrictions"), columns, rows, fixed_n=2)


def _touching(appraisal: Appraisal) -> list[list[Value]]:
    taken = {entry.rule_id: entry.waterfall_m2 for entry in appraisal.capacity.excluded_by_rule}
    return [
        [
            *(appraisal.plot_id, finding.title, word(finding.effect), finding.overlap_m2),
            None if finding.overlap_share is None else ALL_SHARE * finding.overlap_share,
            *(taken.get(finding.rule), finding.width_min_m, finding.width_max_m, finding.accuracy_m),
            *(finding.illustrative, finding.legal_reference, finding.url, finding.as_of),
            *(_(finding.confidence), finding.note),
        ]
        for finding in appraisal.findings
    ]


def _unchecked(appraisal: Appraisal, columns_n: int) -> list[list[Value]]:
    blank: list[Value] = [None] * (columns_n - 4)
    return [
        [appraisal.plot_id, entry.title, _("not checked"), *blank, entry.reason]
        for entry in appraisal.unchecked
    ]


def distances_sheet(appraisals: Sequence[Appraisal]) -> Sheet:
    """Return every distance of every plot."""
    columns = (
        Column(_("Plot")),
        Column(_("To")),
        Column(_("Name")),
        Column(_("Detail")),
        Column(_("Way")),
        Column(_("Method")),
        Column(_("Distance"), "m", "number"),
        Column(_("Of it off road"), "m", "number"),
        Column(_("Access leg at the plot"), "m", "number"),
        Column(_("Access leg at the target"), "m", "number"),
        Column(_("Accuracy of the access leg"), "m", "number"),
        Column(_("Of it illustrative"), "m", "number"),
        Column(_("Time"), "min", "number", 1),
        Column(_("Accuracy"), "m", "number"),
        Column(_("Illustrative"), kind="flag"),
        Column(_("Source")),
        Column(_("Remark")),
    )
    rows: list[list[Value]] = [
        [
            *(
                appraisal.plot_id,
                word(row.target_kind),
                row.target,
                row.detail,
                word(row.mode),
                word(row.method),
            ),
            *(row.distance_m, row.snap_m, row.access_m, row.target_access_m, row.access_accuracy_m),
            *(row.way_illustrative_m, row.time_min),
            *(row.accuracy_m, row.illustrative, row.source, row.note),
        ]
        for appraisal in appraisals
        for row in appraisal.distances
    ]
    return Sheet(_("Distances"), columns, rows, fixed_n=3)


def score_sheet(appraisals: Sequence[Appraisal]) -> Sheet:
    """Return what each criterion adds to the score of each plot."""
    columns = (
        Column(_("Plot")),
        Column(_("Criterion")),
        Column(_("Value"), kind="number", digits_n=1),
        Column(_("Unit")),
        Column(_("0 points at"), kind="number"),
        Column(_("100 points at"), kind="number"),
        Column(_("Points"), "0–100", "number", 1),
        Column(_("Weight"), kind="number", digits_n=1),
        Column(_("Adds"), "0–100", "number", 1),
        Column(_("Basis of weight and bounds")),
    )
    rows: list[list[Value]] = [
        [
            *(appraisal.plot_id, entry.title, entry.value, unit_name(entry.unit), entry.worst, entry.best),
            *(entry.value_score, entry.weight, entry.contribution_score, entry.basis),
        ]
        for appraisal in appraisals
        for entry in appraisal.score.contributions
    ]
    return Sheet(_("Score"), columns, rows, fixed_n=2)


def sources_sheet(content: Content) -> Sheet:
    """Return where the data come from and on which terms."""
    columns = (
        Column(_("Data")),
        Column(_("To be named")),
        Column(_("Licence")),
        Column(_("Retrieved"), kind="day"),
        Column(_("Accuracy")),
        Column(_("Illustrative"), kind="flag"),
        Column(_("Address")),
        Column(_("File")),
        Column("SHA-256"),
    )
    rows: list[list[Value]] = [
        [
            *(
                source_title(source),
                source.attribution,
                source.licence,
                day_or_text(source.retrieved),
                source_accuracy(source),
            ),
            *(source.illustrative, source.url, source.path, source.sha256),
        ]
        for source in content.sources
    ]
    return Sheet(_("Sources"), columns, rows)


def _differences(content: Content) -> list[str]:
    """Return in what the rules differ from the default, a line each."""
    return [f"{one.what}: {one.before or '–'} → {one.after}" for one in content.changes]


def about(content: Content) -> Sheet:
    """Return what the workbook is: area, rules, edition, and how to read empty cells."""
    scenario = content.scenario
    drawn = [entry.plot_id for entry in content.appraisals if entry.illustrative]
    return about_sheet(
        (
            (_("Area"), title_of(content.atlas.info)),
            (_("Coordinate system"), f"{content.atlas.working.name} (EPSG:{content.atlas.working.epsg})"),
            (_("Rules and weights"), f"{localised(scenario.title)} ({scenario.name})"),
            *((_("Differs from the default"), text) for text in _differences(content)),
            (_("Empty cell"), _("not known; never zero")),
            (_("Illustrative plots, not surveyed"), ", ".join(drawn) or _("none")),
            (_("Made"), content.made_at.date().isoformat()),
            (_("Version"), f"Sijainti {VERSION}"),
            (_("Fingerprint of the data (SHA-256)"), data_hash(content.sources)),
            (_("Fingerprint of the rules (SHA-256)"), rules_hash(scenario)),
        )
    )
