"""What one search looks at: the committed rows of each segment at one moment."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tenprint.search.gallery.segment import Segment


class View:
    """The first `rows` rows of a segment; rows that are erased meanwhile show as erased."""

    def __init__(self, segment: Segment, rows: int) -> None:
        self.segment, self.rows = segment, rows

    @property
    def codes(self) -> NDArray[np.uint64]:
        """(rows, 10, 8) filter codes, a view of the file."""
        return self.segment.columns.codes[: self.rows]

    @property
    def heads(self) -> NDArray[np.uint64]:
        """(rows,) heads, zero where a row is erased, a view of the file."""
        return self.segment.columns.heads[: self.rows]

    def payload(self, row: int) -> bytes | None:
        """Return identifier and fingers of a row, None when it is erased."""
        return self.segment.payload(row)


class Snapshot:
    """Views of all segments. Their files stay until `close`.

    Attributes:
        views: in the order of insertion.
        subjects: number of subjects at that moment.
    """

    def __init__(self, views: list[View], subjects: int, release: Callable[[list[View]], None]) -> None:
        self.views, self.subjects, self._release = views, subjects, release

    def read_rows(
        self, views: NDArray[np.int32], rows: NDArray[np.int32]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return many rows as their heaps hold them, one after the other, and (n + 1,) where they begin and end.

        Nothing is checked: a row that is being erased may come half zero. Read it again (`View.payload`) to rely on it.
        """
        heaps = [view.segment.heap for view in self.views]
        places = []
        for number, row in zip(views.tolist(), rows.tolist(), strict=True):
            offset, length = self.views[number].segment.extent(row)
            places.append((heaps[number], offset, heaps[number].row_bytes(offset) if length is None else length))
        ends = np.zeros(len(places) + 1, np.int64)
        np.cumsum([length for _, _, length in places], out=ends[1:])
        data = np.zeros(int(ends[-1]), np.uint8)
        target = memoryview(data.data)
        for (heap, offset, length), start in zip(places, ends[:-1].tolist(), strict=True):
            heap.read_into(offset, target[start : start + length])
        return data, ends

    def close(self) -> None:
        """Let go of the segments; safe to repeat."""
        views, self.views = self.views, []
        if views:
            self._release(views)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
