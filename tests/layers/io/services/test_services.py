"""Services that hand out features: real servers on loopback, and servers that misbehave."""

import json
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from layers.errors import DataError, Unreadable
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, parse_ref, prepare, read_source, source_items
from layers.io.services import web
from layers.io.services.web import Visit
from tests.layers.io.import_samples import squares, write
from tests.layers.io.servers import http_server, json_answer, mapserver, postgis, pygeoapi

pytestmark = pytest.mark.enable_socket


def plots_of(text):
    raw = read_source(parse_ref(text))
    frame = prepare(raw, guess(raw, "plots").mapping, 3067).layer.frame
    return frame.sort_values("plot_id", ignore_index=True)


def boxed(text):
    """Return the plots in a box in degrees that touches the second and third of the sample."""
    west, south, east, north = squares(count=3).iloc[1:].buffer(-20).to_crs(4326).total_bounds
    raw = read_source(replace(parse_ref(text), bbox=(west, south, east, north)))
    return prepare(raw, guess(raw, "plots").mapping, 3067).layer.frame.sort_values("plot_id")


def assert_the_sample(frame, count=5):
    expected = squares(count=count)
    assert frame["plot_id"].tolist() == expected["tonttitunn"].tolist()
    assert frame["zoning_code"].tolist() == expected["kaavamerk"].tolist()
    assert frame.geometry.hausdorff_distance(expected.geometry).max() < 0.05


# --- Real servers ---


@pytest.fixture(scope="module")
def database():
    """Return a database with the sample plots in a table of a strange name, and in a view."""
    with postgis() as address, psycopg.connect(address) as connection:
        connection.execute("CREATE EXTENSION postgis")
        table = sql.Identifier('tontit "2026"; DROP TABLE x')
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} (tonttitunn text, kaavamerk text, tehokkuus numeric, tila text, "
                "luovutettu date, geom geometry(Polygon, 3067))"
            ).format(table)
        )
        for row in squares(count=5).itertuples():
            connection.execute(
                sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s, ST_GeomFromText(%s, 3067))").format(
                    table
                ),
                (row.tonttitunn, row.kaavamerk, row.tehokkuus, row.tila, "2026-01-31", row.geometry.wkt),
            )
        connection.execute(
            sql.SQL("CREATE VIEW vapaat AS SELECT * FROM {} WHERE tila = 'Vapaa'").format(table)
        )
        connection.commit()
        yield address


def test_a_table_of_postgis_whatever_its_name(database):
    assert source_items(parse_ref(database)) == ('tontit "2026"; DROP TABLE x', "vapaat")
    frame = plots_of(f'{database}#tontit "2026"; DROP TABLE x')
    assert_the_sample(frame)
    assert frame["floor_area_ratio"].tolist() == [0.5, 0.4, 0.6, 0.5, 0.5]
    assert set(frame["handed_over"]) == {"2026-01-31"}


def test_a_view_of_postgis(database):
    assert plots_of(f"{database}#vapaat")["plot_id"].tolist() == ["10-1", "10-4", "10-5"]


@pytest.mark.parametrize("name", ["x; DROP TABLE y", "vapaat; --", "(SELECT 1)", "pg_user", "nowhere.vapaat"])
def test_only_what_is_listed_is_read_from_postgis(database, name):
    with pytest.raises(Unreadable, match="has no layer"):
        plots_of(f"{database}#{name}")


def test_the_connection_cannot_write(database):
    from layers.io.services.postgis import _connection
    from layers.io.services.query import Query

    with pytest.raises(Unreadable, match="read-only"), _connection(Query("postgis", database)) as connection:
        connection.execute("DROP VIEW vapaat")
    assert len(plots_of(f"{database}#vapaat")) == 3


def test_no_password_is_kept(database, tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path))
    raw = read_source(parse_ref(f"{database}#vapaat"))
    one = prepare(raw, guess(raw, "plots").mapping, 3067)
    save_area(AreaSettings("testi", 3067), [one], Provenance())
    assert all(b"secret" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_database_that_is_not_there_is_told():
    with pytest.raises(Unreadable, match="cannot be reached"):
        plots_of("postgresql://x@127.0.0.1:1/x#y")


MAP = """MAP
  NAME "test" STATUS ON SIZE 100 100 EXTENT 304000 7086000 307000 7088000 UNITS METERS
  PROJECTION "init=epsg:3067" END
  WEB METADATA
    "wfs_title" "test" "wfs_onlineresource" "ADDRESS" "wfs_srs" "EPSG:3067" "wfs_enable_request" "*"
  END END
  LAYER NAME "tontit" TYPE POLYGON STATUS ON CONNECTIONTYPE OGR CONNECTION "plots.gpkg" DATA "plots"
    PROJECTION "init=epsg:3067" END
    METADATA "wfs_title" "tontit" "wfs_srs" "EPSG:3067" "gml_include_items" "all" "gml_featureid" "tonttitunn"
      "wfs_maxfeatures" "2" "wfs_getfeature_formatlist" "gml3,gml32"
    END
  END
END
"""


def test_a_wfs_page_by_page(tmp_path):
    write(squares(count=5), tmp_path / "plots.gpkg")
    (tmp_path / "wfs.map").write_text(MAP, encoding="utf-8")
    (tmp_path / "wfs.conf").write_text('CONFIG ENV MS_MAP_PATTERN "." END END', encoding="utf-8")
    with mapserver(tmp_path / "wfs.map") as address:
        assert source_items(parse_ref(f"wfs:{address}")) == ("ms:tontit",)
        assert_the_sample(plots_of(f"wfs:{address}#ms:tontit"))
        assert boxed(f"wfs:{address}#ms:tontit")["plot_id"].tolist() == ["10-2", "10-3"]
        with pytest.raises(Unreadable, match="has no layer “ms:tiet”"):
            plots_of(f"wfs:{address}#ms:tiet")


def test_an_ogc_api_page_by_page(tmp_path):
    data = write(squares(count=5), tmp_path / "plots.geojson")
    with pygeoapi(tmp_path, data) as address:
        assert source_items(parse_ref(f"ogcapi:{address}")) == ("plots",)
        assert_the_sample(plots_of(f"ogcapi:{address}/collections/plots/items#plots"))


# --- Answers of the real form ---


def arcgis(path, parameters):
    frame = squares(count=5)
    if not path.endswith("/query"):
        return json_answer(
            {"name": "Plots", "objectIdField": "OBJECTID", "maxRecordCount": 2, "type": "Feature Layer"}
        )
    first, rows = int(parameters["resultOffset"]), int(parameters["resultRecordCount"])
    features = [
        {
            "attributes": {"OBJECTID": number, "tonttitunn": row.tonttitunn, "kaavamerk": row.kaavamerk},
            "geometry": {"rings": [[list(xy) for xy in row.geometry.exterior.coords]]},
        }
        for number, row in enumerate(frame.iloc[first : first + rows].itertuples(), start=first + 1)
    ]
    names = [{"name": name, "type": "esriFieldTypeString"} for name in ("tonttitunn", "kaavamerk")]
    return json_answer(
        {
            "objectIdFieldName": "OBJECTID",
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": 3067, "latestWkid": 3067},
            "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID"}, *names],
            "features": features,
            "exceededTransferLimit": first + rows < len(frame),
        }
    )


def test_an_arcgis_layer_page_by_page():
    with http_server(arcgis) as (address, asked):
        assert_the_sample(plots_of(f"arcgis:{address}/arcgis/rest/services/a/FeatureServer/0"))
    assert sum("query" in one for one in asked) == 3


def test_a_box_is_handed_on():
    with http_server(ogc(lambda *_: json_answer(ONE))) as (address, asked):
        assert len(boxed(f"ogcapi:{address}#plots")) == 1
    assert "bbox=23." in asked[1]
    with http_server(arcgis) as (address, asked):
        boxed(f"arcgis:{address}/FeatureServer/0")
    assert "esriGeometryEnvelope" in asked[1]


# --- Servers that misbehave ---

COLLECTIONS = {"collections": [{"id": "plots"}]}


def ogc(items):
    def answer(path, parameters):
        return json_answer(COLLECTIONS) if path.endswith("/collections") else items(path, parameters)

    return answer


EMPTY = {"type": "FeatureCollection", "features": []}
ONE = json.loads(squares(count=1).to_crs(4326).to_json())
BAD = {
    "HTML": (lambda *_: (200, "text/html", b"<html>Welcome</html>"), "something else than JSON"),
    "a list": (lambda *_: json_answer([1]), "something else than JSON"),
    "no collections": (lambda *_: json_answer({"a": 1}), "list of collections"),
    "forbidden": (lambda *_: json_answer({}, 403), "HTTP 403"),
    "not found": (lambda *_: json_answer({}, 404), "HTTP 404"),
    "always failing": (lambda *_: json_answer({}, 503), "does not answer"),
    "an error as features": (ogc(lambda *_: json_answer({"code": "x"})), "something else than features"),
    "nothing": (ogc(lambda *_: json_answer(EMPTY)), "no features"),
    "broken features": (
        ogc(lambda *_: json_answer({"type": "FeatureCollection", "features": [{"type": "Feature"}, 7]})),
        "something else than features|No row",
    ),
    "next page elsewhere": (
        ogc(lambda *_: json_answer({**ONE, "links": [{"rel": "next", "href": "http://10.0.0.1/a"}]})),
        "another server",
    ),
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Let nothing be waited for long."""
    monkeypatch.setattr(web, "_PAUSE_S", 0.01)


@pytest.mark.parametrize("what", BAD)
def test_a_service_that_misbehaves_gives_a_sentence(what):
    answer, pattern = BAD[what]
    with http_server(answer) as (address, _asked), pytest.raises(DataError, match=pattern) as refusal:
        plots_of(f"ogcapi:{address}#plots")
    assert "\n" not in str(refusal.value)


def test_pages_without_an_end_come_to_an_end():
    link = {"rel": "next", "href": "?again"}
    with http_server(ogc(lambda *_: json_answer({**ONE, "links": [link]}))) as (address, asked):
        assert len(plots_of(f"ogcapi:{address}#plots")) == 1
    assert len(asked) == 3


def test_a_fault_that_passes_is_waited_for():
    calls = []

    def answer(path, parameters):
        calls.append(path)
        return json_answer({}, 503) if len(calls) == 1 else ogc(lambda *_: json_answer(ONE))(path, parameters)

    with http_server(answer) as (address, _asked):
        assert len(plots_of(f"ogcapi:{address}#plots")) == 1


def test_too_much_is_refused_before_it_is_read():
    with http_server(lambda *_: (200, "text/plain", b"0" * 1000)) as (address, _asked):
        with pytest.raises(Unreadable, match="more than can be read"):
            Visit(left_bytes_n=100).get(address)
        with pytest.raises(Unreadable, match="has not sent everything"):
            Visit(seconds_left_s=-1.0).get(address)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x", "/etc/passwd"])
def test_only_web_addresses_are_asked(address):
    with pytest.raises(Unreadable, match="no address of a web service"):
        Visit().get(address)


@pytest.mark.parametrize(
    ("raw", "pattern"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        (
            b"<ExceptionReport><ExceptionText>No such service</ExceptionText></ExceptionReport>",
            "No such",
        ),
        (b"hello", "something else than a WFS"),
    ],
)
def test_a_wfs_that_misbehaves_gives_a_sentence(raw, pattern):
    with (
        http_server(lambda *_: (200, "text/xml", raw)) as (address, _asked),
        pytest.raises(Unreadable, match=pattern),
    ):
        plots_of(f"wfs:{address}#x")


def test_a_service_that_is_down_leaves_the_last_good_copy(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path))
    with http_server(ogc(lambda *_: json_answer(ONE))) as (address, _asked):
        raw = read_source(parse_ref(f"ogcapi:{address}#plots"))
        one = prepare(raw, guess(raw, "plots").mapping, 3067)
        save_area(AreaSettings("testi", 3067), [one], Provenance())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match=r"does not answer.*last good copy"):
        refresh_area("testi")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
