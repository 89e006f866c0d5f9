"""What a public table hides does not follow from what it shows: held against a linear program that tries."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tenprint.statistics.suppression import protect

LEAST = 5


def table_of(shown, rows, columns):
    cells = [[shown.cells[r, c] for c in columns] + [shown.rows[r]] for r in rows]
    return [*cells, [shown.columns[c] for c in columns] + [shown.total]]


def ranges(table):
    """(row, column) -> least and greatest value that fits the shown ones; an attacker knows no more."""
    height, width = len(table), len(table[0])
    equations = []
    for r in range(height):
        line = np.zeros((height, width))
        line[r, :-1], line[r, -1] = 1, -1
        equations.append(line.ravel())
    for c in range(width):
        line = np.zeros((height, width))
        line[:-1, c], line[-1, c] = 1, -1
        equations.append(line.ravel())
    bounds = [(v, v) if v is not None else (0, None) for row in table for v in row]
    for r in range(height):
        for c in range(width):
            if table[r][c] is None:
                aim = np.zeros(height * width)
                aim[r * width + c] = 1
                zeros = np.zeros(len(equations))
                low = linprog(aim, A_eq=equations, b_eq=zeros, bounds=bounds)
                high = linprog(-aim, A_eq=equations, b_eq=zeros, bounds=bounds)
                yield (r, c), low.fun, np.inf if high.status == 3 else -high.fun


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0, 1, 2, 4, 5, 7, 20]), min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
@example([[0, 1, 0], [0, 5, 5]])  # the shown numbers leave nothing for the three zeros
@settings(max_examples=60, deadline=None)
def test_a_small_count_does_not_follow_from_the_shown_ones(counts):
    rows, columns = range(len(counts)), range(len(counts[0]))
    full = np.array(counts)
    shown = protect({(r, c): counts[r][c] for r in rows for c in columns}, threshold=LEAST)
    table = table_of(shown, rows, columns)
    true = np.block([[full, full.sum(1, keepdims=True)], [full.sum(0, keepdims=True), np.array([[full.sum()]])]])
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            assert value is None or value == true[r, c]
            assert value is None or value >= LEAST
    for (r, c), low, high in ranges(table):
        if true[r, c] < LEAST:
            assert high - low > 0.5, (counts, table, r, c)


def test_totals_that_another_table_hides_stay_hidden_and_do_not_follow():
    counts = {("a", "x"): 9, ("a", "y"): 8, ("b", "x"): 7, ("b", "y"): 30}
    assert protect(counts, threshold=LEAST).rows["a"] == 17
    shown = protect(counts, threshold=LEAST, hidden_rows={"a"})
    assert shown.rows["a"] is None
    for (r, c), low, high in ranges(table_of(shown, ("a", "b"), ("x", "y"))):
        assert high - low > 0.5, (r, c)


def test_nothing_is_hidden_where_nothing_is_small():
    shown = protect({("a", "x"): 10, ("b", "x"): 20}, threshold=LEAST)
    assert shown.total == 30
    assert None not in {*shown.cells.values(), *shown.rows.values(), *shown.columns.values()}
