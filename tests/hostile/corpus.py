"""Hostile files, made from good ones: the same list in every run.

Each case says what of it is brought in, how its file is made, and how many rows a right import has.
"""

import io
import json
import random
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import rasterio

from tests.hostile.seeds import ROWS, SEEDS, seed, shapefile
from tests.layers.io.hostile_sources import REFUSED

LAYER, RASTER, EXTRACT = "layer", "raster", "extract"
_FLIPS, _SHARES = 14, (0.02, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999)
_COUNTLESS = (".csv",)


@dataclass(frozen=True)
class Trap:
    """What a hostile file tries to reach: a file outside, and an address where somebody listens."""

    canary: Path
    address: str


@dataclass(frozen=True)
class Case:
    """One hostile file. `rows` is the number of rows that a right import has, None where it is not known."""

    name: str
    kind: str
    make: Callable[[Path, Trap], Path | str]
    rows: int | None = None

    @property
    def group(self) -> str:
        """The family of the case, for tables."""
        return self.name.split(":")[0]


def _kind(ending: str) -> str:
    return {".tif": RASTER, ".osm.pbf": EXTRACT}.get(ending, LAYER)


def _file(ending: str, content: Callable[[], bytes], stem: str = "t") -> Callable[[Path, Trap], Path]:
    def make(folder: Path, _trap: Trap) -> Path:
        path = folder / f"{stem}{ending}"
        path.write_bytes(content())
        return path

    return make


def _changed(ending: str, change: Callable[[bytes], bytes]) -> Callable[[Path, Trap], Path]:
    return _file(ending, lambda: change(seed(ending)))


def _flip(place: float, bit: int) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        position = int(place * len(raw))
        return raw[:position] + bytes([raw[position] ^ (1 << bit)]) + raw[position + 1 :]

    return change


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda raw: raw[: int(len(raw) * share)]


def _blanked(place: float, value: bytes) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        start = int(place * len(raw) * 0.9)
        length = max(len(raw) // 20, 8)
        return raw[:start] + value * length + raw[start + length :]

    return change


def _mutations() -> Iterator[Case]:
    """Yield each format with bits turned over, cut short, blanked, and with more behind its end."""
    for ending in SEEDS:
        chance = random.Random(ending)  # noqa: S311 - the same file in every run
        kind, rows = _kind(ending), None if ending == ".tif" else ROWS
        # A table that ends early has lost rows that nothing in it counts.
        rows_of_rest = None if ending in _COUNTLESS else rows
        for number in range(_FLIPS):
            change = _flip(chance.random(), chance.randrange(8))
            yield Case(f"flipped:{ending}-{number}", kind, _changed(ending, change), rows)
        for share in _SHARES:
            yield Case(f"cut:{ending}-{share}", kind, _changed(ending, _cut(share)), rows_of_rest)
        for place in (0.0, 0.3, 0.7):
            for value in (b"\0", b"\xff"):
                change = _blanked(place, value)
                name = f"blanked:{ending}-{place}-{value.hex()}"
                yield Case(name, kind, _changed(ending, change), rows_of_rest)
        yield Case(f"longer:{ending}", kind, _changed(ending, lambda raw: raw + raw), None)


def _renamed() -> Iterator[Case]:
    """Yield the content of each format under the ending of each other one."""
    for ending in SEEDS:
        for content in SEEDS:
            if content != ending:
                make = _file(ending, lambda content=content: seed(content))
                yield Case(f"renamed:{content} as {ending}", _kind(ending), make)


def _parts() -> Iterator[Case]:
    """Yield Shapefiles of which one part is damaged, cut or missing."""

    def packed(name: str, change: Callable[[bytes], bytes] | None) -> Callable[[], bytes]:
        def content() -> bytes:
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                for part, raw in shapefile().items():
                    if part != name:
                        archive.writestr(part, raw)
                    elif change is not None:
                        archive.writestr(part, change(raw))
            return buffer.getvalue()

        return content

    for name in ("t.shp", "t.dbf", "t.shx", "t.prj", "t.cpg"):
        chance = random.Random(name)  # noqa: S311 - the same file in every run
        changes = {f"flipped-{n}": _flip(chance.random(), chance.randrange(8)) for n in range(6)}
        changes |= {f"cut-{share}": _cut(share) for share in (0.3, 0.5, 0.9)}
        for what, change in changes.items():
            yield Case(f"parts:{name}-{what}", LAYER, _file(".zip", packed(name, change)), ROWS)
        # Without its table a Shapefile has no ids.
        rows = None if name == "t.dbf" else ROWS
        yield Case(f"parts:{name}-missing", LAYER, _file(".zip", packed(name, None)), rows)


# --- Files that name other files and addresses ---


def _vrt(trap: Trap) -> str:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="{trap.canary.stem}">'
        f"<SrcDataSource>{trap.canary}</SrcDataSource><SrcLayer>{trap.canary.stem}</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def _raster_vrt(trap: Trap) -> str:
    return (
        '<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>EPSG:3067</SRS>'
        "<GeoTransform>304900,10,0,7087300,0,-10</GeoTransform>"
        '<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">'
        f'<SourceFilename relativetoVRT="0">{trap.canary}</SourceFilename></VRTRasterBand></VRTDataset>'
    )


def _gdalg(trap: Trap) -> str:
    return json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector read {trap.canary}"})


def _wfs(trap: Trap) -> str:
    return f"<OGRWFSDataSource><URL>{trap.address}/wfs</URL></OGRWFSDataSource>"


def _wms(trap: Trap) -> str:
    return (
        f'<GDAL_WMS><Service name="TMS"><ServerUrl>{trap.address}/x.png</ServerUrl></Service><DataWindow>'
        "<UpperLeftX>0</UpperLeftX><UpperLeftY>0</UpperLeftY><LowerRightX>1</LowerRightX><LowerRightY>1"
        "</LowerRightY><SizeX>9</SizeX><SizeY>9</SizeY></DataWindow></GDAL_WMS>"
    )


def _georss(trap: Trap) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel>'
        f"<link>{trap.address}</link><item><title>a</title><georss:point>63.9 23.0</georss:point></item>"
        "</channel></rss>"
    )


def _stac(trap: Trap) -> str:
    assets = {"a": {"href": f"{trap.address}/a.tif", "type": "image/tiff"}}
    shape = {"type": "Polygon", "coordinates": [[[23, 63], [24, 63], [24, 64], [23, 63]]]}
    one = {"type": "Feature", "stac_version": "1.0.0", "properties": {}, "assets": assets, "geometry": shape}
    links = [{"rel": "next", "href": f"{trap.address}/next"}]
    return json.dumps(
        {"type": "FeatureCollection", "stac_version": "1.0.0", "features": [one], "links": links}
    )


def _linked_crs(trap: Trap) -> str:
    document = json.loads(seed(".geojson"))
    document["crs"] = {"type": "link", "properties": {"href": f"{trap.address}/crs", "type": "ogcwkt"}}
    return json.dumps(document)


def _named_crs(trap: Trap) -> str:
    document = json.loads(seed(".geojson"))
    document["crs"] = {"type": "name", "properties": {"name": f"{trap.address}/crs"}}
    return json.dumps(document)


def _entities(trap: Trap) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file://{trap.canary}">]><kml>&b;</kml>'


def _late_entities(trap: Trap) -> str:
    space = "<!-- " + "x" * 1_100_000 + " -->"
    return (
        f'<?xml version="1.0"?>{space}<!DOCTYPE a [<!ENTITY b SYSTEM "file://{trap.canary}">]><kml>&b;</kml>'
    )


def _schema(trap: Trap) -> str:
    return (
        '<?xml version="1.0"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://a {trap.address}/a.xsd"><gml:featureMember><a xmlns:xlink='
        f'"http://www.w3.org/1999/xlink" xlink:href="{trap.address}/b"/></gml:featureMember>'
        "</gml:FeatureCollection>"
    )


def _network_link(trap: Trap) -> str:
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
        f"<href>{trap.address}/a.kml</href></Link></NetworkLink></Document></kml>"
    )


REFERRING: dict[str, Callable[[Trap], str]] = {
    "VRT": _vrt,
    "raster VRT": _raster_vrt,
    "GDALG": _gdalg,
    "WFS": _wfs,
    "WMS": _wms,
    "GeoRSS": _georss,
    "STAC": _stac,
    "crs link": _linked_crs,
    "crs name": _named_crs,
    "entities": _entities,
    "entities late": _late_entities,
    "schema": _schema,
    "network link": _network_link,
    "address": lambda trap: f"{trap.address}/a.geojson",
    "virtual path": lambda trap: f"/vsicurl/{trap.address}/a.tif",
}


def _referring() -> Iterator[Case]:
    """Yield files that name a file outside or an address, under each ending and in an archive."""
    for what, content in REFERRING.items():
        for ending in (".gml", ".kml", ".xml", ".dxf", ".csv", ".geojson", ".json", ".gpkg", ".fgb", ".tif"):

            def make(
                folder: Path, trap: Trap, ending: str = ending, content: Callable[[Trap], str] = content
            ) -> Path:
                path = folder / f"t{ending}"
                path.write_text(content(trap), encoding="utf-8")
                return path

            yield Case(f"referring:{what} as {ending}", _kind(ending), make)
        for member in ("t.gml", "t.geojson", "t.csv", "t.vrt", "t.shp"):

            def packed(
                folder: Path, trap: Trap, member: str = member, content: Callable[[Trap], str] = content
            ) -> Path:
                with zipfile.ZipFile(folder / "t.zip", "w") as archive:
                    archive.writestr(member, content(trap))
                return folder / "t.zip"

            yield Case(f"referring:{what} in {member} zipped", LAYER, packed)


def _in_geopackage(*statements: str) -> Callable[[Path, Trap], Path]:
    """Return a maker of a GeoPackage in which these statements were run."""

    def make(folder: Path, trap: Trap) -> Path:
        path = folder / "t.gpkg"
        path.write_bytes(seed(".gpkg"))
        with closing(sqlite3.connect(path)) as connection, connection:
            # Triggers of the index call functions that plain SQLite has not.
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f'DROP TRIGGER "{name}"')
            connection.execute("PRAGMA writable_schema = ON")
            for one in statements:
                connection.execute(one.format(canary=trap.canary, address=trap.address))
        return path

    return make


_CONTENTS = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
    "VALUES ('{name}', 'attributes', '{name}', 0)"
)


def _geopackages() -> Iterator[Case]:
    virtual = (
        "CREATE VIRTUAL TABLE outside USING VirtualText('{canary}', 'UTF-8', 1, POINT, DOUBLEQUOTE, ',')"
    )
    schema = (
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES "  # noqa: S608 - the attack
        f"('table', 'outside', 'outside', 0, '{virtual.replace(chr(39), chr(39) * 2)}')"
    )
    endless = (
        "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) "
        "SELECT max(n.fid) AS fid, t.geom FROM n, t"
    )
    remove = "DELETE FROM gpkg_contents WHERE table_name = 't'"
    cases = {
        "VirtualText": (schema, _CONTENTS.format(name="outside")),
        "VirtualText alone": (schema, _CONTENTS.format(name="outside"), remove),
        "endless view": (endless, _CONTENTS.format(name="endless"), remove),
        "a trigger": ("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END",),
        "no contents": ("DELETE FROM gpkg_contents",),
        "no columns": ("DELETE FROM gpkg_geometry_columns",),
        "an index that lies": ("UPDATE gpkg_ogr_contents SET feature_count = 1",),
        "broken geometries": ("UPDATE t SET geom = X'4750' WHERE fid > 6",),
        "an unknown system": ("UPDATE gpkg_geometry_columns SET srs_id = 99999",),
        "a system of nonsense": ("UPDATE gpkg_spatial_ref_sys SET definition = '{address}'",),
    }
    for what, statements in cases.items():
        rows = ROWS if what in ("a trigger", "an index that lies", "broken geometries") else None
        yield Case(f"geopackage:{what}", LAYER, _in_geopackage(*statements), rows)


# --- Texts, tables and archives ---


def _lines() -> list[bytes]:
    return seed(".csv").splitlines()


CSV: dict[str, Callable[[list[bytes]], bytes]] = {
    "semicolons behind": lambda lines: b"\n".join([lines[0], *(line + b";" for line in lines[1:])]),
    "one semicolon behind": lambda lines: b"\n".join([*lines[:5], lines[5] + b";x", *lines[6:]]),
    "a column missing": lambda lines: b"\n".join([*lines[:5], lines[5].split(b";", 1)[1], *lines[6:]]),
    "bare CR": b"\r".join,
    "runaway quote": lambda lines: b"\n".join([*lines[:4], b'"' + lines[4], *lines[5:]]),
    "quotes inside": lambda lines: b"\n".join([*lines[:4], lines[4].replace(b";", b'";"', 1), *lines[5:]]),
    "one large field": lambda lines: b"\n".join([*lines, b"13-1;" + b"x" * 200_000 + b";;;"]),
    "one large number": lambda lines: b"\n".join(lines).replace(b"0.5", b"9" * 10_000, 1),
    "NUL": lambda lines: b"\n".join(lines).replace(b"T/kem", b"T\0kem", 1),
    "many columns": lambda lines: b"\n".join(line + b";1" * 5_000 for line in lines),
    "a name of 300 signs": lambda lines: b"\n".join([lines[0].replace(b"kaavamerk", b"k" * 300), *lines[1:]]),
    "the same column twice": lambda lines: b"\n".join([lines[0].replace(b"tila", b"kaavamerk"), *lines[1:]]),
    "UTF-16": lambda lines: b"\n".join(lines).decode().encode("utf-16"),
    "half a sign": lambda lines: b"\n".join(lines).replace(b"Vapaa", b"Vap\xe4\xc3", 1),
    "formulas": lambda lines: b"\n".join(lines).replace(b"Vapaa", b"=HYPERLINK(1)"),
    "a path as geometry": lambda lines: b"\n".join(lines).replace(b"POLYGON", b"/etc/passwd", 1),
    "infinite coordinates": lambda lines: b"\n".join(lines).replace(b"305", b"inf", 1),
    "no rows": lambda lines: lines[0],
    "only newlines": lambda _lines: b"\n" * 100_000,
    "one line": lambda _lines: b"a" * 3_000_000,
}


def _nested(depth: int) -> bytes:
    return b'{"type": "FeatureCollection", "features": ' + b"[" * depth + b"]" * depth + b"}"


def _features(**properties: object) -> bytes:
    document = json.loads(seed(".geojson"))
    for one in document["features"]:
        one["properties"] |= properties
    return json.dumps(document).encode()


def _star(points: int) -> bytes:
    """Return one plot whose outline crosses itself at every step."""
    from math import cos, pi, sin

    turns = [n * (points // 2 - 1) * 2 * pi / points for n in range(points)]
    ring = [[23.05 + cos(turn) / 50, 63.85 + sin(turn) / 90] for turn in turns]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    one = {"type": "Feature", "properties": {"tonttitunn": "1"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [one, one]}).encode()


JSON: dict[str, Callable[[], bytes]] = {
    "nested deeply": lambda: _nested(100_000),
    "properties that are objects": lambda: _features(tila={"a": [1, {"b": 2}]}),
    "properties that are lists": lambda: _features(kaavamerk=["T", 1]),
    "an object as the id": lambda: _features(tonttitunn={"a": 1}),
    "a number of 5 000 digits": lambda: seed(".geojson").replace(b"0.5", b"9" * 5_000, 1),
    "not a number": lambda: seed(".geojson").replace(b"0.5", b"NaN", 1),
    "infinite coordinates": lambda: seed(".geojson").replace(b"305", b"1e999", 1),
    "features that are null": lambda: b'{"type": "FeatureCollection", "features": null}',
    "features that are numbers": lambda: b'{"type": "FeatureCollection", "features": [1, null, "a", []]}',
    "geometry that is text": lambda: seed(".geojson").replace(b'"Polygon"', b'"Poligon"', 1),
    "a star of 1 000 points": lambda: _star(1_000),
    "half a surrogate": lambda: _features(nimi="\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
}
_PLANS: dict[str, object] = {
    "objects that are null": {"planObjects": [None]},
    "objects that are numbers": {"planObjects": [1, 2]},
    "objects that are a text": {"planObjects": "a"},
    "geometry that is a number": {"planObjects": [{"planObjectKey": "a", "geometry": 7}]},
    "geometry that is null": {"planObjects": [{"planObjectKey": "a", "geometry": None}]},
    "a key that is a list": {
        "planObjects": [{"planObjectKey": [1], "geometry": {"srid": "3067", "geometry": {}}}]
    },
    "groups that are null": {"planObjects": [], "planRegulationGroups": None},
}


def _workbook(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(seed(".xlsx")))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _repacked(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, change(raw) if name.endswith(member) else raw)
    return buffer.getvalue()


def _sheet(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: _repacked(seed(".xlsx"), "sheet1.xml", change)


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "cut XML": _sheet(lambda raw: raw[: len(raw) // 2]),
    "row 1e12": _sheet(lambda raw: raw.replace(b'<row r="5"', b'<row r="1000000000000"')),
    "row 1048576": _sheet(lambda raw: re.sub(rb'r="([A-E]?)13"', rb'r="\g<1>1048576"', raw)),
    "column XFD": lambda: _workbook(lambda book: book.active.cell(2, 16_384, "x")),
    "shared string out of range": _sheet(lambda raw: raw.replace(b"<v>6</v>", b"<v>99999999</v>")),
    "no shared strings": lambda: _repacked(seed(".xlsx"), "sharedStrings.xml", lambda _raw: b""),
    "entities": _sheet(lambda raw: b'<!DOCTYPE a [<!ENTITY b "bb">]>' + raw),
    "an error as a value": _sheet(lambda raw: raw.replace(b't="n"', b't="e"')),
    "no sheets": lambda: _repacked(
        seed(".xlsx"), "workbook.xml", lambda raw: raw.replace(b"<sheet ", b"<sheat ")
    ),
    "formulas": lambda: _workbook(lambda book: book.active.cell(3, 2, '=WEBSERVICE("http://127.0.0.1:1/")')),
    "dates": lambda: _workbook(lambda book: book.active.cell(3, 3, 1e308)),
}


def _archive(*members: tuple[str, bytes], **options: int) -> Callable[[], bytes]:
    def content() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
            for name, raw in members:
                archive.writestr(name, raw)
        return buffer.getvalue()

    return content


def _bad_sum() -> bytes:
    raw = _archive(("t.geojson", seed(".geojson")))()
    place = raw.find(b"PK\x01\x02") + 16
    return raw[:place] + b"\0\0\0\0" + raw[place + 4 :]


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "bomb": _archive(("t.geojson", b" " * 200_000_000)),
    "bomb in a bomb": _archive(("t.zip", _archive(("t.zip", b"\0" * 50_000_000))())),
    "wrong sum": _bad_sum,
    "outside": _archive(("../../evil.geojson", b"{}")),
    "absolute": _archive(("/tmp/evil.geojson", b"{}")),  # noqa: S108 - a name in an archive
    "backslashes": _archive(("..\\..\\evil.geojson", b"{}")),
    "a name of 300 signs": _archive(("n" * 300 + ".geojson", seed(".geojson"))),
    "folders 200 deep": _archive(("a/" * 200 + "t.geojson", seed(".geojson"))),
    "many members": _archive(*((f"{n}.txt", b"") for n in range(5_000))),
    "a name twice": _archive(("t.geojson", b"{}")),
    "a name with a line break": _archive(("t\n.geojson", seed(".geojson"))),
    "a name that is a format": _archive(("{0}{x}.geojson", seed(".geojson"))),
}


def _raster(**options: object) -> Callable[[Path, Trap], Path]:
    def make(folder: Path, _trap: Trap) -> Path:
        usual: dict[str, object] = {"width": 20, "height": 20, "count": 1, "dtype": "float32", "crs": 3067}
        usual |= {"transform": rasterio.Affine(10, 0, 304_900, 0, -10, 7_087_300), "SPARSE_OK": True}
        with rasterio.open(folder / "t.tif", "w", driver="GTiff", **(usual | options)):
            pass
        return folder / "t.tif"

    return make


def _beside(name: str, content: Callable[[Trap], str]) -> Callable[[Path, Trap], Path]:
    def make(folder: Path, trap: Trap) -> Path:
        (folder / "t.tif").write_bytes(seed(".tif"))
        (folder / name).write_text(content(trap), encoding="utf-8")
        return folder / "t.tif"

    return make


RASTERS: dict[str, Callable[[Path, Trap], Path]] = {
    "cells of 1e-9 m": _raster(transform=rasterio.Affine(1e-9, 0, 304_900, 0, -1e-9, 7_087_300)),
    "60 000 cells a side": _raster(width=60_000, height=60_000, tiled=True),
    "2 billion cells a side": _raster(width=2_000_000_000, height=10, tiled=True),
    "cells of no height": _raster(transform=rasterio.Affine(10, 0, 304_900, 0, 0, 7_087_300)),
    "turned": _raster(transform=rasterio.Affine(7, 7, 304_900, 7, -7, 7_087_300)),
    "no place": _raster(transform=rasterio.Affine(float("nan"), 0, 0, 0, -10, 0)),
    "degrees": _raster(crs=4326),
    "complex numbers": _raster(dtype="complex64"),
    "200 bands": _raster(count=200),
    "aux beside": _beside(
        "t.tif.aux.xml", lambda trap: f"<PAMDataset><SRS>{trap.address}</SRS></PAMDataset>"
    ),
    "overviews beside": _beside("t.tif.ovr", _raster_vrt),
    "mask beside": _beside("t.tif.msk", _raster_vrt),
}


def _tables() -> Iterator[Case]:
    for what, change in CSV.items():
        known = what not in ("no rows", "only newlines", "one line", "many columns")
        make = _file(".csv", lambda change=change: change(_lines()))
        yield Case(f"csv:{what}", LAYER, make, ROWS if known else None)
    for what, content in JSON.items():
        yield Case(f"json:{what}", LAYER, _file(".geojson", content), None)
    for what, plan in _PLANS.items():
        yield Case(f"plan:{what}", LAYER, _file(".json", lambda plan=plan: json.dumps(plan).encode()), None)
    for what, content in WORKBOOKS.items():
        yield Case(f"workbook:{what}", LAYER, _file(".xlsx", content), ROWS if "sheets" not in what else None)
    for what, content in ARCHIVES.items():
        yield Case(f"archive:{what}", LAYER, _file(".zip", content), None)
    for what, make in RASTERS.items():
        yield Case(f"raster:{what}", RASTER, make, None)
    for ending in (".gpkg", ".csv", ".geojson"):
        yield Case(f"name:250 signs{ending}", LAYER, _file(ending, lambda e=ending: seed(e), "n" * 240), ROWS)
        yield Case(
            f"name:300 signs{ending}", LAYER, lambda folder, _trap, e=ending: folder / f"{'n' * 300}{e}"
        )
        yield Case(
            f"name:signs{ending}", LAYER, _file(ending, lambda e=ending: seed(e), "a{b}%s<i>'\";#\u202e")
        )


def _known() -> Iterator[Case]:
    for what, (make, _pattern) in REFUSED.items():
        yield Case(f"known:{what}", LAYER, lambda folder, _trap, make=make: make(folder))


def _good() -> Iterator[Case]:
    for ending in SEEDS:
        rows = None if ending == ".tif" else ROWS
        yield Case(f"good:{ending}", _kind(ending), _changed(ending, lambda raw: raw), rows)


def cases() -> tuple[Case, ...]:
    """Return every case, in the same order in every run."""
    made = (_good(), _mutations(), _renamed(), _parts(), _referring(), _geopackages(), _tables(), _known())
    return tuple(case for some in made for case in some)


def sample(count: int, seed_n: int = 19) -> tuple[Case, ...]:
    """Return as many cases, some of every family, the same in every run."""
    chance = random.Random(seed_n)  # noqa: S311 - the same cases in every run
    families: dict[str, list[Case]] = {}
    for case in cases():
        families.setdefault(case.group, []).append(case)
    for family in families.values():
        chance.shuffle(family)
    chosen: list[Case] = []
    while len(chosen) < count:
        for family in families.values():
            if family and len(chosen) < count:
                chosen.append(family.pop())
    return tuple(chosen)
