# Fetchers. Debian's and PyPI's files are put into the store by ./setup; what is
# pinned by an address of its own is fetched by Nix.
{ lib, final }:
let
  inherit (final) bootstrap;

  # The hexadecimal form of an SRI hash is what a store path is computed from;
  # Nix takes either.
  hashOf =
    name: args:
    if args.hash or "" != "" then
      {
        outputHash = args.hash;
      }
    else if args.sha256 or "" != "" then
      {
        outputHash = args.sha256;
        outputHashAlgo = "sha256";
      }
    else
      throw "fetch: ${name}: no hash; give hash = \"sha256-…\"";
in
{
  /** A file by its address and hash. Arguments: `url` or `urls`, `hash` or `sha256`, `name`, `executable`. */
  fetchurl =
    args@{
      url ? builtins.head args.urls,
      urls ? [ url ],
      name ? baseNameOf (builtins.head urls),
      hash ? "",
      sha256 ? "",
      executable ? false,
      passthru ? { },
      meta ? { },
    }:
    lib.throwIf (builtins.length urls != 1)
      "fetchurl: ${name}: debpkgs fetches from one address, not ${toString (builtins.length urls)}; give one in url"
      derivation (
      {
        inherit name url executable;
        system = "builtin";
        builder = "builtin:fetchurl";
        outputHashMode = if executable then "recursive" else "flat";
        unpack = false;
        preferLocalBuild = true;
        urls = [ url ];
      }
      // hashOf name args
    )
    // passthru
    // {
      inherit url urls meta;
    };

  /**
    A file of a Python package, under nixpkgs' arguments; its store path follows
    from its name and hash, and ./setup has put it there.

    # Arguments
    `pname`, `version`, `hash` or `sha256`; `extension` of an sdist (tar.gz);
    `format = "wheel"` with `dist`, `python`, `abi`, `platform` of its name.
  */
  fetchPypi = lib.makeOverridable (
    args@{
      pname,
      version,
      format ? "setuptools",
      extension ? "tar.gz",
      dist ? "py2.py3",
      python ? "py2.py3",
      abi ? "none",
      platform ? "any",
      hash ? "",
      sha256 ? "",
    }:
    let
      name =
        if format == "wheel" then
          "${pname}-${version}-${python}-${abi}-${platform}.whl"
        else
          "${pname}-${version}.${extension}";
    in
    import ../bootstrap/pinned-source.nix {
      inherit (bootstrap) busybox;
      inherit (bootstrap.platform) system;
      inherit name;
      hash = hashOf name args;
    }
    // {
      inherit pname version;
      isWheel = format == "wheel";
    }
  );

  /**
    The same by the file's own name.

    # Arguments
    `pname`, `file`, `hash`. On nixpkgs `url` or `urls` say where, and `name` how the store calls it; here they say nothing.
  */
  fetchPypiLegacy = lib.makeOverridable (
    {
      pname,
      file,
      hash,
      name ? null,
      url ? null,
      urls ? [ ],
    }:
    let
      changeable =
        pinned:
        pinned
        // {
          overrideAttrs =
            change:
            let
              changed = lib.toFunction change pinned;
              others = removeAttrs changed [ "meta" ];
            in
            lib.throwIf (others != { })
              "fetchPypiLegacy: ${file}: of a pinned file overrideAttrs changes meta alone, not ${toString (builtins.attrNames others)}"
              (changeable (pinned // changed));
        };
    in
    changeable (
      import ../bootstrap/pinned-source.nix {
        inherit (bootstrap) busybox;
        inherit (bootstrap.platform) system;
        name = file;
        hash = hashOf file { inherit hash; };
      }
      // {
        inherit pname;
        isWheel = lib.hasSuffix ".whl" file;
      }
    )
  );
}
