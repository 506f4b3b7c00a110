# shellcheck shell=sh
# The links that `update-alternatives` makes in maintainer scripts: for further-builder.sh, in $out.
#
#   work   a folder that is not part of $out; default: the current one
#
# A script runs here in the sandbox, where update-alternatives only writes down what it is asked for, and what fails is passed over: of
# what else a script does, nothing reaches $out.
# shellcheck disable=SC2154,SC3043
alternatives="${work:-$PWD}/alternatives"
mkdir -p "$alternatives/bin" "$alternatives/control" "$alternatives/empty"
cat >"$alternatives/bin/update-alternatives" <<SCRIPT
#!${PATH%%:*}/sh
echo "\$*" >>$alternatives/asked
SCRIPT
# What would stop a script, or answer for a system that is not there.
for name in dpkg dpkg-trigger update-rc.d deb-systemd-helper deb-systemd-invoke ucf; do
  printf '#!%s\nexit 1\n' "${PATH%%:*}/sh" >"$alternatives/bin/$name"
done
printf '#!%s\n' "${PATH%%:*}/sh" >"$alternatives/bin/mountpoint"
chmod +x "$alternatives/bin"/*

for deb in $debs; do
  ar p "$deb" control.tar.xz 2>/dev/null | unxz -c | tar -x -C "$alternatives/control" 2>/dev/null || continue
  script="$alternatives/control/postinst"
  if grep -qs update-alternatives "$script" && head -n 1 "$script" | grep -q 'sh'; then
    sed -e '1s/ -e$//' -e 's/^[[:space:]]*set -e.*//' "$script" >"$alternatives/script"
    (
      unset out
      cd "$alternatives/empty"
      PATH="$alternatives/bin:$PATH" sh "$alternatives/script" configure '' </dev/null >/dev/null 2>&1
    ) || true
  fi
  rm -rf "$alternatives/control" && mkdir "$alternatives/control"
done

# The one of the highest priority is the one that one gets: --install LINK NAME PATH PRIORITY [--slave LINK NAME PATH]...
if [ -e "$alternatives/asked" ]; then
  sed -n 's/.*--install //p' "$alternatives/asked" | sort -k 4,4nr | while read -r link _ path _ slaves; do
    while :; do
      at="$out/$(place "$link")" to="$out/$(place "$path")"
      if [ -e "$to" ] && [ ! -e "$at" ] && [ ! -L "$at" ]; then
        mkdir -p "${at%/*}"
        ln -s "$to" "$at"
      fi
      # shellcheck disable=SC2086 # words
      set -- $slaves
      [ $# -ge 4 ] || break
      link="$2" path="$4"
      shift 4
      slaves="$*"
    done
  done
fi
