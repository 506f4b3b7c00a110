"""Write reports on a sensor: python report.py [how many [seconds between them]]."""

import resource
import sys
import time

from _series import Series


def write_report(series):
    return f"median {series.median():.1f}"


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0
    series = Series()
    for i in range(100_000):
        series.append(i % 1000)
    for number in range(count):
        report = write_report(series)
        time.sleep(pause)
        if number % 50 == 49:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"report {number + 1}: {report}; {memory} MB", flush=True)


main()
