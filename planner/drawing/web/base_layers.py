"""The ground of the map: land, water, buildings, and the parts of the plan that are no plots."""

import geopandas as gpd
import shapely

from layers.atlas import Atlas
from planner.drawing.colours import zoning_fill
from planner.drawing.web.map_layer import Feature, Look, MapLayer, Row, lat_lon_points
from planner.text import _

_ORDER_INDEX = {"land": 210, "water": 220, "zoning": 230, "buildings": 320}
_HATCH_INK = "#7d8a80"


def layers(atlas: Atlas) -> list[MapLayer]:
    """Return the layers of the ground that the area has."""
    drawn = [_plain(atlas, name) for name in ("land", "water", "buildings") if atlas.has(name)]
    return [*drawn, *_zoning_layers(atlas)]


def rows(atlas: Atlas) -> tuple[Row, ...]:
    """Return the lines of the legend for the ground."""
    return tuple(
        Row(
            text=with_illustrative(_(atlas.layer(name).spec.title), atlas.frame(name)),
            shape="fill",
            look=_plain_look(atlas, name),
            layers=(name,),
        )
        for name in ("buildings", "land", "water")
        if atlas.has(name)
    )


def zoning_rows(atlas: Atlas) -> tuple[Row, ...]:
    """Return a line of the legend for each zoning code of the parts that are no plots."""
    if not atlas.has("zoning"):
        return ()
    zoning = atlas.frame("zoning")
    return tuple(
        Row(
            text=with_illustrative(str(code), zoning[zoning["zoning_code"] == code]),
            shape="fill",
            look=_zoning_look(str(code)),
            layers=(f"zoning-{position}",),
        )
        for position, code in enumerate(_codes(zoning))
    )


def with_illustrative(title: str, frame: gpd.GeoDataFrame) -> str:
    """Return the title of a layer, and whether all or a part of it is illustrative."""
    if frame["illustrative"].all():
        return _("{title}, illustrative").format(title=title)
    if frame["illustrative"].any():
        return _("{title}, partly illustrative").format(title=title)
    return title


def _plain_look(atlas: Atlas, name: str) -> Look:
    style = atlas.layer(name).spec.style
    return {"color": style.colour, "weight": style.weight_px, "fillColor": style.fill, "fillOpacity": 1.0}


def _plain(atlas: Atlas, name: str) -> MapLayer:
    frame = atlas.frame(name)
    look = _plain_look(atlas, name)
    return MapLayer(name, _ORDER_INDEX[name], frame.geometry, [Feature(look)] * len(frame), interactive=False)


def _codes(zoning: gpd.GeoDataFrame) -> list[str]:
    return sorted(set(zoning["zoning_code"]))


def _zoning_look(code: str) -> Look:
    return {"color": "#8b9a8f", "weight": 0.7, "fillColor": zoning_fill(code), "fillOpacity": 0.9}


def _zoning_layers(atlas: Atlas) -> list[MapLayer]:
    if not atlas.has("zoning"):
        return []
    zoning = atlas.frame("zoning")
    drawn = []
    for position, code in enumerate(_codes(zoning)):
        part = zoning[zoning["zoning_code"] == code]
        circles = shapely.maximum_inscribed_circle(part.geometry.to_numpy())
        places = lat_lon_points(gpd.GeoSeries(shapely.get_point(circles, 0), crs=part.crs))
        features = [
            Feature(
                look=_zoning_look(code),
                tip=_zoning_tip(row.zoning_code, row.name, illustrative=row.illustrative),
                label={"kind": "zoning", "text": code, "at": at, "room_m": round(float(room_m), 1)},
            )
            for row, at, room_m in zip(part.itertuples(), places, shapely.length(circles), strict=True)
        ]
        drawn.append(MapLayer(f"zoning-{position}", _ORDER_INDEX["zoning"], part.geometry, features))
    return drawn


def _zoning_tip(code: str, name: object, *, illustrative: bool) -> tuple[str, ...]:
    title = f"{code} · {name}" if isinstance(name, str) and name else code
    return (title, *((_("Illustrative: not surveyed"),) if illustrative else ()))
