"""Real servers on loopback, started for a test and ended with it."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

Answer = tuple[int, str, bytes]
HOST = "127.0.0.1"
_PATIENCE_S = 30.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def http_server(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server that answers path and parameters, and the list of what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _serve(self, query: str) -> None:
            asked.append(self.path)
            parts = urlsplit(self.path)
            found = parse_qs(parts.query + "&" + query)
            status, kind, body = answer(parts.path, {key: values[0] for key, values in found.items()})
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

        def do_GET(self) -> None:
            self._serve("")

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def json_answer(value: object, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return status, "application/json", json.dumps(value).encode()


@contextmanager
def mapserver(map_file: Path) -> Iterator[str]:
    """Give the address of a WFS served by MapServer, run as a CGI program."""
    program = shutil.which("mapserv")
    if program is None:
        pytest.skip("MapServer is not installed (Debian: apt-get install cgi-mapserver)")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            environment = {
                "REQUEST_METHOD": "GET",
                "QUERY_STRING": urlsplit(self.path).query,
                "SERVER_NAME": HOST,
                "SERVER_PORT": str(self.server.server_port),  # type: ignore[attr-defined]
                "SCRIPT_NAME": "/wfs",
                "MAPSERVER_CONFIG_FILE": str(map_file.with_suffix(".conf")),
                "MS_MAPFILE": str(map_file),
            }
            ended = subprocess.run([program], env=environment, capture_output=True, check=False)
            head, _, body = ended.stdout.partition(b"\r\n\r\n")
            self.send_response(200)
            for line in head.decode().splitlines():
                name, _, value = line.partition(":")
                self.send_header(name, value.strip())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    map_file.write_text(map_file.read_text().replace("ADDRESS", f"http://{HOST}:{server.server_port}/wfs"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/wfs"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def pygeoapi(folder: Path, data: Path) -> Iterator[str]:
    """Give the address of pygeoapi that serves the features of a GeoJSON file as the collection "plots"."""
    pytest.importorskip("pygeoapi")
    port = free_port()
    address = f"http://{HOST}:{port}"
    (folder / "config.yml").write_text(
        _PYGEOAPI.format(port=port, address=address, data=data), encoding="utf-8"
    )
    environment = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(folder / "config.yml"),
        "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
    }
    program = Path(sys.executable).with_name("pygeoapi")
    for arguments in (
        ["openapi", "generate", str(folder / "config.yml"), "--output-file", str(folder / "openapi.yml")],
    ):
        subprocess.run([program, *arguments], env=environment, check=True, capture_output=True)
    process = subprocess.Popen(
        [program, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(lambda: urllib.request.urlopen(f"{address}/collections?f=json", timeout=5).read())  # noqa: S310
        yield address
    finally:
        process.terminate()
        process.wait()


def _await(ready: Callable[[], object]) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while True:
        try:
            ready()
        except Exception:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    share = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    if not found or not share:
        pytest.skip("PostGIS is not installed (Debian: apt-get install postgresql-15-postgis-3)")
    return found[-1].parent


@contextmanager
def postgis() -> Iterator[str]:
    """Give the address of a database with PostGIS, in a cluster of its own."""
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="sijainti-pg-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    port = free_port()
    cluster = folder / "data"
    options = f"-p {port} -c listen_addresses={HOST} -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(cluster), "-w", "-l", str(folder / "log")]
    initdb = [
        *as_user,
        str(programs / "initdb"),
        "-D",
        str(cluster),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    try:
        for command in (initdb, [*control, "-o", options, "start"]):
            # Not captured: the server would hold the pipe open, and the wait would have no end.
            subprocess.run(
                command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        yield f"postgresql://postgres:secret@{HOST}:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


_PYGEOAPI = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: {address}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 2, max_items: 2, on_exceed: throttle}}
  map: {{url: "http://127.0.0.1/{{z}}/{{x}}/{{y}}.png", attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification:
    title: test
    description: test
    keywords: [test]
    keywords_type: theme
    terms_of_service: none
    url: http://127.0.0.1
  license: {{name: none, url: "http://127.0.0.1"}}
  provider: {{name: test, url: "http://127.0.0.1"}}
  contact: {{name: test}}
resources:
  plots:
    type: collection
    title: Plots
    description: Plots
    keywords: [plots]
    links: []
    extents: {{spatial: {{bbox: [20, 60, 30, 70], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}}}
    providers:
      - type: feature
        name: GeoJSON
        data: {data}
        id_field: tonttitunn
"""
