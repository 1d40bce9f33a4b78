"""Tables and views of PostGIS, over a connection that cannot write; the driver quotes names."""

import datetime as dt
import decimal
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from psycopg import sql

from layers import crs
from layers.errors import Sentence, Unreadable
from layers.io.limits import MAX_ROWS, check_columns, chosen_item
from layers.io.services.query import Query
from layers.io.tables import Frame

_CONNECT_S = 10
_STATEMENT_MS = 60_000
_PIECE_ROWS = 10_000
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


@contextmanager
def _connection(query: Query) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    options = f"-c default_transaction_read_only=on -c statement_timeout={_STATEMENT_MS}"
    try:
        with psycopg.connect(query.location, connect_timeout=_CONNECT_S, options=options) as connection:
            connection.read_only = True
            yield connection
    except psycopg.errors.QueryCanceled:
        seconds = _STATEMENT_MS // 1000
        msg = Sentence(
            "The database on {host} took longer than {seconds} s. Ask for a smaller view.",
            host=query.host,
            seconds=seconds,
        )
        raise Unreadable(msg) from None
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())[:200]
        msg = Sentence(
            "The database on {host} cannot be reached: {reason}. Check address, user and password.",
            host=query.host,
            reason=reason,
        )
        raise Unreadable(msg) from None
    except psycopg.Error as error:
        reason = " ".join(str(error).split())[:200]
        msg = Sentence("The database on {host} answers: {reason}.", host=query.host, reason=reason)
        raise Unreadable(msg) from None


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
    with connection.cursor(name="sijainti") as cursor:
        cursor.execute(statement)
        while piece := cursor.fetchmany(_PIECE_ROWS):
            rows += piece
            if len(rows) > MAX_ROWS:
                check_columns(table.name, (), len(rows))
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
