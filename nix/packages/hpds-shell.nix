# What `nix develop` opens, as one package, for devbox: the programs; by propagation what else they and the libraries set; and as
# share/hpds-shell/hook.sh what the shell runs at its start.
{
  lib,
  buildEnv,
  callPackage,
  writeTextDir,
}:
let
  shell = callPackage ../../shells/default.nix {
    editableHook = callPackage ../../shells/support/editable.nix { };
  };
  inputs = shell.nativeBuildInputs ++ map lib.getDev shell.buildInputs;
in
buildEnv {
  name = "hpds-shell";
  paths = shell.nativeBuildInputs ++ [ (writeTextDir "share/hpds-shell/hook.sh" shell.shellHook) ];
  postBuild = ''
    mkdir $out/nix-support
    echo ${toString inputs} >$out/nix-support/propagated-build-inputs
  '';
  meta.description = "Python with what hpds needs, build tools, test and project tools";
}
