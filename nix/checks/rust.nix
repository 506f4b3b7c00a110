# rustPlatform without Cargo: what a Cargo.lock means, and what is refused.
{
  lib,
  pkgs,
  runCommandLocal,
}:
let
  inherit (pkgs) rustPlatform;
  sum = lib.concatStrings (lib.genList (_: "12") 32);
  entry =
    { name ? "one", source ? "registry+https://github.com/rust-lang/crates.io-index", more ? "checksum = \"${sum}\"" }:
    ''
      [[package]]
      name = "${name}"
      version = "1.0.0"
      source = "${source}"
      ${more}
    '';
  read =
    text:
    import ../debpkgs/rust/cargo-lock.nix { inherit lib; } {
      inherit text;
      place = "Cargo.lock";
    };
  commit = lib.concatStrings (lib.genList (_: "0123456789") 4);
  git = entry {
    source = "git+https://example.org/one?branch=main#${commit}";
    more = "";
  };
  refused = value: !(builtins.tryEval (builtins.deepSeq value value)).success;
  import' = arguments: (rustPlatform.importCargoLock arguments).drvPath;
in
assert
  (read (entry { })).crates == [
    {
      name = "one";
      version = "1.0.0";
      checksum = sum;
    }
  ];
assert
  (read git).repositories == [
    {
      name = "one";
      version = "1.0.0";
      url = "https://example.org/one";
      wish = "branch";
      wished = "main";
      inherit commit;
      source = "git+https://example.org/one?branch=main";
    }
  ];
# The first version of the format.
assert
  (read ''
    ${entry { more = ""; }}
    [metadata]
    "checksum one 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)" = "${sum}"
  '').crates == (read (entry { })).crates;
assert refused (read (entry { more = ""; })).crates;
assert refused (read (entry { source = "registry+https://example.org/index"; }));
assert refused (import' { });
assert refused (import' { lockFileContents = git; });
assert refused (import' {
  lockFileContents = entry { };
  extraRegistries = {
    one = "two";
  };
});
assert refused (rustPlatform.fetchCargoVendor {
  src = runCommandLocal "source" { } "mkdir $out";
  hash = "sha256-${commit}AAA=";
});
assert
  (read ''
    version = 4
    ${entry {
      source = "git+https://example.org/one?tag=a%2Fb#${commit}";
      more = "";
    }}
  '').repositories == [
    (
      builtins.head (read git).repositories
      // {
        wish = "tag";
        wished = "a/b";
        source = "git+https://example.org/one?tag=a%2Fb";
      }
    )
  ];
assert refused (rustPlatform.buildRustPackage { name = "one"; }).drvPath;
# The file of a crate has the path that nixpkgs gives it.
assert lib.hasInfix "-cargo-vendor-dir" (import' { lockFileContents = entry { }; });
runCommandLocal "rust" { } "touch $out"
