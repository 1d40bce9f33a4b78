"""Prepared shapes, which answer many questions fast: the one place that prepares.

Two threads that ask one prepared geometry at once take the program down, and an area's own shapes are shared
by the threads of all sessions. So copies are prepared, and asked in the thread that made them.
"""

import numpy as np
import shapely
from numpy.typing import NDArray


def prepared(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return prepared copies of the shapes, flat; the shapes themselves stay as they are.

    Examples
    --------
    >>> mine = np.array([shapely.box(0, 0, 1, 1)])
    >>> shapely.is_prepared(prepared(mine)).tolist(), shapely.is_prepared(mine).tolist()
    ([True], [False])
    """
    # force_2d makes new shapes even of flat ones.
    copies = np.asarray(shapely.force_2d(shapes), dtype=object)
    shapely.prepare(copies)
    return copies
