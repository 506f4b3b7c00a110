"""pylock.build.toml for a plan: made, or completed with what the plan lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyproject2nix.base.builds import BUILD_LOCK, DEFAULT_SET, BuildSource
from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.target import Target
from pyproject2nix.base.text import shortened
from pyproject2nix.build_lock.ask import Answer, ask
from pyproject2nix.build_lock.learn import Learned, learn
from pyproject2nix.build_lock.resolve import Preferences, Resolved, Wanted, resolve_sets
from pyproject2nix.build_lock.text import lock_text
from pyproject2nix.plan.build_systems import FromSource, is_in_package_set
from pyproject2nix.plan.plan import Plan, PlannedPackage
from pyproject2nix.programs.uv import Uv

__all__ = ["build_lock_text"]


def build_lock_text(
    plan: Plan, index: str | None = None, has_hooks: bool = True
) -> tuple[str, dict[str, str]]:
    """Return pylock.build.toml with all that the plan needs, and texts of Cargo.locks by SHA-256.

    What an earlier file says of a source is not asked again; its versions are kept where they can
    be. `index` is a folder of sdists in place of pip's index; without `has_hooks` no back end is
    asked.
    """
    known = plan.builds.sources
    learned = learn(plan, [s for s in plan.from_source if not _is_known(s, known)], index)
    wanted = []
    for one in plan.from_source:
        built = one.built
        old = known.get(built.identity, BuildSource(built.name, "", "", (), frozenset()))
        new = learned.get(built.identity)
        requires = old.requires if new is None else new.requires
        may_lack = is_in_package_set(built)
        wanted.append(
            Wanted(built.name, built.identity, requires, one.targets, old.set_name, may_lack)
        )
    uv, preferences = Uv(), _preferences(plan)
    sets, chosen = resolve_sets(wanted, preferences, uv)
    by_name = {some.name: some for some in sets}
    answers = {
        one.identity: ask(
            learned[one.identity],
            by_name.get(chosen[one.identity].set_name),
            one.targets,
            has_hooks,
        )
        for one in wanted
        if one.identity in learned and not learned[one.identity].is_whole
    }
    if any(answer.requires for answer in answers.values()):
        wanted = [_with_answer(one, answers.get(one.identity)) for one in wanted]
        sets, chosen = resolve_sets(wanted, preferences, uv)
    sources = [
        BuildSource(
            name=one.built.name,
            version=one.built.version,
            identity=one.built.identity,
            requires=chosen[one.built.identity].requires,
            targets=frozenset(target.name for target in one.targets),
            set_name=chosen[one.built.identity].set_name,
            rust=_rust(learned.get(one.built.identity), known.get(one.built.identity)),
            note=_note(
                chosen[one.built.identity],
                answers.get(one.built.identity),
                known.get(one.built.identity),
            ),
        )
        for one in plan.from_source
    ]
    targets = sorted({target for one in plan.from_source for target in one.targets})
    locks = [source.rust.lock for source in sources if source.rust and source.rust.lock]
    return lock_text(sets, sources, targets), {lock.sha256: lock.text for lock in locks}


def _rust(learned: Learned | None, known: BuildSource | None) -> Rust | None:
    if learned is not None:
        return learned.rust
    return known.rust if known is not None else None


def _with_answer(one: Wanted, answer: Answer | None) -> Wanted:
    if answer is None:
        return one
    return replace(one, requires=tuple(sorted({*one.requires, *answer.requires})))


def _note(outcome: Resolved, answer: Answer | None, known: BuildSource | None) -> str:
    """Return what is not sure about a source."""
    if outcome.problem:
        return (
            f"built with the versions of the package set, since {' and '.join(outcome.requires)} "
            f"cannot be locked ({shortened(outcome.problem, 200)}); to try again, remove "
            f"{BUILD_LOCK} and run: pyproject2nix generate"
        )
    if answer is not None:
        return answer.note
    return known.note if known is not None and known.set_name == outcome.set_name else ""


def _is_known(one: FromSource, known: Mapping[str, BuildSource]) -> bool:
    # A source that states its requirements elsewhere may state others now.
    return one.is_locked or (one.built.stated is None and one.built.identity in known)


def _preferences(plan: Plan) -> Preferences:
    """Return the versions of an earlier build set, and below them those of the project's lock."""
    of_project = _versions(plan.packages)
    of_sets = {name: _versions(packages) for name, packages in plan.build_sets.items()}

    def preferences(set_name: str, target: Target) -> dict[str, str]:
        earlier = of_sets.get(set_name or DEFAULT_SET, {})
        return {**of_project.get(target, {}), **earlier.get(target, {})}

    return preferences


def _versions(packages: Iterable[PlannedPackage]) -> dict[Target, dict[str, str]]:
    found: dict[Target, dict[str, str]] = {}
    for package in packages:
        for target, variant in package.variants.items():
            if variant.version:
                found.setdefault(target, {})[package.name] = variant.version
    return found
