"""Tables and views of PostGIS, over a connection that cannot write; the driver quotes names."""

import datetime as dt
import decimal
import hashlib
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from layers import crs
from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import MAX_ROWS, check_columns, chosen_item
from layers.io.services.addresses import checked_addresses, is_allowed
from layers.io.services.connections import cut_after
from layers.io.services.query import Query
from layers.messages import Sentence

_CONNECT_S = 10
_STATEMENT_MS = 60_000
_TOTAL_S = 300.0
_MAX_BYTES = 500_000_000
_PIECE_ROWS = 10_000
_PORT = "5432"
_ALLOWED_SETTINGS = ("host", "port", "dbname", "user", "password", "sslmode")
# A user may read these and nothing is stored in them.
_SYSTEM = ["information_schema", "pg_catalog", "topology", "tiger"]
_TABLES = """
    SELECT f_table_schema, f_table_name, f_geometry_column, srid FROM geometry_columns
    WHERE NOT f_table_schema = ANY(%s)
    UNION SELECT f_table_schema, f_table_name, f_geography_column, srid FROM geography_columns
    WHERE NOT f_table_schema = ANY(%s)
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class _Table:
    schema: str
    table: str
    geometry: str
    epsg: int

    @property
    def name(self) -> str:
        return self.table if self.schema == "public" else f"{self.schema}.{self.table}"


def _settings(query: Query) -> dict[str, str]:
    """Return the settings of the connection: what the address says, and what keeps it to that.

    libpq would take more from an address: files to write to (sslkeylogfile) or to read (service, passfile,
    sslkey), options of the session, and a numeric address beside the name.

    Raises
    ------
    Unreadable
        If the address says more, or names no host or an internal one.
    """
    try:
        given = conninfo_to_dict(query.location)
    except psycopg.Error:
        msg = Sentence(
            "The address of the database cannot be read. Write it as postgresql://user@host:port/database."
        )
        raise Unreadable(msg) from None
    settings = {key: str(value) for key, value in given.items() if value}
    others = sorted(set(settings) - set(_ALLOWED_SETTINGS))
    if others:
        msg = Sentence(
            "The address of the database sets {others}; only {allowed} are taken from it. "
            "Leave the rest out.",
            others=", ".join(others),
            allowed=", ".join(_ALLOWED_SETTINGS),
        )
        raise Unreadable(msg)
    host, port = settings.get("host", ""), settings.get("port") or _PORT
    if not re.fullmatch(r"[^\s,/@\\]+", host) or not port.isdecimal():
        msg = Sentence(
            "The address of the database names no single host and port. "
            "Write it as postgresql://user@host:port/database."
        )
        raise Unreadable(msg)
    addresses = _addresses(host, int(port))
    hosts = {"host": [host] * len(addresses), "hostaddr": addresses, "port": [port] * len(addresses)}
    return _own_credentials(host, int(port)) | settings | {key: ",".join(one) for key, one in hosts.items()}


def _addresses(host: str, port: int) -> tuple[str, ...]:
    try:
        return checked_addresses(host, port)
    except OSError:
        msg = Sentence("There is no host “{host}”. Check the address of the database.", host=host[:80])
        raise Unreadable(msg) from None


def _own_credentials(host: str, port: int) -> dict[str, str]:
    """Return settings that keep the operator's own credentials from other hosts.

    These are the password (PGPASSWORD, .pgpass), the client certificate in ~/.postgresql, and Kerberos.
    """
    if is_allowed(host, port):
        return {}
    # libpq takes an empty name for its usual file; below a device there is none.
    return {
        "password": "",
        "passfile": f"{os.devnull}/none",
        "sslcertmode": "disable",
        "gssencmode": "disable",
        "require_auth": "!gss,!sspi",
    }


@contextmanager
def _connection(query: Query) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    options = f"-c default_transaction_read_only=on -c statement_timeout={_STATEMENT_MS}"
    settings: dict[str, Any] = {**_settings(query), "connect_timeout": _CONNECT_S, "options": options}
    with cut_after(_TOTAL_S) as cut:
        try:
            with psycopg.connect(**settings) as connection:
                with socket.socket(fileno=os.dup(connection.fileno())) as opened:
                    cut.watch(opened)
                connection.read_only = True
                yield connection
        except psycopg.Error as error:
            seconds = _TOTAL_S if cut.is_over else _STATEMENT_MS // 1000
            if cut.is_over or isinstance(error, psycopg.errors.QueryCanceled):
                msg = Sentence(
                    "The database on {host} took longer than {seconds:.0f} s. Ask for a smaller view.",
                    host=query.host,
                    seconds=seconds,
                )
                raise Unreadable(msg) from None
            raise Unreadable(_fault(query, error)) from None


def _fault(query: Query, error: psycopg.Error) -> Sentence:
    reason = " ".join(str(error).split())[:200]
    if isinstance(error, psycopg.OperationalError):
        return Sentence(
            "The database on {host} cannot be reached: {reason}. Check address, user and password.",
            host=query.host,
            reason=reason,
        )
    return Sentence("The database on {host} answers: {reason}.", host=query.host, reason=reason)


def _tables(connection: psycopg.Connection[tuple[Any, ...]], query: Query) -> dict[str, _Table]:
    try:
        rows = connection.execute(_TABLES, (_SYSTEM, _SYSTEM)).fetchall()
    except psycopg.errors.UndefinedTable:
        msg = Sentence(
            "The database on {host} has no PostGIS. Export the table to GeoPackage and import that.",
            host=query.host,
        )
        raise Unreadable(msg) from None
    tables: dict[str, _Table] = {}
    for schema, table, geometry, srid in rows:
        one = _Table(schema, table, geometry, int(srid or 0))
        tables.setdefault(one.name, one)
    return tables


def items(query: Query) -> tuple[str, ...]:
    """Return the tables and views with a geometry: table, or schema.table outside public."""
    with _connection(query) as connection:
        return tuple(_tables(connection, query))


def fetch(query: Query) -> tuple[Frame, str]:
    """Return the rows of one table or view.

    Raises
    ------
    Unreadable
        If there is no such table; whatever else stands in its place is never run.
    """
    with _connection(query) as connection:
        tables = _tables(connection, query)
        item = query.item.removeprefix("public.")
        table = tables[chosen_item(query.host, item, tuple(tables))]
        names = _columns(connection, table)
        check_columns(table.name, [*names, table.geometry])
        statement = sql.SQL(
            "SELECT ST_AsBinary(ST_Force2D({geometry}::geometry)), {columns} FROM {table}"
        ).format(
            geometry=sql.Identifier(table.geometry),
            columns=sql.SQL(", ").join(map(sql.Identifier, names)) if names else sql.SQL("1"),
            table=sql.Identifier(table.schema, table.table),
        )
        rows = _rows(connection, statement, table)
    return _frame(rows, names or ["row"], table)


def _columns(connection: psycopg.Connection[tuple[Any, ...]], table: _Table) -> list[str]:
    statement = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
        "AND udt_name NOT IN ('geometry', 'geography', 'bytea', 'raster') ORDER BY ordinal_position"
    )
    return [str(row[0]) for row in connection.execute(statement, (table.schema, table.table))]


def _rows(
    connection: psycopg.Connection[tuple[Any, ...]], statement: sql.Composed, table: _Table
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    bytes_n = 0
    with connection.cursor(name="sijainti") as cursor:
        cursor.execute(statement)
        while piece := cursor.fetchmany(_PIECE_ROWS):
            rows += piece
            if len(rows) > MAX_ROWS:
                check_columns(table.name, (), len(rows))
            bytes_n += sum(len(cell) for row in piece for cell in row if isinstance(cell, str | bytes))
            if bytes_n > _MAX_BYTES:
                msg = Sentence(
                    "{host} sends more than can be read here. Ask for a smaller area.", host=table.name
                )
                raise Unreadable(msg)
    return rows


def _frame(rows: list[tuple[Any, ...]], names: list[str], table: _Table) -> tuple[Frame, str]:
    digest = hashlib.sha256(repr(rows).encode())
    shapes = shapely.from_wkb([row[0] for row in rows], on_invalid="ignore")
    data = pd.DataFrame([[_plain(cell) for cell in row[1:]] for row in rows], columns=names)
    frame = gpd.GeoDataFrame(data.infer_objects(), geometry=shapes)
    return (crs.renamed(frame, table.epsg) if table.epsg else frame), digest.hexdigest()


def _plain(cell: Any) -> Any:
    if isinstance(cell, decimal.Decimal):
        return float(cell)
    if isinstance(cell, dt.date | dt.datetime | dt.time):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
