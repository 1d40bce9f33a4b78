"""An area as one GeoPackage that opens styled in QGIS: layers, and styles in the table layer_styles."""

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import pyogrio

from layers.atlas import Atlas
from layers.io.areas.write import frame_writer
from layers.io.scratch import scratch_folder
from layers.schema import LINES, POLYGONS, LayerSpec
from layers.specs import SPECS

_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
    f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""
_CONTENTS = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
    "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
)
_STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
    "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')"
)
_PX_MM = 0.264583


def area_gpkg_bytes(atlas: Atlas) -> bytes:
    """Return the area's own layers as a GeoPackage, in its working system, with a style for each."""
    names = [name for name in atlas.layers if SPECS[name].geometry and name in _own(atlas)]
    tables = [name for name in atlas.layers if not SPECS[name].geometry and name in _own(atlas)]
    with scratch_folder() as folder:
        path = folder / f"{atlas.name}.gpkg"
        for name in names:
            _write(path, name, atlas.frame(name))
        for name in tables:
            pyogrio.write_dataframe(atlas.table(name), path, layer=name, driver="GPKG", append=path.exists())
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(_STYLES)
            connection.execute(_CONTENTS)
            for name in names:
                spec = SPECS[name]
                connection.execute(_STYLE, (name, spec.title, qml(spec), spec.title))
        return path.read_bytes()


def _own(atlas: Atlas) -> set[str]:
    """Return the layers that belong to the area; national tables that all areas share are not exported."""
    return {source.layer for source in atlas.sources if source.path.startswith("areas/")}


def _write(path: Path, name: str, frame: gpd.GeoDataFrame) -> None:
    _suffix, write = frame_writer(frame, layer=name, append=path.exists())
    write(path)


def qml(spec: LayerSpec) -> str:
    """Return the style of a layer as QGIS keeps it: one symbol in the colours of our map."""
    style = spec.style
    line = {
        "line_color": _colour(style.colour),
        "line_width": f"{style.weight_px * _PX_MM:.3f}",
        "line_width_unit": "MM",
        "line_style": "dash" if style.dash else "solid",
    }
    if spec.geometry == POLYGONS:
        kind, layer = "fill", "SimpleFill"
        options = {
            "color": _colour(style.fill or style.colour, "255" if style.fill else "0"),
            "style": "solid" if style.fill else "no",
            "outline_color": _colour(style.colour),
            "outline_width": f"{style.weight_px * _PX_MM:.3f}",
            "outline_style": "solid",
        }
    elif spec.geometry == LINES:
        kind, layer, options = "line", "SimpleLine", line
    else:
        kind, layer = "marker", "SimpleMarker"
        options = {"name": "circle", "color": _colour(style.fill or style.colour), "size": "2.6"}
    entries = "".join(
        f'<Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>'
        for key, value in options.items()
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.28" styleCategories="Symbology"><renderer-v2 type="singleSymbol" enableorderby="0">'
        f'<symbols><symbol type="{kind}" name="0" alpha="1"><layer class="{layer}" enabled="1" pass="0">'
        f'<Option type="Map">{entries}</Option></layer></symbol></symbols></renderer-v2></qgis>\n'
    )


def _colour(colour: str, alpha: str = "255") -> str:
    """Return "#d9d2c0" as QGIS writes it: 217,210,192,255."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
