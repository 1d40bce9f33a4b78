"""Lines make faces, points name them: plots and plan areas as one partition without gaps or overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from kokkola.description import Description

GRID_M = 0.01
SMALLEST_FACE_M2 = 5.0


@dataclass(frozen=True)
class Ground:
    """The park cut into faces.

    Attributes
    ----------
    outline
        Everything that is planned.
    streets
        Street area.
    railway
        Railway land.
    faces
        Faces outside streets and railway land, in a stable order.
    """

    outline: BaseGeometry
    streets: BaseGeometry
    railway: BaseGeometry
    faces: tuple[Polygon, ...]

    def face_at(self, point: Point) -> int:
        """Number of the face that holds a point; a point outside all faces is a fault of the description."""
        for number, face in enumerate(self.faces):
            if face.contains(point):
                return number
        raise ValueError(
            f"No face holds {point.x:.0f}, {point.y:.0f}: move the point or close the lines round it."
        )


def exact(shape: BaseGeometry) -> BaseGeometry:
    """A shape on the centimetre grid, valid."""
    return shapely.set_precision(shape, GRID_M)


def street_area(description: Description, lines: dict[str, LineString]) -> BaseGeometry:
    """Area of the streets: centre lines widened, dead ends with a turning circle."""
    streets = description.rows("streets")
    shapes = [lines[row["id"]].buffer(row["width_m"] / 2, quad_segs=4) for row in streets]
    shapes += [
        Point(lines[row["id"]].coords[-1]).buffer(row["turning_radius_m"], quad_segs=8)
        for row in streets
        if "turning_radius_m" in row
    ]
    shapes += [
        lines[row["road_id"]].buffer(row["width_m"] / 2, quad_segs=4) for row in description.rows("road_land")
    ]
    return exact(shapely.union_all(shapes))


def railway_land(description: Description, lines: dict[str, LineString]) -> BaseGeometry:
    """Railway land: tracks widened, and the yards as drawn."""
    shapes = [
        lines[row["track_id"]].buffer(row["width_m"] / 2, cap_style="flat", quad_segs=4)
        if "track_id" in row
        else description.polygon(row["outline"])
        for row in description.rows("railway_land")
    ]
    return exact(shapely.union_all(shapes))


def lay_out(
    description: Description, land: BaseGeometry, roads: dict[str, LineString], tracks: dict[str, LineString]
) -> Ground:
    """Cut the park's outline by streets, railway land and the drawn lines."""
    drawn = shapely.union_all([description.polygon(row["outline"]) for row in description.rows("outlines")])
    outline = exact(drawn.intersection(land))
    streets = exact(street_area(description, roads).intersection(outline))
    railway = exact(railway_land(description, tracks).intersection(outline).difference(streets))
    taken = shapely.union_all([streets, railway])
    lines = [description.line(pairs) for row in description.rows("cuts") for pairs in row["lines"]]
    cuts = [line.intersection(outline).difference(taken) for line in lines]
    linework = shapely.union_all(
        [outline.boundary, streets.boundary, railway.boundary, *cuts], grid_size=GRID_M
    )
    return Ground(outline, streets, railway, _faces(linework, outline, taken))


def _faces(linework: BaseGeometry, outline: BaseGeometry, taken: BaseGeometry) -> tuple[Polygon, ...]:
    """Faces of the linework that lie in the outline and outside what is taken."""
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([linework]))
        if outline.contains(face.representative_point()) and not taken.contains(face.representative_point())
    ]
    return tuple(sorted(faces, key=lambda face: tuple(round(value, 2) for value in face.bounds)))


def parts(shape: BaseGeometry) -> list[Polygon]:
    """Polygons of a shape, in a stable order; lines and points that a cut left over are none."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return sorted(polygons, key=lambda part: tuple(round(value, 2) for value in part.bounds))


def joined(faces: Sequence[Polygon]) -> Polygon | MultiPolygon:
    """Faces of one plot or plan area as one shape."""
    return shapely.union_all(list(faces), grid_size=GRID_M)
