"""Neighbourhoods as vectors of eight words, one a sector: joined from tables, and held against many at once.

Said outright for the same reason as in `words`. A neighbourhood of the search is a column of a block: eight columns,
each of eight words, sector by sector, so that one vector holds the same sector of eight neighbourhoods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from tenprint.search.cascade.words import count_bits
from tenprint.search.parameters import SECTORS

_HALF, _WORD = ir.IntType(32), ir.IntType(64)
_VECTOR, _HALVES = ir.VectorType(_WORD, SECTORS), ir.VectorType(_HALF, SECTORS)
_compiler: Any = cgutils
_FIRST, _EVERYWHERE = ir.Constant(_HALF, 0), ir.Constant(_HALVES, [0] * SECTORS)

TURN_BITS = 6
"""Low bits of a key that say the turn; the others say the place in the table of points."""


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _vector_at(builder: Any, data: Any, place: Any, kind: Any = _VECTOR) -> Any:
    return builder.bitcast(builder.gep(data, [place]), kind.as_pointer())


def _repeated(builder: Any, word: Any) -> Any:
    nothing = ir.Constant(_VECTOR, ir.Undefined)
    return builder.shuffle_vector(builder.insert_element(nothing, word, _FIRST), nothing, _EVERYWHERE)


@intrinsic
def _join(_typing: Any, points: Any, masks: Any, keys: Any, number: Any, words: Any, at: Any) -> Any:
    """join_neighbours(points, masks, keys, number, words, at): fill words[at : at + SECTORS].

    Each of the first `number` keys sets the points of points[key >> TURN_BITS] in the sectors of its turn, where masks
    has ones.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        tables, sectors, numbers, out = (_data(context, builder, signature.args[n], given[n]) for n in (0, 1, 2, 4))
        joined = _compiler.alloca_once(builder, _VECTOR)
        builder.store(ir.Constant(_VECTOR, [0] * SECTORS), joined)
        with _compiler.for_range(builder, given[3]) as loop:
            key = builder.zext(builder.load(builder.gep(numbers, [loop.index])), _WORD)
            seen = builder.load(builder.gep(tables, [builder.lshr(key, ir.Constant(_WORD, TURN_BITS))]))
            turn = builder.mul(builder.and_(key, ir.Constant(_WORD, (1 << TURN_BITS) - 1)), ir.Constant(_WORD, SECTORS))
            mask = builder.load(_vector_at(builder, sectors, turn), align=8, typ=_VECTOR)
            more = builder.and_(_repeated(builder, seen), mask)
            builder.store(builder.or_(builder.load(joined), more), joined)
        builder.store(builder.load(joined), _vector_at(builder, out, given[5]), align=8)
        return context.get_dummy_value()

    return types.void(points, masks, keys, types.int64, words, types.int64), generate


@intrinsic
def _common(_typing: Any, words: Any, at: Any, blocks: Any, number: Any, common: Any) -> Any:
    """count_common(words, at, blocks, number, common): bits that one neighbourhood has in common with others.

    Fills common[: 8 * number] (int32) for the neighbourhood at words[at:] and the columns of so many blocks.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        own, others, out = (_data(context, builder, signature.args[n], given[n]) for n in (0, 2, 4))
        sectors = [
            _repeated(builder, builder.load(builder.gep(own, [builder.add(given[1], ir.Constant(_WORD, sector))])))
            for sector in range(SECTORS)
        ]
        with _compiler.for_range(builder, given[3]) as loop:
            base, total = builder.mul(loop.index, ir.Constant(_WORD, SECTORS * SECTORS)), None
            for sector, mine in enumerate(sectors):
                place = builder.add(base, ir.Constant(_WORD, SECTORS * sector))
                theirs = builder.load(_vector_at(builder, others, place), align=8, typ=_VECTOR)
                bits = count_bits(builder, builder.and_(theirs, mine))
                total = bits if total is None else builder.add(total, bits)
            place = builder.mul(loop.index, ir.Constant(_WORD, SECTORS))
            builder.store(builder.trunc(total, _HALVES), _vector_at(builder, out, place, _HALVES), align=4)
        return context.get_dummy_value()

    return types.void(words, types.int64, blocks, types.int64, common), generate


join_neighbours: Callable[..., Any] = _join
count_common: Callable[..., Any] = _common
