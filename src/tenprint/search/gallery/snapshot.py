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

    def places(
        self, views: NDArray[np.int32], rows: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """Return of many rows the descriptor of the file that each lies in, its offset there and its bytes.

        They hold until `close`. A row that is being erased may be read half zero; `View.payload` checks what it reads.
        """
        files = np.array([view.segment.heap.descriptor for view in self.views], np.int32)
        offsets, lengths = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
        for number in np.unique(views).tolist():
            here = views == number
            offsets[here], lengths[here] = self.views[number].segment.extents(rows[here])
        return files[views] if len(files) else np.empty(0, np.int32), offsets, lengths

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
