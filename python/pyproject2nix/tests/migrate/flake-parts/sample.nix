{ poetry2nix, lib }:
poetry2nix.mkPoetryApplication {
  projectDir = ./.;
  meta.license = lib.licenses.mit;
}
