"""Watch a sensor: is the mean of its latest values within bounds?"""

import math

from _series import Series


def measure(series, count):
    for i in range(count):
        series.append(20 + math.sin(i / 50))


def watch(series):
    latest = series.window(1000)
    measure(series, 200_000)
    return abs(latest.mean() - 20) < 1


series = Series()
measure(series, 100_000)
print("within bounds:", watch(series))
