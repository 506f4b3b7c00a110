# What of project.json holds for the groups and extras that are chosen: those that exclude each other have overlays of their own.
{
  lib,
  data,
  groups,
  extras,
}:
let
  inherit (lib) attrNames concatStringsSep filter;
  main = {
    overlay = null;
    inherit (data) targets;
    extras = filter (name: sample data.targets ? extras.${name}) exclusive.extras;
    groups = filter (name: sample data.targets ? groups.${name}) exclusive.groups;
  };
  # Every target has the same groups and extras.
  sample = targets: builtins.head (builtins.attrValues targets);
  exclusive =
    data.exclusive or {
      extras = [ ];
      groups = [ ];
    };
  # Those that the locker installs unless it is asked for others, and those of the tests.
  chosen = if groups == null then data.default-groups or (attrNames (sample data.targets).groups) else groups;

  askedExtras = filter (name: builtins.elem name extras) exclusive.extras;
  askedGroups = filter (name: builtins.elem name chosen) exclusive.groups;
  isAsked = variant: variant.extras == askedExtras && variant.groups == askedGroups;
  names = concatStringsSep " and " (map (name: "extra ${name}") askedExtras ++ map (name: "group ${name}") askedGroups);
  found = lib.findFirst isAsked null ([ main ] ++ data.variants or [ ]);
in
{
  groups = chosen;
  variant =
    if found == null then
      throw "buildProject: ${data.name}: ${
        if names == "" then
          "nothing is locked without ${concatStringsSep ", " (exclusive.extras ++ exclusive.groups)}; choose one of them"
        else
          "${names} are not written together: they exclude each other, or there are too many choices; choose fewer of them"
      }"
    else
      found;
  /** Names of a kind that exclude others. */
  exclusiveNames = what: exclusive."${what}s";
  /** Whether another choice of groups and extras has a name of this kind. */
  isElsewhere =
    what: name:
    builtins.any (variant: (sample variant.targets)."${what}s" ? ${name}) ([ main ] ++ data.variants or [ ]);
}
