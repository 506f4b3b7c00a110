# Runs a builder that must fail, and reads what it said.
#
#   expect-failure.sh BUILDER ARGUMENT…
#
#   expectedMessages   lines, each of which must be part of the builder's output
#   expectFailurePath  the PATH of this script, not of the builder
# shellcheck shell=bash disable=SC2154
set -u
log="$NIX_BUILD_TOP/.expect-failure.log"
status=0
"$@" >"$log" 2>&1 </dev/null || status=$?
PATH="$expectFailurePath"
text="$(<"$log")"
if [ "$status" -eq 0 ]; then
  printf 'error: %s: this build must fail and did not; it said:\n%s\n' "$name" "$text" >&2
  exit 1
fi
while IFS= read -r message; do
  if [[ $text != *"$message"* ]]; then
    printf 'error: %s failed, but did not say: %s\nit said:\n%s\n' "$name" "$message" "$text" >&2
    exit 1
  fi
done <<<"$expectedMessages"
for output in ${outputs:-out}; do
  [ ! -e "${!output}" ] || chmod -R u+w "${!output}"
  rm -rf "${!output}"
  # Not the log: what it mentions would be referred to.
  : >"${!output}"
done
