"""Whether a siding or a pipe can be led to the plot: sought when asked for, told, drawn on the map."""

from collections.abc import Iterator, Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.logistics.corridor import NOT_FOUND, TOUCHES, Corridor
from planner.logistics.crossings import Crossing
from planner.logistics.rail import KIND, SERVED, VERDICTS, Siding
from planner.scenario.scenario import CorridorSetting
from planner.text import _, distance, n_, number, quantity
from planner.ui import cache, state
from planner.ui.widgets.labels import crossed, electrified, status
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, strong, swatch, table, tag

_SHOWN_N = 12


def render(appraisal: Appraisal) -> None:
    """Show a button for each kind of line that the scenario knows, and what was found."""
    known = cache.scenario(state.current().scenario).corridor
    if not known:
        return
    kind = sought_kind(appraisal.plot_id)
    with st.expander(_("Siding and pipe: can a line be led here?"), expanded=bool(kind)):
        with st.container(horizontal=True):
            for name, setting in known.items():
                st.button(
                    _ask(name, setting.name),
                    key=f"plot.seek_{name}",
                    on_click=state.seek,
                    args=(name, appraisal.plot_id),
                )
        if kind not in known:
            st.caption(_("The search takes a second or two. Its costs of the ground are not confirmed."))
            return
        if kind == KIND:
            _train_length(known[kind])
        with st.spinner(_("Seeking a line")):
            if kind == KIND:
                _siding(found_siding(appraisal.area, appraisal.plot_id))
            else:
                scenario_name = state.current().scenario
                _corridor(cache.found_corridor(appraisal.area, appraisal.plot_id, scenario_name, kind))


def sought_kind(plot_id: str) -> str:
    """Return the kind of line that is sought for this plot; empty where none is."""
    kind, for_plot = state.current().sought
    return kind if for_plot == plot_id else ""


def found_siding(area: str, plot_id: str) -> Siding:
    """Return the siding to a plot for the train that is stated on the page."""
    chosen = state.current()
    return cache.found_siding(area, plot_id, chosen.scenario, chosen.train_length_m)


def _train_length(setting: CorridorSetting) -> None:
    key = "plot.train_length"
    stated_m = state.current().train_length_m or setting.train_length_m
    st.number_input(
        _("Train or group of wagons that must find room, m"),
        min_value=10.0,
        max_value=1500.0,
        step=10.0,
        value=stated_m,
        key=key,
        on_change=state.take,
        args=("train_length_m", key),
        width=300,
    )


def _ask(name: str, title: str) -> str:
    asked = {"siding": _("Look for a siding"), "pipe": _("Look for a pipe corridor")}
    return asked.get(name) or _("Look for: {title}").format(title=title)


def _siding(found: Siding) -> None:
    marks = [tag(_("limits and costs not confirmed"), "warn")]
    marks += [tag(_("illustrative track"), "warn")] if found.illustrative else []
    verdict = _(VERDICTS[found.verdict])
    show(lines(strong(verdict[:1].upper() + verdict[1:]), joined(marks)))
    show(table([(quiet(name), text) for name, text in _siding_rows(found) if text], css_class="facts"))
    _conditions(found.conditions)
    show(lines(*(quiet(reason) for reason in found.reasons)))
    parts = [swatch("siding", _("siding with curve"))] if found.alignment is not None else []
    if found.corridor and found.corridor.geometry is not None:
        parts.append(swatch("least-cost", _("cheapest line, which heeds no curves")))
    if parts:
        show(quiet(joined((_("On the map:"), *parts), "  ")))


def _siding_rows(found: Siding) -> Iterator[tuple[str, Markup | str]]:
    track = found.track or _("one without a name ({track})").format(track=found.track_id)
    yield _("From track"), track if found.track_id else ""
    yield _("Length"), distance(found.length_m) if found.length_m is not None else ""
    yield (
        _("Track is away, straight line"),
        distance(found.distance_m) if found.distance_m is not None else "",
    )
    yield _("Side"), _("{side} of the track").format(side=_(found.side)) if found.side else ""
    if found.verdict != SERVED:
        yield (
            _("Curve radius"),
            quantity(found.radius_m, "m") if found.radius_m else _("no curve was found"),
        )
        yield _("Steepest gradient over 50 m"), _gradient(found.gradient_percent)
    yield _("Cost class"), _(found.cost_class)
    yield _("Track on which wagons can stand"), _loading(found)
    yield _("Electrified"), electrified(found.electrified)
    yield _("Crosses"), _crossed(found.crossings) if found.verdict != SERVED else ""


def _loading(found: Siding) -> str:
    loading = found.loading
    if loading is None:
        return ""
    parts = [distance(loading.usable_m)]
    if found.train_length_m is not None:
        parts[0] = _("{usable}; the train is {train} long").format(
            usable=parts[0], train=distance(found.train_length_m)
        )
    if loading.gradient_percent is None or loading.uneven_m is None:
        parts.append(_("gradient not known"))
    else:
        text = _("ground rises by {gradient} ‰, uneven by {uneven}")
        gradient = number(loading.gradient_percent * 10, 1)
        parts.append(text.format(gradient=gradient, uneven=quantity(loading.uneven_m, "m", 1)))
    return "; ".join(parts)


def _conditions(conditions: Sequence[str]) -> None:
    if conditions:
        show(lines(strong(_("Only on these conditions")), *conditions))


def _gradient(gradient_percent: float | None) -> str:
    return _("not known") if gradient_percent is None else quantity(gradient_percent, "%", 2)


def _corridor(found: Corridor) -> None:
    marks = [tag(_("costs not confirmed"), "warn")]
    marks += [tag(_("illustrative target"), "warn")] if found.illustrative else []
    show(lines(strong(_corridor_verdict(found)), joined(marks)))
    rows = [
        (_("Leads to"), found.target),
        (_("Length"), distance(found.length_m) if found.length_m is not None else ""),
        (_("Straight line"), distance(found.straight_m) if found.straight_m is not None else ""),
        (_("Cost class"), _cost_class(found)),
        (_("Crosses"), _crossed(found.crossings) if found.length_m is not None else ""),
    ]
    show(table([(quiet(name), text) for name, text in rows if text], css_class="facts"))
    _conditions(found.conditions)
    show(lines(*(quiet(note) for note in found.notes)))
    if found.geometry is not None and found.method != TOUCHES:
        show(quiet(joined((_("On the map:"), swatch("pipe", found.title)), "  ")))


def _corridor_verdict(found: Corridor) -> str:
    if found.method == NOT_FOUND:
        return _("No line was found.")
    if found.method == TOUCHES:
        return _("The plot touches it: no line is needed.")
    return _("A line was found, as far as the data tell.")


def _cost_class(found: Corridor) -> str:
    if found.cost_ratio is None or found.method == TOUCHES:
        return ""
    text = _("{cost_class}; a metre costs {ratio} times one on free land on average")
    return text.format(cost_class=_(found.cost_class), ratio=number(found.cost_ratio, 1))


def _crossed(crossings: Sequence[Crossing]) -> Markup | str:
    if not crossings:
        return _("nothing that the layers at hand show")
    shown = [*_described(crossings[:_SHOWN_N])]
    rest_n = len(crossings) - _SHOWN_N
    if rest_n > 0:
        shown.append(n_("{n} more", "{n} more", rest_n))
    return lines(*shown)


def _described(crossings: Sequence[Crossing]) -> Iterator[str]:
    for crossing in crossings:
        kind = crossing.kind or crossed(crossing.layer)
        marks = [status(crossing.status)] if crossing.status else []
        marks += [crossing.holder] if crossing.holder else []
        name = f"{crossing.name} ({', '.join(marks)})" if marks else crossing.name
        over = (
            _(", over {length}").format(length=distance(crossing.length_m)) if crossing.length_m >= 1 else ""
        )
        price = _("forbidden") if crossing.forbidden else _("cost {cost_class}")
        yield f"{kind}: {name}{over} – {price.format(cost_class=_(crossing.cost_class))}"
