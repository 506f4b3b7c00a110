# shellcheck shell=sh disable=SC2034,SC2154 # part of ./setup, which holds what the parts share
# Any kind of source through the cache into the store.

# fetch LABEL LIST FETCHER SETTING: FETCHER gets the file with the lines that are still wanted and leaves what it can in $files; its
# messages go to $work/fetch.log.
fetch() {
  bytes=$(plan_bytes "$2")
  if [ "$bytes" -gt 0 ]; then
    amount=", $(megabytes "$bytes")"
    cache_room "$bytes"
  else
    amount=''
  fi
  say "$1: $(wc -l <"$2") files$amount, from $source"
  : >"$work/fetch.log"
  unverified "$2" >"$work/wanted"
  drop_wrong "$work/wanted"
  if [ -s "$work/wanted" ]; then
    "$3" "$work/wanted" "$1" || :
    cache_full_check "$work/fetch.log"
    unverified "$2" >"$work/wanted"
  fi
  asked=$source
  [ "$1" != Debian ] || elsewhere "$2"
  [ ! -s "$work/wanted" ] || fetch_failed "$4"
  store_add "$2"
}

fetch_failed() {
  IFS=$tab read -r _ _ size name _ origin _ <"$work/wanted"
  slow=$(grep -m 1 '^error: less than' "$work/fetch.log" || :)
  if [ -n "$slow" ]; then
    reason=${slow#error: }
  elif [ -f "$files/$name" ]; then
    reason=$(fault "$size" "$files/$name")
  else
    reason=$(fetch_reason "$name")
  fi
  failure="$name: $reason (from $asked, ${origin%/*}); run ./setup again, or set $1 to another source"
  [ -z "$from" ] ||
    failure="$name: $reason (in $from); write it again with: make bundle; one that was written with --for is read with the same --for"
  drop_wrong "$work/wanted"
  [ "$1" != DEBPKGS_DEBIAN_MIRROR ] || [ -n "$from" ] || frozen_offer
  die "$failure"
}

# The first message about a file in the fetchers' logs, else the first at all.
fetch_reason() {
  line=$(grep -F -e "$1" "$work/fetch.log" | grep -e '^E: ' -e '^error: ' -e '^cp: ' | head -n 1)
  [ -n "$line" ] || line=$(grep -e '^E: ' -e '^error: ' "$work/fetch.log" | head -n 1)
  printf '%s\n' "${line:-could not be fetched}" |
    sed 's/^E: *//; s/^error: *//; s/ *\[IP:[^]]*\]//; s/Failed to fetch [^ ]* *//; s/  */ /g'
}

# folder_copy LIST: from a folder that is laid out like an archive, or flat.
folder_copy() {
  while IFS=$tab read -r _ _ _ name _ origin _; do
    rm -f "$files/$name"
    for file in "$source/$origin" "$source/${origin##*/}" "$source/$name"; do
      [ -f "$file" ] || continue
      cp "$file" "$files/$name" 2>>"$work/fetch.log" || :
      continue 2
    done
    printf 'error: %s: no such file in the folder\n' "$name" >>"$work/fetch.log"
  done <"$1"
}

# fetch_wait LABEL: until the background jobs are done; counts bytes on a terminal, and ends what no longer moves.
fetch_wait() {
  fetch_watch "$1" &
  watch=$!
  failed=0
  for job in $jobs; do
    wait "$job" 2>/dev/null || failed=1
  done
  jobs=''
  kill "$watch" 2>/dev/null || :
  wait "$watch" 2>/dev/null || :
  [ ! -t 1 ] || printf '\r\033[K'
  return "$failed"
}

# Servers that send a byte now and then would pass every limit on silence.
stall=${DEBPKGS_STALL:-60}

# fetch_watch LABEL: started in the background.
fetch_watch() {
  # The lock is held as long as downloads run, not while this sleeps.
  exec 9>&-
  seconds=0 before=$(bytes_here)
  while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    seconds=$((seconds + 1))
    [ ! -t 1 ] || [ "$bytes" -eq 0 ] || show_progress "$1" "$bytes"
    [ "$seconds" -ge "$stall" ] || continue
    now=$(bytes_here)
    if [ $((now - before)) -lt $((stall * 1000)) ]; then
      printf 'error: less than 1 kB a second arrived for %s seconds\n' "$stall" >>"$work/fetch.log"
      # shellcheck disable=SC2086 # a list of process ids
      kill $jobs 2>/dev/null
      return
    fi
    seconds=0 before=$now
  done
}

# bytes_here: how much has been downloaded.
bytes_here() {
  find "$files" -type f -exec wc -c {} + 2>/dev/null | awk '$2 != "total" { sum += $1 } END { printf "%d\n", sum }'
}
