/**
  An environment of Python packages whose interpreter is offered the host's GPU driver.

  The interpreter is a copy that names the library in its dynamic section; nothing is rebuilt, and
  the environment's scripts start the copy. It is a store path of its own, so that environments share
  it and an image's layer with the environment stays small.

  # Example

  ```nix
  bridgePython (python3.withPackages (ps: [ ps.cupy ]))
  ```

  # Arguments

  - `env`: result of `python3.withPackages` or `python3.buildEnv`
*/
{
  lib,
  runCommandLocal,
  driver-bridge,
  patchelf,
  python3,
}:
env:
let
  inherit (env) python;
  program = "bin/${python.executable}";
  interpreter = runCommandLocal "python3-bridged-${python.version}" { } ''
    install -D -m 755 ${python}/${program} $out/${program}
    ${lib.getExe python3} -I -B ${./set_audit.py} --patchelf ${lib.getExe patchelf} \
      $out/${program} ${driver-bridge.library}
    chmod 555 $out/${program}
  '';
in
env.override (old: {
  postBuild = ''
    ${old.postBuild or ""}
    for link in "$out"/bin/*; do
      [ "$(readlink -f "$link")" != "$(readlink -f ${python}/${program})" ] ||
        ln -sf ${interpreter}/${program} "$link"
    done
    # nixpkgs' environments have a wrapper in this place, and no pyvenv.cfg.
    ln -sf ${interpreter}/${program} "$out/${program}"
    [ -e "$out/pyvenv.cfg" ] || printf '%s = %s\n' home ${python}/bin \
      include-system-site-packages false version ${python.version} >"$out/pyvenv.cfg"
  '';
})
