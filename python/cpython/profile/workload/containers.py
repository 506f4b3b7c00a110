"""Lists, tuples, dictionaries, sets and the collections module, as programs fill, search, sort and take them apart."""

import bisect
import heapq
import itertools
import random
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from operator import attrgetter, itemgetter
from pathlib import Path

Point = namedtuple("Point", "x y")


def lists(rng: random.Random) -> int:
    total = 0
    for size in (3, 10, 40, 300):
        for _ in range(6000 // size):
            items = [rng.randrange(1000) for _ in range(size)]
            items.append(size)
            items.extend((1, 2, 3))
            items.insert(1, 5)
            items += [4]
            total += items.pop() + items.pop(0) + items.index(3) + items.count(2) + (7 in items) + items[-1]
            items.remove(3)
            items[1:2] = [8, 9]
            items.reverse()
            total += sum(items[::2]) + len(items * 2) + (items[:3] == items[1:4]) + (items < [500])
            items.sort()
            del items[0]
            first, *middle, last = items
            total += first + len(middle) + last + max(items) + min(items) + len(sorted(items, reverse=True))
    return total


def unpack(rounds: int) -> int:
    total, triple, pair = 0, [1, 2, 3], (4, 5)
    for _ in range(rounds):
        a, b, c = triple
        d, e = pair
        a, b = b, a
        (f, g), h = pair, c
        total += a + b * c - d + e + f + g + h
        for i, (key, value) in enumerate(((1, 2), (3, 4))):
            total += i + key + value
    return total


def dictionaries(rng: random.Random) -> int:
    total = 0
    words = ["".join(rng.choices("abcdefgh", k=rng.randrange(1, 6))) for _ in range(6000)]
    count: dict[str, int] = {}
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        count[word] = count.get(word, 0) + 1
        groups[len(word)].append(word)
    for key, value in count.items():
        if key in groups or value > 2:
            total += value
    total += sum(count.values()) + len(count.keys() & set(words[:50])) + len({**count, "x": 1} | {"y": 2})
    by_number = {i: str(i) for i in range(3000)}
    for i in range(0, 6000, 3):
        total += len(by_number.pop(i, "none")) + (i in by_number)
        by_number.setdefault(i % 100, "again")
    by_pair = {(i % 50, i // 50): i for i in range(2500)}
    for i in range(50):
        for j in range(50):
            total += by_pair[i, j]
    del by_number[1]
    by_number.update(zip(range(100), words))
    copied = by_number.copy()
    total += (copied == by_number) + len(list(reversed(copied))) + len(dict.fromkeys(words, 0)) + len({v: k for k, v in copied.items()})
    while len(copied) > 50:
        total += copied.popitem()[0]
    total += sum(Counter(words).most_common(3)[0][1] for _ in range(5)) + (Counter("abca") + Counter("ab"))["a"]
    chain = ChainMap({"a": 1}, {"b": 2})
    ordered = OrderedDict((word, None) for word in words[:500])
    ordered.move_to_end(words[3])
    return total + chain["b"] + len(next(iter(ordered))) + sum(1 for _ in ordered)


def sets(rng: random.Random) -> int:
    total = 0
    for _ in range(120):
        one = {rng.randrange(300) for _ in range(100)}
        two = set(range(0, 300, 7)) | {1, 2}
        total += len(one & two) + len(one - two) + len(one ^ two) + len(one | two) + (one <= two) + one.isdisjoint(two)
        one.add(5)
        one.discard(6)
        one.update(two)
        total += sum(value in one for value in range(100)) + hash(frozenset(two)) % 5 + len(one.intersection([1, 2, 3]))
    names = [f"name{rng.randrange(400)}" for _ in range(3000)]
    seen: set[str] = set()
    for name in names:
        if name not in seen:
            seen.add(name)
    last: set[str] = set()
    for start in range(0, 3000, 10):
        few = frozenset(names[start : start + 10])
        total += (
            (few < seen)
            + (few == last)
            + (few != seen)
            + few.issubset(names)
            + seen.issuperset(few)
            + len(few.difference(last, [names[0]]))
        )
        last = set(few)
        last -= {names[start]}
        last ^= few
        last |= few
        last.difference_update(names[:3])
        last.intersection_update(few)
        last.symmetric_difference_update(names[start : start + 3])
        if last:
            last.remove(min(last))
        total += len(last.union(names[:2], "ab")) + len({few: start}) + any(last) + len(set().union(*[few, last]))
    while seen:
        total += len(seen.pop())
    return total


def queues(rng: random.Random) -> int:
    total = 0
    line: deque[int] = deque(maxlen=50)
    heap: list[tuple[int, str]] = []
    order: list[int] = []
    for i in range(6000):
        line.append(i)
        line.appendleft(-i)
        if i % 3 == 0:
            total += line.pop() + line.popleft()
        heapq.heappush(heap, (rng.randrange(1000), "job"))
        if len(heap) > 100:
            total += heapq.heappop(heap)[0]
        bisect.insort(order, rng.randrange(500))
        total += bisect.bisect_left(order, 250)
    line.rotate(5)
    return total + sum(line) + sum(heapq.nsmallest(10, order)) + sum(heapq.merge(order[:50], order[60:90]))


def sorting(rng: random.Random) -> int:
    points = [Point(rng.random(), rng.randrange(50)) for _ in range(2500)]
    total = 0
    for key in (
        attrgetter("y"),
        itemgetter(1, 0),
        lambda p: -p.x,
        lambda p: (p.y, p.x),
        lambda p: str(p.y),
        None,
    ):
        points.sort(key=key)
        total += points[0].y + sorted(points, key=key, reverse=True)[0].y + points[5]._replace(y=3).y
    words = [str(p.x) for p in points]
    total += len(min(words)) + len(sorted(words)[0]) + len(sorted(set(words), key=len)[0]) + len(sorted(p.x for p in points))
    return total


def iterators() -> int:
    total = 0
    for a, b in zip(range(8000), itertools.cycle((1, 2, 3))):
        total += a * b
    for group, members in itertools.groupby(range(4000), key=lambda n: n // 10):
        total += group + len(list(members))
    total += sum(map(sum, itertools.combinations(range(14), 4))) + sum(1 for _ in itertools.permutations(range(6)))
    total += sum(x * y for x, y in itertools.product(range(60), repeat=2)) + sum(itertools.accumulate(range(2000)))
    total += sum(itertools.chain.from_iterable([[1, 2]] * 2000)) + sum(itertools.islice(itertools.count(), 10, 3000, 3))
    total += sum(itertools.starmap(pow, [(2, 3)] * 2000)) + sum(itertools.compress(range(999), [1, 0, 1] * 333))
    total += sum(itertools.takewhile(lambda n: n < 900, range(2000))) + len(list(itertools.pairwise(range(1000))))
    total += sum([x for row in [[1, 2, 3]] * 3000 for x in row if x != 2]) + sum({x % 7 for x in range(9000)})
    one, two = itertools.tee(range(2000))
    return total + sum(one) - sum(two) + len(list(itertools.zip_longest(range(50), range(90)))) + sum(reversed(range(500)))


def run(folder: Path) -> str:
    rng = random.Random(11)
    results = [
        lists(rng),
        unpack(40000),
        dictionaries(rng),
        sets(rng),
        queues(rng),
        sorting(rng),
        iterators(),
    ]
    return " ".join(map(str, results))
