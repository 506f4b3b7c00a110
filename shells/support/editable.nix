# Text of a shellHook: what PROJECT-rebuild installs into a folder of a project, `build` of `envs/hpds` say, comes first on PATH, also
# while it is not there yet.
{ }:
project: folder: ''
  _checkout=$PWD
  while [ -n "$_checkout" ] && [ ! -e "$_checkout/${project}" ]; do _checkout=''${_checkout%/*}; done
  if [ -n "$_checkout" ]; then
    export PATH="$_checkout/${project}/${folder}/venv/bin:$PATH"
    # Or bash goes on with the python that it found before the first build; devbox runs this by sh.
    [ -z "''${BASH_VERSION:-}" ] || set +h
  fi
  unset _checkout
''
