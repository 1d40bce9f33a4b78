"""Styles for QGIS (QML), so that an exported map opens as it looks in the app and in print."""

import html
from collections.abc import Iterable, Mapping

from layers.schema import LINES, POINTS, POLYGONS
from layers.specs import SPECS
from planner.drawing.colours import INK, PAPER, STATUS_LOOKS, zoning_fill
from planner.drawing.print.layers import EFFECT_LOOKS, ROAD_WIDTHS_MM
from planner.text import _

_ROAD_EDGE = "#8a8a8a"
_MM_PER_PX = 0.26
Properties = Mapping[str, str | float]


def styles(zoning_codes: Iterable[str] = ()) -> dict[str, str]:
    """Return the style of each layer of an exported package, by the layer's name."""
    plain = {name: _plain(name) for name, spec in SPECS.items() if spec.geometry}
    return {
        **plain,
        "plots": _plots(),
        "zoning": _zoning(zoning_codes),
        "roads": _roads(),
        "restricted_areas": _restricted(),
        "buildable_areas": _single(_symbol("fill", _fill("#fffdf6", INK, 0.2))),
    }


def _zoning(codes: Iterable[str]) -> str:
    categories = {
        code: (code, _symbol("fill", _fill(zoning_fill(code), "#8b9a8f", 0.12)))
        for code in sorted(set(codes))
    }
    return _categorised("zoning_code", categories, label="zoning_code")


def _plots() -> str:
    categories = {
        status: (_(look.title), _symbol("fill", _fill(look.fill, INK, 0.3), alpha_share=0.65))
        for status, look in STATUS_LOOKS.items()
    }
    return _categorised("status", categories, label="plot_id")


def _restricted() -> str:
    categories: dict[str, tuple[str, str]] = {}
    for effect, look in EFFECT_LOOKS.items():
        pattern = (
            _layer(
                "PointPatternFill",
                {"distance_x": look.gap_mm, "distance_y": look.gap_mm, "displacement_x": look.gap_mm / 2},
                _symbol("marker", _dot(look.ink, 0.45), name="@0@0"),
            )
            if look.dotted
            else _layer(
                "LinePatternFill",
                {"angle": 180 - look.angle_deg, "distance": look.gap_mm, "color": _colour(look.ink)},
                _symbol("line", _line(look.ink, 0.22), name="@0@0"),
            )
        )
        edge = _layer("SimpleLine", {"line_color": _colour(look.ink), "line_width": 0.2})
        categories[effect] = (_(look.title), _symbol("fill", pattern + edge))
    return _categorised("effect", categories)


def _roads() -> str:
    categories = {
        name: (
            _(name),
            _symbol("line", _line(_ROAD_EDGE, width + 0.25) + _line(PAPER, width)),
        )
        for name, width in ROAD_WIDTHS_MM.items()
    }
    categories["path"] = (_("path"), _symbol("line", _line(_ROAD_EDGE, 0.2, "0.8;0.6")))
    return _categorised("road_class", categories)


def _plain(name: str) -> str:
    """Return the style of a layer as its promise tells it."""
    spec = SPECS[name]
    style = spec.style
    width_mm = style.weight_px * _MM_PER_PX
    dash = ";".join(f"{float(length_px) * _MM_PER_PX:.2f}" for length_px in (style.dash or "").split())
    if spec.geometry == POLYGONS:
        return _single(_symbol("fill", _fill(style.fill, style.colour, width_mm)))
    if spec.geometry == LINES:
        return _single(_symbol("line", _line(style.colour, width_mm, dash)))
    if spec.geometry == POINTS:
        return _single(_symbol("marker", _marker("circle", style.colour, 2.4)), label="name")
    return ""


def _colour(code: str) -> str:
    """Return #rrggbb as QGIS writes it.

    Examples
    --------
    >>> _colour("#0b6378")
    '11,99,120,255'
    """
    return ",".join(str(int(code[start : start + 2], 16)) for start in (1, 3, 5)) + ",255"


def _fill(fill: str | None, edge: str, width_mm: float) -> str:
    return _layer(
        "SimpleFill",
        {
            "color": _colour(fill or PAPER),
            "style": "solid" if fill else "no",
            "outline_color": _colour(edge),
            "outline_width": f"{width_mm:.2f}",
            "outline_style": "solid",
        },
    )


def _line(colour: str, width_mm: float, dash: str = "") -> str:
    dashed: Properties = {"use_custom_dash": 1, "customdash": dash} if dash else {}
    look: Properties = {
        "line_color": _colour(colour),
        "line_width": f"{width_mm:.2f}",
        "capstyle": "round",
        "joinstyle": "round",
    }
    return _layer("SimpleLine", {**look, **dashed})


def _marker(shape: str, colour: str, size_mm: float) -> str:
    look: Properties = {
        "name": shape,
        "color": _colour(colour),
        "outline_color": _colour(PAPER),
        "size": size_mm,
    }
    return _layer("SimpleMarker", look)


def _dot(colour: str, size_mm: float) -> str:
    look: Properties = {"name": "circle", "color": _colour(colour), "outline_style": "no", "size": size_mm}
    return _layer("SimpleMarker", look)


def _layer(kind: str, properties: Properties, inner: str = "") -> str:
    told = "".join(f'<prop k="{name}" v="{value}"/>' for name, value in properties.items())
    return f'<layer class="{kind}" enabled="1" locked="0" pass="0">{told}{inner}</layer>'


def _symbol(kind: str, layers: str, *, name: str = "0", alpha_share: float = 1.0) -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="{alpha_share:g}" clip_to_extent="1">{layers}</symbol>'


def _single(symbol: str, label: str = "") -> str:
    renderer = f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2>'
    return _document(renderer, label)


def _categorised(column: str, categories: Mapping[str, tuple[str, str]], label: str = "") -> str:
    lines, symbols = [], []
    for place, (value, (title, symbol)) in enumerate(categories.items()):
        told = f'value="{html.escape(value)}" label="{html.escape(title)}"'
        lines.append(f'<category {told} symbol="{place}" render="true"/>')
        symbols.append(symbol.replace('name="0"', f'name="{place}"', 1))
    renderer = (
        f'<renderer-v2 type="categorizedSymbol" attr="{column}">'
        f"<categories>{''.join(lines)}</categories><symbols>{''.join(symbols)}</symbols></renderer-v2>"
    )
    return _document(renderer, label)


def _document(renderer: str, label: str) -> str:
    labels = ""
    if label:
        buffer = f'<text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="{_colour(PAPER)}"/>'
        style = (
            f'<text-style fieldName="{label}" fontSize="8" textColor="{_colour(INK)}">{buffer}</text-style>'
        )
        labels = f'<labeling type="simple"><settings>{style}</settings></labeling>'
    on = ' labelsEnabled="1"' if label else ""
    kinds = 'version="3.22" styleCategories="Symbology|Labeling"'
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return f"{head}\n<qgis {kinds}{on}>{renderer}{labels}</qgis>\n"
