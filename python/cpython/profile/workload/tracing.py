"""Programs that watch programs: debuggers, profilers and coverage by sys.settrace, sys.setprofile and frames."""

import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Callable


def inner(n: int) -> int:
    total = 0
    for i in range(n):
        if i % 3 == 0:
            total += i
        elif i % 5 == 0:
            total -= 1
    return total


def outer(n: int) -> int:
    try:
        if n % 4 == 0:
            raise KeyError(n)
        return inner(n) + sum(x for x in range(3))
    except KeyError:
        return max(map(abs, (1, -n)))


def traced(function: Callable[[], int]) -> tuple[int, dict[str, int]]:
    events: dict[str, int] = {}
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        events[event] = events.get(event, 0) + 1
        if event == "line":
            lines.add((frame.f_code.co_name, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        result = function()
    finally:
        sys.settrace(None)
    return result, {**events, "lines": len(lines)}


def profiled(function: Callable[[], int]) -> tuple[int, dict[str, int]]:
    events: dict[str, int] = {}

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        events[event] = events.get(event, 0) + 1

    sys.setprofile(profile)
    try:
        result = function()
    finally:
        sys.setprofile(None)
    return result, events


def monitored(function: Callable[[], int]) -> tuple[int, int]:
    """As coverage does it from Python 3.12 on: each line reports once."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None:
        return function(), 0
    lines: list[int] = []

    def line(code: CodeType, number: int) -> Any:
        lines.append(number)
        return monitoring.DISABLE

    monitoring.use_tool_id(monitoring.COVERAGE_ID, "workload")
    monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, line)
    monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)
    try:
        result = function()
    finally:
        monitoring.set_events(monitoring.COVERAGE_ID, 0)
        monitoring.restart_events()
        monitoring.free_tool_id(monitoring.COVERAGE_ID)
    return result, len(lines)


def callers(depth: int) -> list[str]:
    if depth:
        return callers(depth - 1)
    frame: FrameType | None = sys._getframe()
    names = []
    while frame is not None:
        names.append(frame.f_code.co_name + str(len(frame.f_locals)))
        frame = frame.f_back
    return names[:12]


def run(folder: Path) -> str:
    # Functions of their own, made anew: those that were once watched stay prepared for it.
    space: dict[str, Any] = {"inner": inner}
    space["outer"] = type(outer)(outer.__code__.replace(co_name="outer"), {**globals(), "inner": inner})
    work = space["outer"]
    result = [traced(lambda: sum(work(i) for i in range(90))), profiled(lambda: sum(work(i) for i in range(200)))]
    seen = monitored(lambda: sum(work(i) for i in range(300)))
    return f"{result} {seen} {[callers(8)[:9] for _ in range(60)][-1]}"
