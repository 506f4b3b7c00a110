# What two lists of Python packages, with all that these need, differ in: sentences; none where names and versions are the same.
{ lib }:
let
  # pyproject.nix' packages are no nixpkgs modules, and tell what they need by name.
  isModule =
    package: package != null && (package ? pythonModule || package ? dependencies) && !(package ? sitePackages);
  # By name: two files of one version are one package.
  versionsOf =
    packages:
    lib.listToAttrs (
      map (node: lib.nameValuePair node.key node.package.version) (
        builtins.genericClosure {
          startSet = map node (lib.filter isModule packages);
          operator = { package, ... }: map node (lib.filter isModule package.propagatedBuildInputs or [ ]);
        }
      )
    );
  node = package: {
    key = import ./normal-name.nix { inherit lib; } (package.pname or package.name);
    inherit package;
  };
in
{
  inherit versionsOf;
  differences =
    theirs: ours:
    lib.mapAttrsToList
      (name: _: "${name}: ${theirs.${name} or "missing"}, where ours has ${ours.${name} or "none"}")
      (lib.filterAttrs (name: version: ours.${name} or null != theirs.${name} or null) (theirs // ours));
}
