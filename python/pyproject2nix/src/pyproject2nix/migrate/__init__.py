"""From a project that another Python-to-Nix tool builds to ours: the same outputs' names.

`trace` evaluates the flake without its inputs, `value` is what comes of it, `parts` knows what the
tools' functions make, `express` writes values as Nix again, `flake` puts the new flake together,
`choice` finds what of it is locked. `subject` gathers what is lost or worth knowing.
"""
