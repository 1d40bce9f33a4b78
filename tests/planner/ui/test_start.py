"""The start of the app, as `make run` starts it."""

import http.client
import os
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.layers.io.servers import HOST, free_port

START_S = 120.0


def status(port, path):
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.fixture
def served(tmp_path):
    """Start the app beside a broken area, with what a killed process left; give port and workspace."""
    broken = tmp_path / "areas" / "rikki"
    broken.mkdir(parents=True)
    (broken / "area.toml").write_text("x = ", encoding="utf-8")
    (tmp_path / "areas" / "puolikas").mkdir()
    (tmp_path / "areas" / "puolikas" / ".plots-x1.gpkg").write_text("half", encoding="utf-8")
    port = free_port()
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "planner.ui", "--server.port", str(port), "--server.address", HOST],
        cwd=ROOT,
        env={**os.environ, "SIJAINTI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + START_S
        while time.monotonic() < until and process.poll() is None:
            try:
                if status(port, "/_stcore/health")[0] == 200:
                    break
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        assert process.poll() is None, (tmp_path / "log").read_text()
        yield port, tmp_path
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


@pytest.mark.enable_socket
def test_the_app_starts_beside_a_broken_area_cleans_up_and_shows_no_metrics(served):
    port, home = served
    assert not (home / "areas" / "puolikas").exists()
    assert (home / "areas" / "rikki" / "area.toml").exists()
    assert status(port, "/")[0] == 200
    code, body = status(port, "/_stcore/metrics")
    assert code == 404 or b"<html" in body
    assert b"sessions" not in body
    assert b"cache_memory" not in body
