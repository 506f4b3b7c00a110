/**
  A project by poetry2nix, from a Poetry-1 view of it.

  # Arguments

  projectRoot
  : the project

  locks
  : folder with what `pyproject2nix export --to poetry1` wrote

  python, extras, overrides
  : interpreter; extras that are wanted; overlays over the Python packages, as poetry2nix takes them

  change
  : `old: { … }` for overrideAttrs of the project itself: native libraries, a filtered source
*/
{
  inputs,
  lib,
  pkgs,
}:
{
  projectRoot,
  locks,
  python ? pkgs.python313,
  extras ? [ ],
  overrides ? [ ],
  change ? (_old: { }),
}:
let
  poetry2nix = import inputs.poetry2nix {
    inherit pkgs;
    # It takes every license for a set, and since 2026 some are functions.
    lib = lib // {
      licenses = lib.filterAttrs (_: builtins.isAttrs) lib.licenses;
    };
  };

  # What it would not see, or see wrongly, without a word.
  poetry = (lib.importTOML (locks + "/pyproject.toml")).tool.poetry or { };
  lockVersion = (lib.importTOML (locks + "/poetry.lock")).metadata.lock-version or "1.0";
  checked = lib.throwIfNot (poetry ? dependencies) (
    "interop.poetry2nix: ${toString locks}/pyproject.toml: there is no [tool.poetry.dependencies], and poetry2nix reads no "
    + "other; run: pyproject2nix export PROJECT --to poetry1 --out ${toString locks}"
  ) lib.throwIfNot (lib.versionAtLeast "2.0" lockVersion) (
    "interop.poetry2nix: ${toString locks}/poetry.lock: poetry2nix overlooks the markers of lock-version ${lockVersion}; "
    + "run: pyproject2nix export PROJECT --to poetry1 --out ${toString locks}"
  );

  # debpkgs finds a file by its name and hash; poetry2nix would bring a downloader for it.
  fetched = _final: _prev: {
    fetchFromPypi =
      {
        pname,
        file,
        hash,
        ...
      }:
      pkgs.fetchPypiLegacy { inherit pname file hash; };
  };

  arguments = {
    inherit python extras;
    pyproject = locks + "/pyproject.toml";
    poetrylock = locks + "/poetry.lock";
    preferWheels = true;
    overrides = lib.optional (pkgs ? bootstrap) fetched ++ overrides;
    groups = [ "main" ];
    checkGroups = [ ];
  };
  parts = poetry2nix.mkPoetryPackages arguments;
  package = (poetry2nix.mkPoetryApplication (arguments // { src = projectRoot; })).overrideAttrs change;
in
checked {
  inherit package;
  program = parts.python.withPackages (_: [ package ]);
  env = poetry2nix.mkPoetryEnv arguments;
  needs = parts.poetryPackages;
}
