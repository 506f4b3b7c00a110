# Unpacked archives by their address. Nix fetches them while it evaluates, so that one which is in the store needs no network.
{ lib, final }:
let
  /** The arguments that are not at their default, refused by name. */
  refuse =
    function: name: rest:
    let
      used = lib.filter (argument: rest.${argument} != false && rest.${argument} != null && rest.${argument} != "") (
        lib.attrNames rest
      );
    in
    lib.throwIf (used != [ ])
      "${function}: ${name}: debpkgs does not support ${lib.concatStringsSep ", " used}; fetch an archive that needs none of it, or build on nixpkgs through overlays.default";

  absent =
    function: instead: _:
    throw "${function}: debpkgs has none; ${instead}";
in
{
  /** The folder in a tar or zip archive. Arguments: `url`, `hash` or `sha256`, `name`. */
  fetchzip =
    args@{
      url,
      name ? "source",
      hash ? "",
      sha256 ? hash,
      stripRoot ? true,
      passthru ? { },
      meta ? { },
      ...
    }:
    refuse "fetchzip" url
      (
        removeAttrs args [
          "url"
          "name"
          "hash"
          "sha256"
          "stripRoot"
          "passthru"
          "meta"
        ]
        // {
          "stripRoot = false" = !stripRoot;
        }
      )
      (
        lib.throwIf (sha256 == "") "fetchzip: ${url}: no hash; give hash = \"sha256-…\"" (
          passthru
          // {
            inherit name url meta;
            outPath = builtins.fetchTarball { inherit name url sha256; };
          }
        )
      );

  /** A repository's tree at `rev` or `tag`, without its submodules. Arguments: `owner`, `repo`, `hash` or `sha256`, `name`. */
  fetchFromGitHub =
    args@{
      owner,
      repo,
      rev ? null,
      tag ? null,
      ...
    }:
    let
      place = "${owner}/${repo}";
      reference =
        if (rev == null) == (tag == null) then
          throw "fetchFromGitHub: ${place}: give either rev or tag"
        else if tag != null then
          "refs/tags/${tag}"
        else
          rev;
      others = removeAttrs args [
        "owner"
        "repo"
        "rev"
        "tag"
        "name"
        "hash"
        "sha256"
        "meta"
        "passthru"
      ];
    in
    refuse "fetchFromGitHub" place others (
      final.fetchzip (
        builtins.intersectAttrs {
          name = null;
          hash = null;
          sha256 = null;
          meta = null;
        } args
        // {
          url = "https://github.com/${place}/archive/${reference}.tar.gz";
          passthru = {
            inherit owner repo tag;
            rev = reference;
          }
          // args.passthru or { };
        }
      )
    );

  fetchgit = absent "fetchgit" "use builtins.fetchGit, which evaluation does, or fetchzip of an archive";
  fetchpatch = absent "fetchpatch" "put the patch into your repository, or take it as it is by fetchurl";
}
