"""What is said about the selected plot, in the order that every page and report keeps."""

from functools import partial

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import MOST
from planner.drawing.colours import STATUS_LOOKS
from planner.reports import REPORTS
from planner.text import _, day, quantity
from planner.ui import (
    cache,
    plot_distances,
    plot_figures,
    plot_findings,
    plot_growth,
    plot_halls,
    plot_lines,
    plot_reach,
    plot_score,
    plot_ways,
    source_list,
    state,
)
from planner.ui.markup import joined, quiet, show, table, tag
from planner.ui.words import plain, status, word


def render(appraisal: Appraisal) -> None:
    """Show the plot: what it is, what fits, what is in the way, how far, with whom, why, by which sources."""
    _what_it_is(appraisal)
    _actions(appraisal)
    plot_figures.render(appraisal)
    plot_halls.render(appraisal)
    plot_growth.render(appraisal)
    plot_findings.render(appraisal)
    plot_distances.render(appraisal)
    plot_ways.render(appraisal)
    plot_reach.render(appraisal)
    plot_lines.render(appraisal)
    plot_distances.render_companies(appraisal)
    plot_score.render(appraisal)
    with st.expander(_("Sources")):
        source_list.render(appraisal.sources)


def title(appraisal: Appraisal) -> str:
    """Return how the plot is called."""
    kind = _("Zone {plot} – zone, not plot") if appraisal.place_kind == "zone" else _("Plot {plot}")
    return kind.format(plot=appraisal.plot_id)


def _what_it_is(appraisal: Appraisal) -> None:
    st.subheader(plain(title(appraisal)), anchor=False)
    tags = [tag(_(STATUS_LOOKS[appraisal.status].title))]
    if appraisal.illustrative:
        tags.append(tag(_("illustrative: drawn for this project, not surveyed"), "warn"))
    if appraisal.knocked_out:
        tags.append(tag(_("ruled out"), "stop"))
    show(joined(tags))
    show(table(_facts(appraisal), css_class="facts"))


def _facts(appraisal: Appraisal) -> list[tuple[str, str]]:
    plot = appraisal.plot
    plan = word(appraisal.plan_level)
    if plot.get("plan_name"):
        plan = f"{plan}: {plot['plan_name']}"
    if plot.get("plan_date"):
        plan = _("{plan}, of {date}").format(plan=plan, date=day(plot["plan_date"]))
    facts = [
        (_("Name"), appraisal.name),
        (_("Zoning"), _zoning(appraisal)),
        (_("Status"), _status(appraisal)),
        (_("Price"), _price(appraisal)),
        (_("Plan"), plan),
        (_("Remark"), plot.get("note") or ""),
    ]
    return [(quiet(name), text) for name, text in facts if text]


def _zoning(appraisal: Appraisal) -> str:
    if not appraisal.zoning_code:
        return _("code not given")
    meaning = cache.code_meaning(appraisal.area, appraisal.zoning_code)
    return joined((appraisal.zoning_code, quiet(meaning)), " ") if meaning else appraisal.zoning_code


def _status(appraisal: Appraisal) -> str:
    plot = appraisal.plot
    text = status(appraisal.status)
    if plot.get("reserved_until"):
        text = _("{status} until {date}").format(status=text, date=day(plot["reserved_until"]))
    if plot.get("handed_over"):
        text = _("{status}, handed over {date}").format(status=text, date=day(plot["handed_over"]))
    return text


def _price(appraisal: Appraisal) -> str:
    price, lease = appraisal.plot.get("price_eur_m2"), appraisal.plot.get("lease_eur_m2_yr")
    texts = []
    if price is not None:
        texts.append(_("{price} to buy").format(price=quantity(price, "€/m²", 2)))
    if lease is not None:
        texts.append(_("{lease} to lease").format(lease=quantity(lease, _("€/m² a year"), 2)))
    return "; ".join(texts) or _("not given")


def _actions(appraisal: Appraisal) -> None:
    chosen = state.current().compare
    inside = appraisal.plot_id in chosen
    with st.container(horizontal=True, key="plot_actions"):
        st.button(
            _("Remove from comparison") if inside else _("Add to comparison"),
            key="map.compare",
            type="secondary" if inside else "primary",
            disabled=not inside and len(chosen) >= MOST,
            on_click=state.toggle_compare,
            args=(appraisal.plot_id,),
        )
        with st.popover(_("Download")):
            for report in REPORTS.values():
                st.download_button(
                    _(report.title),
                    # Made when it is asked for: most plots are only looked at.
                    partial(
                        cache.report,
                        report.report_id,
                        appraisal.area,
                        appraisal.plot_id,
                        state.current().scenario,
                    ),
                    file_name=f"{appraisal.area}_plot{report.suffix}",
                    mime=report.media_type,
                    key=f"map.download_{report.report_id}",
                    on_click="ignore",
                )
    if chosen:
        names = ", ".join(plain(plot_id) for plot_id in chosen)
        st.caption(_("To compare: {plots}").format(plots=names))
