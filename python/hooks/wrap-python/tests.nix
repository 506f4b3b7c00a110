# Cases of scripts that find their modules by themselves.
{
  python,
  buildPythonPackage,
  runCommand,
}:
let
  module = buildPythonPackage {
    pname = "wrapped-module";
    version = "1.0";
    pyproject = false;
    dontUnpack = true;
    installPhase = ''
      mkdir -p $out/${python.sitePackages}
      echo 'value = "from the dependency"' >$out/${python.sitePackages}/dependency.py
    '';
  };
  scripts =
    name: attrs:
    buildPythonPackage (
      {
        pname = name;
        version = "1.0";
        pyproject = false;
        dontUnpack = true;
        dependencies = [ module ];
        installPhase = ''
          mkdir -p $out/bin $out/${python.sitePackages}
          echo 'value = "own"' >$out/${python.sitePackages}/own.py
          printf '%s\n' '#!/usr/bin/env python3' 'import dependency, own, sys' 'print(own.value, dependency.value, *sys.argv[1:])' >$out/bin/say
          printf '%s\n' '#!/bin/sh' 'echo shell' >$out/bin/shell
          chmod +x $out/bin/*
        '';
      }
      // attrs
    );
in
{
  scripts = runCommand "wrapped-scripts" { scripts = scripts "scripts" { }; } ''
    [ "$(env -i $scripts/bin/say 'a b')" = "own from the dependency a b" ]
    [ "$($scripts/bin/shell)" = shell ]
    [ "$(wc -l <$scripts/bin/shell)" = 2 ]
    touch $out
  '';
  unwrapped = runCommand "unwrapped-scripts" { scripts = scripts "scripts" { dontWrapPythonPrograms = true; }; } ''
    ! env -i $scripts/bin/say 2>message || exit 1
    grep -q "No module named 'dependency'" message
    touch $out
  '';
  # A wrapper keeps the modules, and has what it is given.
  wrapperArguments = runCommand "wrapper-arguments" {
    scripts = scripts "arguments" {
      makeWrapperArgs = [ "--set GREETING 'good day' --prefix PATH : /some/where" ];
      installPhase = ''
        mkdir -p $out/bin
        printf '%s\n' '#!/usr/bin/env python3' 'import dependency, os' 'print(dependency.value, os.environ["GREETING"], os.environ["PATH"])' >$out/bin/say
        chmod +x $out/bin/say
      '';
    };
  } ''
    [ "$(PATH=/x $scripts/bin/say)" = "from the dependency good day /some/where:/x" ]
    touch $out
  '';
  future = runCommand "wrapped-future-script" {
    scripts = scripts "future" {
      installPhase = ''
        mkdir -p $out/bin
        printf '%s\n' '#!/usr/bin/env python3' 'from __future__ import annotations' 'import dependency' 'print(dependency.value)' >$out/bin/say
        chmod +x $out/bin/say
      '';
    };
  } ''
    [ "$(env -i $scripts/bin/say)" = "from the dependency" ]
    touch $out
  '';
}
