"""HTML made by hand, for tables that say more than a grid: every text is escaped unless it is Markup."""

import base64
import html
from collections.abc import Iterable, Sequence

import streamlit as st


class Markup(str):
    """HTML that is safe: made here, of escaped texts."""

    __slots__ = ()


def safe(text: str) -> str:
    """Return the text as HTML that shows it as it is.

    Examples
    --------
    >>> safe("<img src=x>"), safe(Markup("<b>12</b>"))
    ('&lt;img src=x&gt;', '<b>12</b>')
    """
    return str(text) if isinstance(text, Markup) else html.escape(str(text))


def strong(text: str) -> Markup:
    """Return the text in bold."""
    return Markup(f"<strong>{safe(text)}</strong>")


def quiet(text: str) -> Markup:
    """Return the text small and grey; nothing for no text."""
    return Markup("") if not text else Markup(f'<span class="quiet">{safe(text)}</span>')


def tag(text: str, tone: str = "") -> Markup:
    """Return the text as a small label; `tone` is stop, warn or empty."""
    return Markup(f'<span class="tag {html.escape(tone)}">{safe(text)}</span>')


def hint(text: str, told: str) -> Markup:
    """Return the text with a remark that shows on hover."""
    return Markup(f'<span title="{html.escape(told)}">{safe(text)}</span>')


def link(text: str, url: str) -> Markup:
    """Return a link that opens in a new tab; other addresses than web pages stay text.

    Examples
    --------
    >>> link("law", "javascript:alert(1)")
    'law'
    """
    if not url.startswith(("https://", "http://")):
        return Markup(safe(text))
    return Markup(f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{safe(text)}</a>')


def swatch(look: str, text: str) -> Markup:
    """Return a sample of how something is drawn, named by its class in static/app.css, with what it means."""
    sample = f'<span class="swatch {html.escape(look)}"></span>'
    return Markup(f'<span class="key">{sample}{safe(text)}</span>')


def colour_key(colour: str, text: str) -> Markup:
    """Return a sample of a colour, as in "#009e73", with what it means."""
    return Markup(f'<span class="swatch" style="background:{html.escape(colour)}"></span>{safe(text)}')


def lines(*texts: str) -> Markup:
    """Return the texts one below the other, empty ones left out."""
    return Markup("<br>".join(safe(text) for text in texts if text))


def joined(texts: Iterable[str], sign: str = " ") -> Markup:
    """Return the texts in a line, empty ones left out."""
    return Markup(html.escape(sign).join(safe(text) for text in texts if text))


def table(
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = (),
    numbers: Iterable[int] = (),
    css_class: str = "",
) -> Markup:
    """Return a table; columns at the positions `numbers` stand right-aligned.

    With the class “stacked” a narrow screen shows each row as lines, each after the head of its column.
    """
    right = set(numbers)
    named = head if "stacked" in css_class.split() else ()

    def label(at_index: int, element: str) -> str:
        return f' data-head="{html.escape(named[at_index])}"' if named and element == "td" else ""

    def row(cells: Sequence[str], element: str) -> str:
        made = (
            f"<{element}{' class=num' if position in right else ''}{label(position, element)}>"
            f"{safe(text)}</{element}>"
            for position, text in enumerate(cells)
        )
        return f"<tr>{''.join(made)}</tr>"

    top = f"<thead>{row(head, 'th')}</thead>" if head else ""
    body = "".join(row(cells, "td") for cells in rows)
    return Markup(f'<table class="sijainti {html.escape(css_class)}">{top}<tbody>{body}</tbody></table>')


def details(title: str, content: Markup, *, is_open: bool = False) -> Markup:
    """Return what is folded under a title until it is opened, by click or key."""
    opened = " open" if is_open else ""
    return Markup(f'<details class="sijainti"{opened}><summary>{safe(title)}</summary>{content}</details>')


def wide(made: Markup) -> Markup:
    """Return a table that scrolls sideways where the screen is too narrow for it."""
    return Markup(f'<div class="wide">{made}</div>')


def drawing(svg: str, told: str, caption: str = "") -> Markup:
    """Return a drawing as a picture, in which nothing runs; `told` says it in words, if it needs any."""
    below = f"<figcaption>{safe(caption)}</figcaption>" if caption else ""
    data = base64.b64encode(svg.encode()).decode("ascii")
    picture = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(told)}">'
    return Markup(f"<figure>{picture}{below}</figure>")


def boxes(parts: Iterable[str], css_class: str) -> Markup:
    """Return parts side by side, as many in a row as the screen has room for."""
    made = "".join(f"<div>{safe(part)}</div>" for part in parts)
    return Markup(f'<div class="{html.escape(css_class)}">{made}</div>')


def show(markup: Markup) -> None:
    """Show the HTML on the page."""
    st.html(str(markup))
