"""Plot report (PDF): each plot on pages of its own, from what it is to the sources."""

from collections.abc import Sequence

import shapely

from layers.sources import Source
from planner.appraisal import Appraisal
from planner.capacity.halls import clear_of_buildings
from planner.capacity.restrictions import Restricted, restrict
from planner.reports.edition import SHORT_N, VERSION, data_hash
from planner.reports.labels import plan_level, status
from planner.reports.report import Content, Report
from planner.reports.sections.capacity import capacity_section
from planner.reports.sections.freight import freight_sections
from planner.reports.sections.glance import glance
from planner.reports.sections.logistics import logistics_section
from planner.reports.sections.restrictions import restrictions_section
from planner.reports.sections.rules import changed_rules, rules_sections
from planner.reports.sections.sources import sources_section
from planner.reports.sections.surroundings import surroundings_section
from planner.reports.sections.terrain import terrain_section
from planner.reports.sections.verdict import verdict_section
from planner.reports.typst.blocks import Document, Part, Section
from planner.reports.typst.compiler import pdf_bytes
from planner.text import _, day, language, marked, title_of


def report_bytes(content: Content) -> bytes:
    """Return the plots as PDF, tagged for readers that cannot see it; the date is that of the content."""
    restricted = restrict(content.atlas, content.scenario, content.plot_ids)
    names = ", ".join(content.plot_ids[:3]) + (" …" if len(content.plot_ids) > 3 else "")  # noqa: PLR2004 - a title
    document = Document(
        title=_("Plot report {plots}, {area}").format(plots=names, area=area_title(content)),
        language=language(),
        foot=foot(content),
        page_of=_("page {page} of {pages}"),
        parts=tuple(_part(appraisal, content, restricted) for appraisal in content.appraisals),
    )
    return pdf_bytes(document, content.made_at)


def area_title(content: Content) -> str:
    """Return the title of the area in the language in use."""
    return title_of(content.atlas.info)


def foot(content: Content) -> str:
    """Return the line at the foot of each page: program, version, data, rules, date."""
    return _("Sijainti {version} · data {data} · rules “{scenario}” · made {day}").format(
        version=VERSION,
        data=data_hash(content.sources)[:SHORT_N],
        scenario=content.scenario.name,
        day=day(content.made_at.date().isoformat()),
    )


def watermark(appraisals: Sequence[Appraisal]) -> str:
    """Return what lies across the pages of plots that are illustrative, or of which one is."""
    return _("ILLUSTRATIVE") if any(appraisal.illustrative for appraisal in appraisals) else ""


def _part(appraisal: Appraisal, content: Content, restricted: Restricted) -> Part:
    atlas, scenario = content.atlas, content.scenario
    sources: Sequence[Source] = content.sources
    title = _("Zone {plot}") if appraisal.place_kind == "zone" else _("Plot {plot}")
    subtitle = (
        appraisal.name or None,
        _("zone, not plot") if appraisal.place_kind == "zone" else None,
        appraisal.zoning_code,
        plan_level(appraisal.plan_level),
        status(appraisal.status) if appraisal.status != "unknown" else _("status not known"),
        changed_rules(content),
    )
    return Part(
        title=title.format(plot=appraisal.plot_id),
        kicker=_("Plot report · {area}").format(area=area_title(content)),
        subtitle=" · ".join(part for part in subtitle if part),
        sections=(
            Section("", glance(appraisal, atlas, restricted.overlaps), own_page=True),
            capacity_section(appraisal, _free(appraisal, content, restricted)),
            terrain_section(appraisal),
            restrictions_section(appraisal),
            logistics_section(appraisal, atlas),
            *freight_sections(appraisal, content),
            surroundings_section(appraisal, atlas),
            verdict_section(appraisal, scenario),
            *rules_sections(content),
            sources_section(sources, atlas, scenario),
        ),
        watermark=watermark([appraisal]),
    )


def _free(appraisal: Appraisal, content: Content, restricted: Restricted) -> shapely.Geometry:
    """Return the ground of the plot that the rules and what stands leave."""
    ground = restricted.buildable.loc[[appraisal.plot_id]]
    return clear_of_buildings(ground, content.atlas, content.scenario).iloc[0]


REPORT = Report("pdf", marked("Plot report (PDF)"), ".pdf", "application/pdf", report_bytes)
