"""What a plot is: its name, its state in small tags, and what plan and owner say of it."""

import streamlit as st

from planner.appraisal import Appraisal
from planner.drawing.colours import STATUS_LOOKS
from planner.reports.sections.glance import status_text
from planner.text import _, day, quantity
from planner.ui import cache
from planner.ui.widgets.labels import plain, plan_level
from planner.ui.widgets.markup import Markup, joined, quiet, show, table, tag


def title(appraisal: Appraisal) -> str:
    """Return how the plot is called."""
    kind = _("Zone {plot} – zone, not plot") if appraisal.place_kind == "zone" else _("Plot {plot}")
    return kind.format(plot=appraisal.plot_id)


def headline(appraisal: Appraisal) -> None:
    """Show how the plot is called, and its state."""
    st.subheader(plain(title(appraisal)), anchor=False)
    tags = [tag(_(STATUS_LOOKS[appraisal.status].title))]
    if appraisal.illustrative:
        tags.append(tag(_("illustrative: drawn for this project, not surveyed"), "warn"))
    if appraisal.knocked_out:
        tags.append(tag(_("ruled out"), "stop"))
    elif appraisal.too_little_known:
        tags.append(tag(_("too little is known"), "warn"))
    show(joined(tags))


def in_a_line(appraisal: Appraisal) -> Markup:
    """Return name and zoning of the plot on one line."""
    return joined((appraisal.name, _zoning(appraisal)), " · ")


def facts(appraisal: Appraisal) -> None:
    """Show what plan and owner say of the plot."""
    show(table(_facts(appraisal), css_class="facts"))


def _facts(appraisal: Appraisal) -> list[tuple[str, str]]:
    plot = appraisal.plot
    plan = plan_level(appraisal.plan_level)
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
        (_("Remark"), _(plot["note"]) if plot.get("note") else ""),
    ]
    return [(quiet(name), text) for name, text in facts if text]


def _zoning(appraisal: Appraisal) -> str:
    if not appraisal.zoning_code:
        return _("code not given")
    meaning = cache.code_meaning(appraisal.area, appraisal.zoning_code)
    return joined((appraisal.zoning_code, quiet(meaning)), " ") if meaning else appraisal.zoning_code


def _status(appraisal: Appraisal) -> str:
    plot = appraisal.plot
    text = status_text(appraisal)
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
