"""What the benchmarks measure with: the time of a call, and ratios of things that take turns."""

from statistics import median
from time import process_time


def seconds(function, clock=process_time):
    """Return the time that a call takes: of the processor, unless another clock is given."""
    start = clock()
    function()
    return clock() - start


def ratios(function, *others, turns=41, clock=process_time):
    """Return how many times as long as each of the others a function takes, in the median."""
    times = [[seconds(it, clock) for it in (function, *others)] for _ in range(turns)]
    return [median(turn[0] / turn[i] for turn in times) for i in range(1, len(others) + 1)]
