# What is said about packages.
{ lib }:
{
  /** Whether a package can be built for a platform. */
  availableOn = platform: package: builtins.elem platform.system (package.meta.platforms or [ platform.system ]);

  /** A package with more `meta`. */
  addMetaAttrs = new: package: package // { meta = package.meta or { } // new; };
}
