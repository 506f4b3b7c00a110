"""Constraints with strengths, kept by an incremental planner: small methods, deep hierarchies, `super`, lists of objects."""

from enum import IntEnum
from pathlib import Path


class Strength(IntEnum):
    REQUIRED = 0
    STRONG = 1
    NORMAL = 2
    WEAK = 3
    WEAKEST = 4

    def stronger(self, other: "Strength") -> bool:
        return self < other


class Variable:
    def __init__(self, name: str, value: int = 0) -> None:
        self.name = name
        self.value = value
        self.constraints: list["Constraint"] = []
        self.decided_by: "Constraint | None" = None
        self.strength = Strength.WEAKEST
        self.mark = 0
        self.stay = True

    def __repr__(self) -> str:
        return f"<{self.name} = {self.value}>"


class Constraint:
    is_input = False

    def __init__(self, strength: Strength) -> None:
        super().__init__()
        self.strength = strength

    def variables(self) -> list[Variable]:
        raise NotImplementedError

    def output(self) -> Variable:
        raise NotImplementedError

    def inputs(self) -> list[Variable]:
        out = self.output()
        return [v for v in self.variables() if v is not out]

    def choose(self, mark: int) -> bool:
        raise NotImplementedError

    def execute(self) -> None:
        pass

    def known(self, mark: int) -> bool:
        return all(v.mark == mark or v.stay or v.decided_by is None for v in self.inputs())

    def satisfy(self, mark: int, planner: "Planner") -> "Constraint | None":
        if not self.choose(mark):
            return None
        for v in self.inputs():
            v.mark = mark
        out = self.output()
        beaten, out.decided_by = out.decided_by, self
        planner.spread(self, mark)
        out.mark = mark
        return beaten


class Unary(Constraint):
    def __init__(self, variable: Variable, strength: Strength) -> None:
        super().__init__(strength)
        self.variable = variable

    def variables(self) -> list[Variable]:
        return [self.variable]

    def output(self) -> Variable:
        return self.variable

    def choose(self, mark: int) -> bool:
        return self.variable.mark != mark and self.strength.stronger(self.variable.strength)


class Stay(Unary):
    pass


class Edit(Unary):
    is_input = True


class Binary(Constraint):
    def __init__(self, one: Variable, two: Variable, strength: Strength) -> None:
        super().__init__(strength)
        self.one, self.two, self.forward = one, two, True

    def variables(self) -> list[Variable]:
        return [self.one, self.two]

    def output(self) -> Variable:
        return self.two if self.forward else self.one

    def choose(self, mark: int) -> bool:
        if self.one.mark == mark:
            self.forward = True
            return self.two.mark != mark and self.strength.stronger(self.two.strength)
        if self.two.mark == mark:
            self.forward = False
            return self.strength.stronger(self.one.strength)
        self.forward = not self.one.strength > self.two.strength
        return self.strength.stronger(self.output().strength)


class Equal(Binary):
    def execute(self) -> None:
        if self.forward:
            self.two.value = self.one.value
        else:
            self.one.value = self.two.value


class Scale(Binary):
    def __init__(self, one: Variable, two: Variable, factor: Variable, offset: Variable, strength: Strength) -> None:
        self.factor, self.offset = factor, offset
        super().__init__(one, two, strength)

    def variables(self) -> list[Variable]:
        return [*super().variables(), self.factor, self.offset]

    def execute(self) -> None:
        if self.forward:
            self.two.value = self.one.value * self.factor.value + self.offset.value
        else:
            self.one.value = (self.two.value - self.offset.value) // self.factor.value


class Planner:
    def __init__(self) -> None:
        self.mark = 0

    def add(self, constraint: Constraint) -> None:
        for v in constraint.variables():
            v.constraints.append(constraint)
        self.mark += 1
        beaten = constraint.satisfy(self.mark, self)
        while beaten is not None:
            beaten = beaten.satisfy(self.mark, self)

    def remove(self, constraint: Constraint) -> None:
        out = constraint.output()
        for v in constraint.variables():
            v.constraints.remove(constraint)
        out.decided_by, out.strength, out.stay = None, Strength.WEAKEST, True
        for other in sorted(out.constraints, key=lambda c: c.strength):
            if other.output().decided_by is not other:
                self.mark += 1
                other.satisfy(self.mark, self)

    def spread(self, constraint: Constraint, mark: int) -> None:
        todo = [constraint]
        while todo:
            now = todo.pop()
            out = now.output()
            out.strength = max([now.strength, *(v.strength for v in now.inputs() if v.decided_by is not None)])
            out.stay = not now.is_input and all(v.stay for v in now.inputs())
            if out.stay:
                now.execute()
            if out.mark != mark:
                todo += self.uses(out)
                out.mark = mark

    def uses(self, v: Variable) -> list[Constraint]:
        return [c for c in v.constraints if c is not v.decided_by and c.output().decided_by is c]

    def plan(self, sources: list[Constraint]) -> list[Constraint]:
        self.mark += 1
        plan, todo = [], list(sources)
        while todo:
            c = todo.pop()
            out = c.output()
            if out.mark != self.mark and c.known(self.mark):
                plan.append(c)
                out.mark = self.mark
                todo.extend(self.uses(out))
        return plan


def change(planner: Planner, variable: Variable, values: range) -> int:
    edit = Edit(variable, Strength.STRONG)
    planner.add(edit)
    plan = planner.plan([edit])
    for value in values:
        variable.value = value
        for constraint in plan:
            constraint.execute()
    planner.remove(edit)
    return len(plan)


def run(folder: Path) -> str:
    planner, chain, total = Planner(), [Variable(f"v{i}") for i in range(250)], 0
    for one, two in zip(chain, chain[1:]):
        planner.add(Equal(one, two, Strength.REQUIRED))
    planner.add(Stay(chain[-1], Strength.WEAK))
    total += change(planner, chain[0], range(40)) * chain[-1].value
    factor, offset, out = Variable("factor", 10), Variable("offset", 1000), []
    for i in range(100):
        source, target = Variable(f"s{i}", i), Variable(f"t{i}", i)
        planner.add(Stay(source, Strength.NORMAL))
        planner.add(Scale(source, target, factor, offset, Strength.REQUIRED))
        out.append((source, target))
    for source, target in out[:90]:
        total += change(planner, source, range(5)) + target.value
    for variable in (factor, offset):
        total += change(planner, variable, range(1, 40)) + sum(target.value for _, target in out)
    return f"{total} {chain[60]!r} {out[7]}"
