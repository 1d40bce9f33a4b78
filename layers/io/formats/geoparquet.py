"""GeoParquet."""

from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.errors import Unreadable
from layers.io.formats.content import check_content
from layers.io.limits import check_columns
from layers.messages import Sentence


def read_geoparquet(path: Path, _item: str = "") -> gpd.GeoDataFrame:
    """Return the rows of a GeoParquet file; by the format, no word about its system means degrees."""
    check_content(path)
    try:
        with pq.ParquetFile(path) as file:
            names, rows = file.schema_arrow.names, file.metadata.num_rows
            metadata = file.schema_arrow.metadata or {}
        check_columns(path.name, names, rows)
        if b"geo" not in metadata:
            msg = Sentence("{file} is Parquet without a map geometry. Save it as GeoParquet.", file=path.name)
            raise Unreadable(msg)
        return gpd.read_parquet(path)
    except (pa.ArrowException, OSError, KeyError) as error:
        msg = Sentence(
            "{file} cannot be read as GeoParquet: {reason}.",
            file=path.name,
            reason=" ".join(str(error).split())[:200],
        )
        raise Unreadable(msg) from None
