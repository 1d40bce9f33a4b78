"""Broken and hostile sources, each made in a folder; REFUSED says what the sentence about each must hold."""

import json
import os
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

from tests.layers.io.import_samples import squares, write, zipped

Maker = Callable[[Path], Path | str]
WKT = squares().geometry.iloc[0].wkt
BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><kml>&b;</kml>"""


def text(name: str, content: str | bytes) -> Maker:
    """Return a maker of a file with this content."""

    def make(folder: Path) -> Path:
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(raw)
        return folder / name

    return make


def sample(name: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame] = lambda frame: frame) -> Maker:
    """Return a maker of the sample plots, changed, in a file of this name."""
    return lambda folder: write(change(squares()), folder / name)


def cut(name: str, share: float = 0.5) -> Maker:
    """Return a maker of a file that ends too early."""

    def make(folder: Path) -> Path:
        path = write(squares(count=50), folder / name)
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * share)])
        return path

    return make


def renamed(name: str, other: str) -> Maker:
    """Return a maker of a file of one format under the name of another."""
    return lambda folder: write(squares(), folder / name).rename(folder / other)


def packed(**members: bytes | str) -> Maker:
    """Return a maker of an archive with these members; "__" in a name stands for a slash."""

    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return folder / "t.zip"

    return make


def linked(folder: Path) -> Path:
    """Make an archive that holds a link."""
    member = zipfile.ZipInfo("plots.geojson")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "t.zip", "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return folder / "t.zip"


def patched_zip(offset: int, value: bytes) -> Maker:
    """Return a maker of an archive whose directory says something else than is true."""

    def make(folder: Path) -> Path:
        path = write(squares(), folder / "t.zip")
        raw = bytearray(path.read_bytes())
        place = raw.find(b"PK\x01\x02")
        while place >= 0:
            raw[place + offset : place + offset + len(value)] = value
            place = raw.find(b"PK\x01\x02", place + 4)
        path.write_bytes(raw)
        return path

    return make


def sparse(folder: Path) -> Path:
    """Make a file that says it is larger than is read, and holds nothing."""
    with (folder / "t.gpkg").open("wb") as file:
        file.write(b"SQLite format 3\0")
        file.truncate(2_500_000_000)
    return folder / "t.gpkg"


def pipe(folder: Path) -> Path:
    """Make a named pipe, at which a reader would wait for ever."""
    os.mkfifo(folder / "t.gpkg")
    return folder / "t.gpkg"


def lone(*endings: str) -> Maker:
    """Return a maker of a Shapefile of which only these parts are there."""

    def make(folder: Path) -> Path:
        path = write(squares(), folder / "t.shp")
        for other in folder.glob("t.*"):
            if other.suffix not in endings:
                other.unlink()
        return path

    return make


def workbook(*rows: list[object]) -> Maker:
    """Return a maker of a workbook with these rows."""

    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / "t.xlsx")
        return folder / "t.xlsx"

    return make


def item(maker: Maker, name: str) -> Maker:
    """Return a maker that names one item in the source."""
    return lambda folder: f"{maker(folder)}#{name}"


def two_layers(folder: Path) -> Path:
    """Make a GeoPackage with two layers."""
    path = write(squares(), folder / "t.gpkg", layer="a")
    return write(squares(), path, layer="b", append=True)


def arcs(folder: Path) -> Path:
    """Make a GeoPackage that holds a circle as a circle: a CURVEPOLYGON of one CIRCULARSTRING."""
    path = write(squares(count=1), folder / "t.gpkg")
    points = [(305_000.0, 7_087_050.0), (305_100.0, 7_087_050.0), (305_000.0, 7_087_050.0)]
    ring = struct.pack("<BII", 1, 8, 3) + b"".join(struct.pack("<dd", *point) for point in points)
    circle = b"GP\x00\x01" + struct.pack("<i", 3067) + struct.pack("<BII", 1, 10, 1) + ring
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE t SET geom = ?", (circle,))
        connection.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    return path


def plain_parquet(folder: Path) -> Path:
    """Make a Parquet file without a map."""
    pd.DataFrame({"plot_id": ["1"]}).to_parquet(folder / "t.parquet")
    return folder / "t.parquet"


def collection(*geometries: object) -> str:
    """Return GeoJSON text with these geometries."""
    features = [
        {"type": "Feature", "properties": {"id": n}, "geometry": one} for n, one in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    """Return a polygon of GeoJSON."""
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with easting and northing swapped."""
    return frame.set_geometry(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=frame.crs
    )


def no_geopackage(folder: Path) -> Path:
    """Make a database that holds no map."""
    with closing(sqlite3.connect(folder / "t.gpkg")) as connection, connection:
        connection.execute("CREATE TABLE plots (id)")
    return folder / "t.gpkg"


def circular(folder: Path) -> Path:
    """Make a link that leads to itself."""
    (folder / "t.gpkg").symlink_to(folder / "u.gpkg")
    (folder / "u.gpkg").symlink_to(folder / "t.gpkg")
    return folder / "t.gpkg"


def shaped(*shapes: shapely.Geometry | None) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Return a change of the geometry of the sample plots."""
    return lambda frame: frame.set_geometry(gpd.GeoSeries(list(shapes), crs=frame.crs))


ELSEWHERE = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
    "<href>http://169.254.169.254/</href></Link></NetworkLink></Document></kml>"
)
SCHEMA = (
    '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://example.org http://127.0.0.1:1/x.xsd"></wfs:FeatureCollection>'
)
NO_SYSTEM = collection(polygon((23.05, 63.85), (23.06, 63.85), (23.06, 63.86))).replace(
    "{", '{"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}, ', 1
)
NO_PLAN_SYSTEM = json.dumps(
    {
        "planObjects": [
            {
                "planObjectKey": "a",
                "geometry": {
                    "srid": "x",
                    "geometry": polygon((305_000, 7_087_000), (305_100, 7_087_000), (305_100, 7_087_100)),
                },
            }
        ]
    }
)
WIDE = ";".join(f"c{number}" for number in range(500))
POINT, LINE = (
    shapely.Point(305_000, 7_087_000),
    shapely.LineString([(305_000, 7_087_000), (305_100, 7_087_000)]),
)
BOX = squares().geometry.iloc[0]
BOW = shapely.Polygon(
    [(305_000, 7_087_000), (305_100, 7_087_100), (305_100, 7_087_000), (305_000, 7_087_100)]
)

# What it is, how it is made, and a pattern of the one sentence about it.
REFUSED: dict[str, tuple[Maker, str]] = {
    "missing": (lambda folder: folder / "none.gpkg", r"none\.gpkg is missing"),
    "empty": (text("t.gpkg", b""), "is empty"),
    "a folder": (lambda folder: folder, "no reader|missing"),
    "a pipe": (pipe, "missing|not a file"),
    "unknown ending": (text("t.docx", b"PK"), "no reader for “.docx”"),
    "no ending": (text("t", b"x"), "no reader"),
    "no system, Shapefile": (lone(".shp", ".shx", ".dbf"), "does not say in which coordinate"),
    "no system, CSV": (
        text("t.csv", "id;x;y\n1;305000;7087000\n"),
        "does not say in which coordinate|needs polygons",
    ),
    "no system, drawing": (
        sample("t.dxf", lambda f: f.assign(Layer="a")[["Layer", "geometry"]]),
        "does not say",
    ),
    "swapped axes": (sample("t.gpkg", turned), "swapped"),
    "swapped degrees": (
        text("t.geojson", collection(polygon((63.85, 23.05), (63.86, 23.05), (63.86, 23.06)))),
        "swapped|outside",
    ),
    "metres called degrees": (
        text("t.geojson", collection(polygon((305000, 7087000), (305100, 7087000), (305100, 7087100)))),
        "outside the area",
    ),
    "huge coordinates": (
        text("t.geojson", collection(polygon((1e300, 0), (1e300, 1), (2e300, 1)))),
        "outside the area|No row",
    ),
    "two encodings": (
        text("t.csv", "id;nimi\n1;Äijä\n".encode() + "2;Äijä\n".encode("cp1252")),
        "two encodings",
    ),
    "binary table": (text("t.csv", b"id;a\n\0\0\n"), "is no text"),
    "table without places": (text("t.csv", "id;a\n1;2\n"), "is a table without places"),
    "ragged table": (text("t.csv", "id;a\n1;2\n1;2;3;4\n"), "no table that can be read"),
    "two systems in a table": (
        text("t.csv", f'id;geom\n1;"SRID=3067;{WKT}"\n2;"SRID=3877;{WKT}"\n'),
        "mixes coordinate",
    ),
    "wide table": (text("t.csv", f"{WIDE}\n"), "500 columns"),
    "wide GeoPackage": (
        sample("t.gpkg", lambda f: f.join(pd.DataFrame({f"c{n}": [1] * 3 for n in range(500)}))),
        "columns; up to 400",
    ),
    "column twice, CSV": (text("t.csv", f"id;a;a\n1;2;{WKT}\n"), "column a twice"),
    "column twice, workbook": (workbook(["id", "a", "a"], [1, 2, 3]), "column a twice"),
    "workbook without a header": (workbook([1, 2, 3]), "no row that names"),
    "empty workbook": (workbook(), "no row that names|no sheet"),
    "no such sheet": (item(workbook(["id", "x"]), "Toinen"), "no sheet “Toinen”"),
    "no workbook": (packed(**{"a.txt": "a"}), "no map"),
    "broken workbook": (
        lambda folder: packed(**{"a.txt": "a"})(folder).rename(folder / "t.xlsx"),  # type: ignore[union-attr]
        "no workbook that can be read",
    ),
    "workbook bomb": (
        lambda folder: packed(**{"xl/a.xml": b"0" * 80_000_000})(folder).rename(folder / "t.xlsx"),  # type: ignore[union-attr]
        "more than a map does",
    ),
    "truncated zip": (cut("t.zip"), "no whole zip archive"),
    "no zip": (text("t.zip", b"hello"), "no whole zip archive"),
    "zip bomb": (packed(**{"t.geojson": b"0" * 80_000_000}), "more than a map does"),
    "zip of 3 GB, it says": (patched_zip(24, (3_000_000_000).to_bytes(4, "little")), "more than a map does"),
    "zip with a password": (patched_zip(8, b"\x01\x00"), "encrypted"),
    "zip of an unknown packing": (patched_zip(10, b"\x63\x00"), "cannot be unpacked"),
    "path out of a zip": (packed(**{"../../evil.geojson": "{}"}), "outside its folder"),
    "absolute path in a zip": (packed(**{"/etc/evil.geojson": "{}"}), "outside its folder"),
    "path with backslashes in a zip": (packed(**{"..\\..\\evil.geojson": "{}"}), "outside its folder"),
    "drive in a zip": (packed(**{"C:\\evil.geojson": "{}"}), "outside its folder"),
    "link in a zip": (linked, "holds a link"),
    "crowded zip": (packed(**{f"{n}.txt": "" for n in range(3000)}), "3000 files"),
    "zip without a map": (packed(**{"lue.txt": "hei"}), "no map"),
    "zip in a zip": (lambda folder: zipped(folder / "u.zip", write(squares(), folder / "t.zip")), "no map"),
    "two maps in a zip": (
        lambda folder: zipped(folder / "u.zip", *(write(squares(), folder / f"{n}.gpkg") for n in "ab")),
        r"several maps: a\.gpkg, b\.gpkg",
    ),
    "2.5 GB file": (sparse, "2.5 GB"),
    "GeoPackage called GeoJSON": (renamed("t.gpkg", "u.geojson"), "content is that of a GeoPackage"),
    "GeoJSON called GeoPackage": (renamed("t.geojson", "u.gpkg"), "content is that of a JSON"),
    "picture called Shapefile": (text("t.shp", b"\x89PNG\r\n\x1a\n" + b"0" * 200), "is no Shapefile"),
    "Shapefile without its table": (lone(".shp", ".shx"), r"without its table t\.dbf"),
    "Shapefile without its index": (lone(".shp", ".dbf", ".prj"), "cannot be read"),
    "truncated GeoPackage": (cut("t.gpkg"), "cannot be read|no layer"),
    "truncated FlatGeobuf": (cut("t.fgb"), "cannot be read"),
    "truncated GeoParquet": (cut("t.parquet"), "cannot be read"),
    "truncated GeoJSON": (cut("t.geojson"), "cannot be read"),
    "truncated GML": (cut("t.gml"), "cannot be read|No row|no layer"),
    "Parquet without a map": (plain_parquet, "without a map geometry"),
    "entity bomb": (text("t.gml", BOMB), "defines XML entities"),
    "entity of a local file": (text("t.kml", OUTSIDE), "defines XML entities"),
    "GDAL's own description": (text("t.geojson", "<OGRVRTDataSource/>"), "is no JSON"),
    "JSON of something else": (text("t.json", '{"a": 1}'), "cannot be read"),
    "deep JSON": (text("t.json", '{"planObjects":' + "[" * 100_000), "no JSON that can be read"),
    "plan without geometry": (
        text("t.json", '{"planObjects": [{"planObjectKey": "a"}]}'),
        "without any geometry",
    ),
    "arcs": (arcs, "holds arcs"),
    "two layers": (two_layers, "several layers: a, b"),
    "SQL in a layer's name": (item(two_layers, 'a"; DROP TABLE a; --'), "has no layer"),
    "no geometry at all": (sample("t.gpkg", shaped(None, None, None)), "needs|No row|no geometry"),
    "some without geometry": (sample("t.gpkg", shaped(BOX, None, None)), "2 rows would be left out"),
    "points": (
        sample("t.gpkg", shaped(POINT, POINT, POINT)),
        "needs polygons; the source has points",
    ),
    "mixed kinds": (sample("t.gpkg", shaped(BOX, LINE, POINT)), "2 rows would be left out"),
    "bow-tie": (sample("t.gpkg", shaped(BOX, BOW, BOW)), "2 rows would be left out"),
    "one id for all": (sample("t.gpkg", lambda f: f.assign(tonttitunn="1")), "2 rows would be left out"),
    "no rows": (text("t.geojson", collection()), "holds no rows"),
    "link to somewhere else": (text("t.kml", ELSEWHERE), "holds no|no layer"),
    "schema from elsewhere": (text("t.gml", SCHEMA), "no layer"),
    "GDAL's description called GeoPackage": (text("t.gpkg", "<OGRVRTDataSource/>"), "content is that of"),
    "SQLite that is no GeoPackage": (no_geopackage, "cannot be read"),
    "link to itself": (circular, "missing"),
    "ring of two corners": (text("t.geojson", collection(polygon((23.0, 63.0)))), "cannot be read|No row"),
    "Infinity": (
        text("t.geojson", collection(polygon((float("inf"), 63.0), (23.1, 63.0), (23.1, 63.1)))),
        "cannot be read|outside",
    ),
    "degrees where nothing is": (
        text("t.geojson", collection(polygon((0.0, 0.0), (0.001, 0.0), (0.001, 0.001)))),
        "outside the area",
    ),
    "system that does not exist": (
        text("t.geojson", NO_SYSTEM),
        "EPSG::999999”, which is not known",
    ),
    "plan in a system that does not exist": (text("t.json", NO_PLAN_SYSTEM), "EPSG:x”, which is not known"),
    "broken WKT": (text("t.csv", 'id;wkt\n1;"POLYGON ((305000 7087000, 3051"\n'), "without places"),
    "SQL instead of WKT": (text("t.csv", 'id;wkt\n1;"DROP TABLE plots"\n'), "without places"),
    "endless id": (sample("t.gpkg", lambda f: f.assign(tonttitunn="x" * 2_000_000)), "would be left out"),
    "no ids": (sample("t.gpkg", lambda f: f.assign(tonttitunn=None)), "a value is needed|No row"),
}
