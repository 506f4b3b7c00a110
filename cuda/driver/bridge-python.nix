/**
  An environment of Python packages whose interpreter is offered the host's GPU driver.

  The interpreter is a copy that names the library in its dynamic section; nothing is rebuilt, and
  the environment's scripts start the copy.

  # Example

  ```nix
  bridgePython (python3.withPackages (ps: [ ps.cupy ]))
  ```

  # Arguments

  - `env`: result of `python3.withPackages` or `python3.buildEnv`
*/
{
  lib,
  driver-bridge,
  patchelf,
  python3,
}:
env:
let
  inherit (env) python;
  program = python.executable;
in
env.override (old: {
  postBuild = ''
    ${old.postBuild or ""}
    for link in "$out"/bin/*; do
      [ "$(readlink -f "$link")" != "$(readlink -f ${python}/bin/${program})" ] || ln -sf ${program} "$link"
    done
    rm -f "$out/bin/${program}"
    install -m 755 ${python}/bin/${program} "$out/bin/${program}"
    ${lib.getExe python3} -I -B ${./set_audit.py} --patchelf ${lib.getExe patchelf} \
      "$out/bin/${program}" ${driver-bridge.library}
    chmod 555 "$out/bin/${program}"
    # nixpkgs' environments have a wrapper in place of this file.
    [ -e "$out/pyvenv.cfg" ] || printf '%s = %s\n' home ${python}/bin \
      include-system-site-packages false version ${python.version} >"$out/pyvenv.cfg"
  '';
})
