"""Codes held against each other as whole vectors of eight words, inside compiled kernels.

A loop over eight words is unrolled by the compiler into eight scalar instructions of each kind. Here vectors are said
outright; where a processor has none so wide, or cannot count bits in them, LLVM makes several instructions of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from tenprint.search.parameters import CODE_WORDS

_WORD = ir.IntType(64)
_VECTOR = ir.VectorType(_WORD, CODE_WORDS)


def _load(context: Any, builder: Any, kind: Any, array: Any, place: Any, *, fixed: bool = False) -> Any:
    """Load the code that begins at a place of a flat array; it may lie at any word.

    What is said to be fixed does not change while the kernel runs: the compiler may load it once for all rows.
    """
    data = context.make_array(kind)(context, builder, array).data
    value = builder.load(builder.bitcast(builder.gep(data, [place]), _VECTOR.as_pointer()), align=8, typ=_VECTOR)
    if fixed:
        value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def _call(builder: Any, name: str, result: Any, vector: Any) -> Any:
    """Call a function of LLVM's own on a vector."""
    known: Any = cgutils
    function = known.get_or_insert_function(builder.module, ir.FunctionType(result, [_VECTOR]), name)
    return builder.call(function, [vector])


def count_bits(builder: Any, vector: Any) -> Any:
    """Count the bits of each word of a vector."""
    return _call(builder, "llvm.ctpop.v8i64", _VECTOR, vector)


def _sum(builder: Any, vector: Any) -> Any:
    return _call(builder, "llvm.vector.reduce.add.v8i64", _WORD, vector)


def _flat(kind: Any) -> bool:
    return isinstance(kind, types.Array) and kind.dtype == types.uint64 and kind.ndim == 1 and kind.layout == "C"


@intrinsic
def _weighted(_typing: Any, a: Any, i: Any, b: Any, j: Any, weights: Any, k: Any) -> Any:
    """weighted_distance(a, i, b, j, weights, k): of the code at a[i:] to that at b[j:], 1-D uint64 arrays.

    Bits that differ count once where weights[k:] has them, and twice where weights[k + CODE_WORDS:] has them. b and
    weights must not change while the kernel runs.
    """
    if not (_flat(a) and _flat(b) and _flat(weights)):
        return None

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        first, second, masks = signature.args[0], signature.args[2], signature.args[4]
        differ = builder.xor(
            _load(context, builder, first, given[0], given[1]),
            _load(context, builder, second, given[2], given[3], fixed=True),
        )
        behind = builder.add(given[5], ir.Constant(_WORD, CODE_WORDS))
        once = count_bits(builder, builder.and_(differ, _load(context, builder, masks, given[4], given[5], fixed=True)))
        twice = count_bits(builder, builder.and_(differ, _load(context, builder, masks, given[4], behind, fixed=True)))
        return _sum(builder, builder.add(once, builder.add(twice, twice)))

    return types.uint64(a, types.int64, b, types.int64, weights, types.int64), generate


def _counter(fingers: int) -> Any:
    @intrinsic
    def count(_typing: Any, a: Any, i: Any, b: Any, j: Any, masks: Any, k: Any) -> Any:
        if not (_flat(a) and _flat(b) and _flat(masks)):
            return None

        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            kinds, total = signature.args, None
            for finger in range(fingers):
                step = ir.Constant(_WORD, finger * CODE_WORDS)
                one, other, mask = (
                    _load(context, builder, kinds[n], given[n], builder.add(given[n + 1], step), fixed=n > 0)
                    for n in (0, 2, 4)
                )
                bits = count_bits(builder, builder.and_(builder.xor(one, other), mask))
                total = bits if total is None else builder.add(total, bits)
            return _sum(builder, total)

        return types.uint64(a, types.int64, b, types.int64, masks, types.int64), generate

    return count


weighted_distance: Callable[..., Any] = _weighted
count_ten: Callable[..., Any] = _counter(10)
"""count_ten(a, i, b, j, masks, k): bits that differ where masks has them, over ten codes one after the other."""
count_three: Callable[..., Any] = _counter(3)
"""The same over three codes."""
