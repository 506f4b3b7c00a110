# A shell of `mkShell` as one package, for devbox: its programs; by propagation what else they and the libraries set; and as
# share/NAME/hook.sh what the shell runs at its start.
{
  lib,
  buildEnv,
  writeTextDir,
}:
name: shell:
buildEnv {
  inherit name;
  paths = shell.nativeBuildInputs ++ [ (writeTextDir "share/${name}/hook.sh" shell.shellHook) ];
  postBuild = ''
    mkdir $out/nix-support
    echo ${toString (shell.nativeBuildInputs ++ map lib.getDev shell.buildInputs)} >$out/nix-support/propagated-build-inputs
  '';
  meta.description = "What `nix develop` opens, as one package";
}
