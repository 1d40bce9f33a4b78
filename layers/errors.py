"""What can go wrong, and who can mend it.

SijaintiError
├── DataError            the owner of a source can mend it
│   ├── MissingCRS       the source does not say in which coordinate reference system it is
│   ├── UnsuitableCRS    not a projected system in metres, or one that distorts areas
│   ├── MixedCRS         layers of one atlas in different systems
│   ├── OutOfArea        coordinates outside the system's area of use: often swapped axes
│   ├── MissingColumn    a column that the layer promises is not there
│   ├── WrongGeometry    points where polygons belong, or no usable geometry at all
│   ├── EmptyLayer       not one row can be used
│   └── Unreadable       no such file, or not in the format that its name says
└── PlannerError         the question cannot be answered: unknown plot, layer not at hand, faulty scenario
"""


class SijaintiError(ValueError):
    """A fault that the user can mend; its text is a sentence made for the user."""


class DataError(SijaintiError):
    """A fault in a source, for its owner to mend."""


class MissingCRS(DataError):
    """The source does not name its coordinate reference system."""


class UnsuitableCRS(DataError):
    """The coordinate reference system cannot serve to measure metres and areas."""


class MixedCRS(DataError):
    """The layers of an atlas are not in one coordinate reference system."""


class OutOfArea(DataError):
    """Coordinates lie outside the area for which the coordinate reference system is made."""


class MissingColumn(DataError):
    """A required column is absent."""


class WrongGeometry(DataError):
    """The geometry is of another kind than the layer promises."""


class EmptyLayer(DataError):
    """No row of the source can be used."""


class Unreadable(DataError):
    """The file is missing, or is not what its name says."""


class PlannerError(SijaintiError):
    """A question that cannot be answered as it was put."""
