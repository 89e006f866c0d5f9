"""What every agency does with what it keeps: lets it go in time, forgets on order, corrects, tells who relied on it.

Which tables hold what stands in `holdings.py`, as data.
"""
