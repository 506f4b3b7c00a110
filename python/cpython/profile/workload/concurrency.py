"""asyncio on a loop of its own: trees of tasks, queues, locks, streams, timeouts that never come, asynchronous generators."""

import asyncio
import contextvars
import socket
from pathlib import Path
from typing import Any, AsyncIterator

variable = contextvars.ContextVar("variable", default=0)
memo: dict[int, asyncio.Future[int]] = {}


async def tree(depth: int) -> int:
    if depth == 0:
        await asyncio.sleep(0)
        return 1
    return 1 + sum(await asyncio.gather(*[tree(depth - 1) for _ in range(4)]))


async def group(depth: int) -> int:
    if depth == 0:
        return variable.get()
    variable.set(depth)
    async with asyncio.TaskGroup() as tasks:
        children = [tasks.create_task(group(depth - 1)) for _ in range(4)]
    return sum(child.result() for child in children)


async def memoized(n: int) -> int:
    if n < 2:
        return n
    if n not in memo:
        memo[n] = asyncio.ensure_future(memoized(n - 1))
    return (await memo[n] + await memoized(n - 2)) % 1000003


async def pipeline(count: int) -> int:
    queue: asyncio.Queue[int | None] = asyncio.Queue(maxsize=5)
    lock, ready, limit = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2)
    total = 0

    async def produce() -> None:
        await ready.wait()
        for i in range(count):
            await queue.put(i)
        await queue.put(None)

    async def consume() -> None:
        nonlocal total
        ready.set()
        while (value := await queue.get()) is not None:
            async with lock, limit:
                total += value

    await asyncio.gather(produce(), consume())
    return total


async def ticks(count: int) -> AsyncIterator[int]:
    for i in range(count):
        if i % 50 == 0:
            await asyncio.sleep(0)
        yield i


async def cancelled(rounds: int) -> int:
    caught = 0
    for _ in range(rounds):
        task = asyncio.ensure_future(asyncio.Event().wait())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            caught += 1
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: None)
        future.set_result(caught)
        caught += await asyncio.wait_for(future, None) - await asyncio.shield(future)
    return caught


async def streams(rounds: int) -> int:
    one, two = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=one)
    other_reader, other_writer = await asyncio.open_connection(sock=two)
    total = 0
    for i in range(rounds):
        writer.write(b"ask %d\n" % i)
        await writer.drain()
        line = await other_reader.readline()
        other_writer.write(len(line).to_bytes(4, "big") + line)
        size = int.from_bytes(await reader.readexactly(4), "big")
        total += len(await reader.readexactly(size))
    for each in (writer, other_writer):
        each.close()
        await each.wait_closed()
    return total


async def everything() -> list[Any]:
    results = [
        await tree(5),
        await group(5),
        await memoized(300),
        await pipeline(3000),
        await cancelled(600),
        await streams(700),
    ]
    results.append(sum([i async for i in ticks(8000)]))
    async with asyncio.timeout(None):
        done, _ = await asyncio.wait([asyncio.ensure_future(tree(1)) for _ in range(20)])
        results.append(len(done))
    for finished in asyncio.as_completed([tree(0) for _ in range(50)]):
        results.append(await finished)
    return results


def run(folder: Path) -> str:
    memo.clear()
    plain = socket.socketpair()
    total = 0
    for i in range(500):
        plain[0].sendall(b"x" * i)
        while i > 0:
            i -= len(plain[1].recv(100))
            total += 1
    for each in plain:
        each.close()
    return f"{asyncio.run(everything())} {total}"
