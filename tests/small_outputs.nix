# What the checkout of checkout.py offers: `installer`, an app that runs it, and a shell with another wheel; what setup itself builds
# stands on zlib1g.
{ system }:

let
  inherit (builtins) filter fromJSON head readFile;

  source =
    mode: name: sha256:
    derivation {
      inherit name system;
      builder = "none";
      outputHashMode = mode;
      outputHashAlgo = "sha256";
      outputHash = sha256;
    };

  wheel =
    lock: project:
    let
      file = head (filter (file: file.name == project) (fromJSON (readFile lock)).files);
    in
    source "flat" file.file file.sha256;

  debs = (fromJSON (readFile (./debpkgs/lock + "/${if system == "x86_64-linux" then "amd64" else "arm64"}.json"))).packages;
  storeName = import ./debpkgs/bootstrap/store-name.nix;
  deb = name: source "flat" (storeName debs.${name}.path) debs.${name}.sha256;
  inherit (debs.busybox-static) unpacked;

  made =
    name: inputs:
    derivation {
      inherit inputs name system;
      builder = "${source "recursive" unpacked.name unpacked.sha256}/bin/busybox";
    };
  installer = made "installer" [ (wheel ../python/base/pypi.json "installer") ];
in
{
  packages = { inherit installer; };
  apps.run-installer = {
    type = "app";
    program = "${installer}/bin/installer";
  };
  devShells.other = made "other" [ (wheel ../cuda/wheels/pypi.json "iniconfig") ];
  legacyPackages = {
    python-bootstrap = made "python-bootstrap" [ (deb "zlib1g") ];
    ca-certificates = made "ca-certificates" [ ];
  };
}
