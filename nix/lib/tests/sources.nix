# Cases of ../sources.nix, on the tree of nix/lib itself.
{ lib }:
let
  kept = type: name: lib.cleanSourceFilter "/project/${name}" type;
  names = source: builtins.attrNames (builtins.readDir "${source}");
  onlyNix = lib.cleanSourceWith {
    src = ./..;
    filter = path: _: lib.hasSuffix ".nix" path;
    name = "only-nix";
  };
in
{
  cleanSourceFilter = {
    testDropped = {
      expr = builtins.filter (kept "regular") [
        "a.c~"
        "a.o"
        "a.so"
        ".a.c.swp"
        ".swp"
      ];
      expected = [ ];
    };
    testKept = {
      expr = builtins.filter (name: !(kept "regular" name)) [
        "a.c"
        "result"
        "logo.swf"
        "a.so.c"
        ".gitignore"
        "o"
      ];
      expected = [ ];
    };
    testDirectories = {
      expr = builtins.filter (kept "directory") [
        ".git"
        "__pycache__"
        "src"
        "result"
      ];
      expected = [
        "src"
        "result"
      ];
    };
    testBuildResults = {
      expr = builtins.filter (kept "symlink") [
        "result"
        "result-dev"
        "link"
      ];
      expected = [ "link" ];
    };
    testSockets = {
      expr = kept "unknown" "socket";
      expected = false;
    };
  };
  cleanSourceWith = {
    testFilters = {
      expr = names onlyNix == builtins.filter (lib.hasSuffix ".nix") (builtins.attrNames (builtins.readDir ./..));
      expected = true;
    };
    testName = {
      expr = lib.hasSuffix "-only-nix" "${onlyNix}";
      expected = true;
    };
    testFiltersAddUp = {
      expr = names (
        lib.cleanSourceWith {
          src = onlyNix;
          filter = path: _: lib.hasPrefix "li" (baseNameOf path) || baseNameOf path == "tests";
        }
      );
      expected = [
        "licenses.nix"
        "lists.nix"
      ];
    };
  };
  cleanSource.testKeepsSources = {
    expr = builtins.elem "sources.nix" (names (lib.cleanSource ./..));
    expected = true;
  };
  sourceByRegex = {
    testRelativePaths = {
      expr = names (
        lib.sourceByRegex ./.. [
          "l.*\\.nix"
          "tests"
        ]
      );
      expected = [
        "licenses.nix"
        "lists.nix"
        "tests"
      ];
    };
    testOfAFilteredSource = {
      expr = names (lib.sourceByRegex onlyNix [ "m.*" ]);
      expected = [ "meta.nix" ];
    };
  };
}
