"""Internal addresses are not contacted, secrets go to their host alone, and every answer ends in time."""

import socket
import threading
from contextlib import contextmanager

import pytest
import requests
from psycopg.conninfo import make_conninfo

from layers.errors import SijaintiError, Unreadable
from layers.io.intake import parse_ref, read_source, source_items
from layers.io.services import connections, postgis, web
from layers.io.services.addresses import is_allowed, is_public
from layers.io.services.query import Query, host_of, without_password
from layers.io.services.web import Visit
from tests.layers.io.servers import HOST, http_server

pytestmark = pytest.mark.enable_socket

SECRET = "hush-hush-7"  # noqa: S105 - what must be found nowhere


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Let nothing be waited for long."""
    monkeypatch.setattr(web, "_PAUSE_S", 0.01)


@pytest.fixture
def nothing_allowed(monkeypatch):
    """Allow no internal host."""
    for name in ("SIJAINTI_ALLOWED_HOSTS", "SIJAINTI_OVERPASS", "SIJAINTI_NOMINATIM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%lo",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.7",
        "::127.0.0.1",
        "64:ff9b::10.0.0.7",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_an_internal_address_in_any_form_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["193.166.4.5", "8.8.8.8", "2001:708::5", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_a_public_address_is_public(address):
    assert is_public(address)


@pytest.mark.usefixtures("nothing_allowed")
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "LOCALHOST.", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"],
)
def test_no_spelling_of_loopback_is_contacted(host):
    with http_server(lambda *_: (200, "text/plain", b"inside")) as (address, asked):
        port = address.rpartition(":")[2]
        with pytest.raises(Unreadable, match=r"internal network|does not answer|cannot be the name"):
            Visit().get(f"http://{host}:{port}/")
    assert asked == []


@pytest.mark.usefixtures("nothing_allowed")
@pytest.mark.parametrize("kind", ["wfs", "ogcapi", "arcgis"])
def test_every_kind_of_service_refuses_an_internal_address(kind):
    with http_server(lambda *_: (200, "application/json", b"{}")) as (address, asked):
        for work in (source_items, read_source):
            with pytest.raises(Unreadable, match="internal network") as refusal:
                work(parse_ref(f"{kind}:{address}"))
            assert "SIJAINTI_ALLOWED_HOSTS=127.0.0.1" in str(refusal.value)
    assert asked == []


def test_a_redirect_to_an_internal_address_is_not_followed(monkeypatch):
    with (
        http_server(lambda *_: (200, "text/plain", b"inside")) as (inside, asked),
        redirecting(inside.replace(HOST, "localhost")) as (address, _seen),
    ):
        monkeypatch.setenv("SIJAINTI_ALLOWED_HOSTS", address.removeprefix("http://"))
        with pytest.raises(Unreadable, match="localhost lies in an internal network"):
            Visit().get(address)
    assert asked == []


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/"])
def test_a_redirect_to_another_kind_of_address_is_not_followed(target):
    with redirecting(target) as (address, _seen), pytest.raises(Unreadable, match="does not answer"):
        Visit().get(address)


def test_redirects_in_a_circle_end():
    with redirecting("/again") as (address, seen), pytest.raises(Unreadable, match="sends on and on"):
        Visit().get(address)
    assert len(seen) <= 3 * 6


def test_a_name_is_resolved_once_and_the_checked_address_is_contacted(monkeypatch):
    """A name server that answers with a public address first and with loopback next gains nothing."""
    answers = iter(["203.0.113.99"])
    lookups = []
    real = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        if host != "rebinding.example":
            return real(host, *args, **kwargs)
        lookups.append(host)
        return real(next(answers, HOST), *args, **kwargs)

    contacted = []

    def connect(address, *_args, **_kwargs):
        contacted.append(address[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr("layers.io.services.addresses.is_public", lambda address: address == "203.0.113.99")
    monkeypatch.setattr(connections, "create_connection", connect)
    monkeypatch.setattr(web, "_TRIES", 1)
    with (
        http_server(lambda *_: (200, "text/plain", b"inside")) as (address, asked),
        pytest.raises(Unreadable, match="no connection"),
    ):
        Visit().get(f"http://rebinding.example:{address.rpartition(':')[2]}/")
    assert contacted == ["203.0.113.99"]
    assert lookups == ["rebinding.example"]
    assert asked == []


def test_the_host_keeps_its_name_in_the_request():
    with redirecting("") as (address, seen):
        Visit().get(address.replace(HOST, "localhost"))
    assert seen[0]["Host"].startswith("localhost:")


def test_credentials_go_to_no_other_host():
    with (
        redirecting("") as (other, seen_there),
        redirecting(other.replace(HOST, "localhost")) as (address, seen),
    ):
        Visit().get(address.replace("http://", f"http://me:{SECRET}@"))
    assert "Authorization" in seen[0]
    assert "Authorization" not in seen_there[0]


def test_credentials_of_the_operator_are_not_sent(tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text(f"machine {HOST} login me password {SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with redirecting("") as (address, seen):
        Visit().get(address)
    assert "Authorization" not in seen[0]


@pytest.mark.parametrize("names", ["gis.town.local", "a, gis.town.local:8080 ,b", "GIS.town.local"])
def test_a_host_that_is_named_is_allowed(names, monkeypatch):
    monkeypatch.setenv("SIJAINTI_ALLOWED_HOSTS", names)
    assert is_allowed("gis.town.local", 8080)
    assert is_allowed("gis.town.local", 5432) is (":" not in names)
    assert not is_allowed("evil-gis.town.local", 8080)
    assert not is_allowed("gis.town.local.evil.example", 8080)


# --- Time ---


@contextmanager
def dripping(head, pause_s=0.02):
    """Serve one byte after the other without an end."""
    listening = socket.create_server((HOST, 0))
    is_over = threading.Event()

    def serve(client):
        with client:
            try:
                client.recv(1000)
                client.sendall(head)
                while not is_over.wait(pause_s):
                    client.sendall(b"1")
            except OSError:
                return

    def accept():
        while not is_over.is_set():
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        is_over.set()
        listening.close()


DRIPS = {
    "an answer of unknown length": b"HTTP/1.1 200 OK\r\n\r\n",
    "an answer of a length": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "pieces": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    "the head": b"HTTP/1.1 200 OK\r\nX: ",
    "nothing before": b"",
}


@pytest.mark.parametrize("what", DRIPS)
def test_an_answer_that_comes_byte_by_byte_ends_at_the_limit(what):
    with dripping(DRIPS[what]) as port, pytest.raises(Unreadable, match="has not sent everything"):
        Visit(seconds_left_s=0.4).get(f"http://{HOST}:{port}/")


def test_a_handshake_that_comes_byte_by_byte_ends_at_the_limit():
    with dripping(b"") as port, pytest.raises(Unreadable, match=r"has not sent everything|does not answer"):
        Visit(seconds_left_s=0.4).get(f"https://{HOST}:{port}/")


def test_a_database_that_answers_byte_by_byte_ends_at_the_limit(monkeypatch):
    monkeypatch.setattr(postgis, "_CONNECT_S", 2)
    with dripping(b"") as port, pytest.raises(Unreadable):
        source_items(parse_ref(f"postgresql://me@{HOST}:{port}/x?sslmode=disable"))


# --- PostgreSQL ---

REFUSED = {
    "sslkeylogfile": "postgresql://u@{place}/x?sslkeylogfile={file}",
    "sslkeylogfile among settings": "host=127.0.0.1 dbname=x sslkeylogfile={file}",
    "passfile": "postgresql://u@{place}/x?passfile={file}",
    "service": "postgresql://u@{place}/x?service=a",
    "service alone": "service=a",
    "servicefile": "postgresql://u@{place}/x?service=a&servicefile={file}",
    "sslkey": "postgresql://u@{place}/x?sslkey={file}",
    "sslcert": "postgresql://u@{place}/x?sslcert={file}",
    "sslrootcert": "postgresql://u@{place}/x?sslrootcert={file}",
    "options": "postgresql://u@{place}/x?options=-c%20a=b",
    "hostaddr": "postgresql://u@db.example/x?hostaddr=127.0.0.1",
    "target_session_attrs": "postgresql://u@{place}/x?target_session_attrs=any",
    "requirepeer": "postgresql://u@{place}/x?requirepeer=root",
    "a socket": "postgresql:///x?host=/tmp",
    "a socket as a host": "postgresql://%2Ftmp/x",
    "an abstract socket": "postgresql:///x?host=@a",
    "several hosts": "postgresql://127.0.0.1,127.0.0.1/x",
    "no host": "postgresql:///x",
    "a broken host": "postgresql://u@[::1/x",
    "no port": "postgresql://u@127.0.0.1:port/x",
    "nonsense": "host=127.0.0.1 'x",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_database_address_says_where_and_who_and_nothing_else(what, tmp_path):
    with dripping(b"") as port:
        text = REFUSED[what].format(place=f"{HOST}:{port}", file=tmp_path / "written")
        with pytest.raises(Unreadable, match=r"address of the (database|service)"):
            read_source(parse_ref(text))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("nothing_allowed")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]"])
def test_an_internal_database_is_not_contacted(host):
    with dripping(b"") as port, pytest.raises(Unreadable, match=r"internal network|There is no host"):
        read_source(parse_ref(f"postgresql://u@{host}:{port}/x#y"))


def test_the_operators_credentials_stay_with_hosts_that_are_named(monkeypatch):
    monkeypatch.setattr(postgis, "checked_addresses", lambda *_: ("193.166.4.5", "193.166.4.6"))
    foreign = postgis._settings(Query("postgis", "postgresql://u@db.example/x"))
    assert foreign["password"] == ""
    assert foreign["passfile"]
    assert (foreign["host"], foreign["hostaddr"]) == ("db.example,db.example", "193.166.4.5,193.166.4.6")
    assert (foreign["sslcertmode"], foreign["gssencmode"]) == ("disable", "disable")
    assert foreign["require_auth"] == "!gss,!sspi"
    assert make_conninfo(**foreign), "libpq knows every one of these settings"
    monkeypatch.setenv("SIJAINTI_ALLOWED_HOSTS", "db.example")
    own = postgis._settings(Query("postgis", "postgresql://u@db.example/x"))
    assert {"password", "passfile", "sslcertmode", "gssencmode", "require_auth"}.isdisjoint(own)


# --- Secrets ---

SECRETS = [
    f"postgresql://me:{SECRET}@127.0.0.1:1/town#t",
    f"postgresql://127.0.0.1:1/town?user=me&password={SECRET}#t",
    f"host=127.0.0.1 port=1 user=me password={SECRET} dbname=x",
    f"host=127.0.0.1 port=1 user=me password='{SECRET} and more' dbname=x",
    f"password={SECRET} sslkeylogfile=/tmp/x host=127.0.0.1",
    f"postgresql://me:{SECRET}@127.0.0.1:port/x",
    f"postgresql://me:{SECRET}@[::1/x",
    f"postgresq://me:{SECRET}@127.0.0.1/x",
    f"wfs:http://me:{SECRET}@127.0.0.1:1/wfs",
    f"wfs:http://127.0.0.1:1/wfs?api-key={SECRET}",
    f"ogcapi:https://127.0.0.1:1/a?token={SECRET}&f=json",
    f"arcgis:http://me:{SECRET}@[::1/x",
    f"wfs:https://me:{SECRET}@127.0.0.1:99999/x",
    f"https://me:{SECRET}@127.0.0.1/x",
]


@pytest.mark.parametrize("address", SECRETS)
def test_no_sentence_says_a_password(address):
    for work in (source_items, read_source):
        with pytest.raises(SijaintiError) as refusal:
            work(parse_ref(address))
        assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("address", SECRETS)
def test_no_password_is_left_in_an_address_or_host(address):
    assert SECRET not in without_password(address.split(":", 1)[1] if ":http" in address else address)
    assert SECRET not in host_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://maps.example/wfs?map=a&authority=b",
        "postgresql://me@db.example:5432/town",
        "https://a.example/?q=%C3%A4&q=",
    ],
)
def test_an_address_without_a_secret_stays_as_it_is(address):
    assert without_password(address) == address


@contextmanager
def redirecting(target):
    """Serve a redirect to the target, an answer for none; give the address and the heads of requests."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers)
            self.send_response(302 if target else 200)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.usefixtures("nothing_allowed")
def test_openstreetmap_is_not_asked_at_an_internal_address(monkeypatch):
    from layers.io.osm import overpass

    with (
        http_server(lambda *_: (200, "application/json", b"[]")) as (inside, asked),
        redirecting(inside.replace(HOST, "localhost")) as (address, seen),
    ):
        monkeypatch.setenv("SIJAINTI_NOMINATIM", address)
        with pytest.raises(Unreadable, match="internal network"):
            overpass.find_place("Karhula")
    assert len(seen) == 1
    assert asked == []


def test_too_long_an_answer_of_any_kind_is_a_sentence():
    with dripping(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 100_000) as port, pytest.raises(Unreadable):
        Visit(seconds_left_s=2.0).get(f"http://{HOST}:{port}/")


def test_a_status_that_is_no_number_is_a_sentence():
    with dripping(b"HTTP/1.1 xyz\r\n\r\n") as port, pytest.raises(Unreadable, match="does not answer"):
        Visit(seconds_left_s=5.0).get(f"http://{HOST}:{port}/")
    with pytest.raises(requests.exceptions.ConnectionError):
        Visit().request("GET", f"http://{HOST}:1/")
