# Parts of a source tree as store paths.
{ lib }:
let
  inherit (builtins) baseNameOf match;
in
{
  /** Whether a file is source: no version control, editor leftovers, objects, build results. */
  cleanSourceFilter =
    name: type:
    let
      base = baseNameOf (toString name);
    in
    !(
      (type == "directory" && builtins.elem base [ ".git" ".svn" ".hg" "CVS" "__pycache__" ])
      || lib.hasSuffix "~" base
      || match "\\.sw[a-z]|\\..*\\.sw[a-z]|.*\\.s?o" base != null
      || (type == "symlink" && lib.hasPrefix "result" base)
      || type == "unknown"
    );

  /**
    A source tree without what the filter refuses; filters of filters add up.

    # Example

    ```nix
    cleanSourceWith { src = ./.; filter = path: type: baseNameOf path != "notes"; }
    ```

    # Type

    ```
    cleanSourceWith :: { src, filter ? _: _: true, name ? "source" } -> Source
    ```

    # Arguments

    src
    : path, or a source that is already filtered

    filter
    : of absolute path and type (regular, directory, symlink, unknown): whether to keep it

    name
    : name in the store; without it the one it had, so that the place of a checkout does not matter
  */
  cleanSourceWith =
    {
      src,
      filter ? _: _: true,
      name ? null,
    }:
    let
      isFiltered = src ? _isLibCleanSourceWith;
      origSrc = if isFiltered then src.origSrc else src;
      filter' = if isFiltered then path: type: filter path type && src.filter path type else filter;
      name' =
        if name != null then
          name
        else if isFiltered then
          src.name
        else
          "source";
    in
    {
      inherit origSrc;
      filter = filter';
      name = name';
      _isLibCleanSourceWith = true;
      outPath = builtins.path {
        path = origSrc;
        name = name';
        filter = filter';
      };
      __toString = self: self.outPath;
    };

  /** A source tree without what is not source. */
  cleanSource =
    src:
    lib.cleanSourceWith {
      inherit src;
      filter = lib.cleanSourceFilter;
    };

  /**
    The part of a tree whose relative paths match one of the regular expressions. A
    directory is kept, and looked into, only where it matches as well.

    # Example

    ```nix
    sourceByRegex ./. [ "src" "src/.*\\.py" "pyproject\\.toml" ]
    ```

    # Type

    ```
    sourceByRegex :: Path | Source -> [ String ] -> Source
    ```
  */
  sourceByRegex =
    src: regexes:
    lib.cleanSourceWith {
      inherit src;
      filter =
        path: type:
        let
          relative = lib.removePrefix (toString (src.origSrc or src) + "/") (toString path);
        in
        lib.any (regex: match regex relative != null) regexes;
    };
}
