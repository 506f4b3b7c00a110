# Debian's Ninja with nixpkgs' setup hook.
{ runCommandLocal, ninja-unwrapped }:
runCommandLocal "ninja-${ninja-unwrapped.version}" { meta.mainProgram = "ninja"; } ''
  mkdir -p $out/bin $out/nix-support
  ln -s ${ninja-unwrapped}/bin/ninja $out/bin/ninja
  cp ${./ninja.sh} $out/nix-support/setup-hook
''
