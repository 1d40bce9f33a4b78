"""Work that takes more than a moment: shown while it goes on, and told in a sentence where it fails."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from layers.errors import SijaintiError
from layers.io.sandbox.confined import unconfined_reason, watched
from planner.text import _, translate
from planner.ui.widgets.labels import plain

Made = TypeVar("Made")
# A piece of work: what is said while it goes on, and what does it with what the piece before made.
Step = tuple[str, Callable[[Any], Any]]


def done(title: str, steps: list[Step], start: Any = None) -> tuple[Any, SijaintiError | None]:
    """Do the steps one after the other; return what the last one made, or the fault that ended it."""
    made, place_of_status = start, st.empty()
    with place_of_status.status(plain(title), expanded=True) as status:
        bar = st.progress(0.0)
        for place, (said, work) in enumerate(steps):
            shown = place / len(steps)
            bar.progress(shown, text=plain(said))
            # Showing the seconds is also where Streamlit ends a run whose tab was closed: the file is then
            # no longer read either.
            tick = partial(_show_seconds, bar, shown, plain(said))
            try:
                with watched(tick):
                    made = work(made)
            except SijaintiError as error:
                status.update(label=_("Stopped: nothing was changed."), state="error", expanded=False)
                return None, error
        bar.progress(1.0)
    place_of_status.empty()
    return made, None


def tell_unconfined() -> None:
    """Say that readers cannot be confined, where that is so."""
    reason = unconfined_reason()
    if reason is not None:
        st.warning(plain(translate(reason)))


def _show_seconds(bar: Any, done_share: float, said: str, passed_s: float) -> None:
    bar.progress(done_share, text=f"{said} · {passed_s:.0f} s")


def tell(fault: Exception | None) -> None:
    """Show the sentence about a fault."""
    if fault is not None:
        st.error("\n".join(plain(line) for line in translate(fault).splitlines()))
