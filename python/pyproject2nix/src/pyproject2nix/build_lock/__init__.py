"""Making pylock.build.toml: what sources need for their builds, resolved and written.

1. `learn`: each source that is built states its requirements: [build-system] of its pyproject.toml,
   what its back end is known to ask for in its hooks (data/back-ends.toml), setup_requires.
2. `resolve`: uv resolves each list of requirements by itself, as installers do, who build each
   source in an environment of its own. The project's locked versions are preferences. Lists whose
   versions agree share a build set; the others get sets of their own.
3. `ask`: a back end whose hooks may ask for more that nothing states is asked, in the Nix sandbox,
   without a network, at most 60 s, once; then its list is resolved again. What cannot be asked is
   recorded with a note.
4. `text`: the sets become one lock file (PEP 751), with a record of what it was resolved from.

The file is read again by `lock/pylock/build.py`; a current one is used as it is, offline.
"""
