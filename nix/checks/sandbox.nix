# Fails where builds can see the host: a sandboxed build's root holds a handful of
# directories, and neither /usr nor the machine's own accounts.
{ runCommandLocal }:
runCommandLocal "sandbox-is-on" { } ''
  for path in /usr /home /var /root /etc/os-release /etc/nix; do
    if [ -e "$path" ]; then
      echo "error: this build sees the host's $path: the sandbox is off; run ./setup, or set sandbox = true" >&2
      exit 1
    fi
  done
  if (exec 3<>/dev/tcp/192.0.2.1/80) 2>/dev/null; then
    echo "error: this build has a network: the sandbox is off" >&2
    exit 1
  fi
  ls -A / >$out
''
