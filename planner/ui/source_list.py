"""Sources with licence, attribution, date and accuracy, a link each."""

from collections.abc import Sequence

from layers.sources import Source
from planner.text import _, day
from planner.ui.markup import Markup, joined, lines, link, quiet, show, strong, table, tag


def render(sources: Sequence[Source]) -> None:
    """Show the sources."""
    show(table([(_told(source),) for source in sources], css_class="findings"))


def _told(source: Source) -> Markup:
    terms = joined(
        (source.licence, source.attribution, _("retrieved {date}").format(date=day(source.retrieved))), " · "
    )
    return lines(
        strong(link(source.title, source.url)),
        tag(_("illustrative"), "warn") if source.illustrative else "",
        quiet(terms),
        quiet(source.accuracy),
    )
