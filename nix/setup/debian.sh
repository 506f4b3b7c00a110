# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # part of ./setup, which holds what the parts share
# Debian files: from the mirror that the machine's apt uses, by apt's own downloader, which knows its proxies and resumes.

apt_helper=/usr/lib/apt/apt-helper

debian_fetch() {
  plan_missing debian >"$work/debian"
  [ -s "$work/debian" ] || return 0
  if [ -f "$from" ]; then
    source=$from
    fetch Debian "$work/debian" bundle_copy DEBPKGS_DEBIAN_MIRROR
    return
  fi
  source=${DEBPKGS_DEBIAN_MIRROR:-}
  source=${source#file://}
  case $source in
    '') source=$(debian_mirror) ;;
    http://* | https://*) ;;
    *)
      [ -d "$source" ] || die "DEBPKGS_DEBIAN_MIRROR: $source: no such folder; name a folder or an http(s) URL"
      fetch Debian "$work/debian" folder_copy DEBPKGS_DEBIAN_MIRROR
      return
      ;;
  esac
  source=${source%/}
  security=$(debian_security)
  fetch Debian "$work/debian" debian_download DEBPKGS_DEBIAN_MIRROR
}

# debian_download LIST LABEL: from $source and $security.
debian_download() {
  if [ -x "$apt_helper" ]; then
    debian_by_apt "$@"
  else
    debian_by_nix "$@"
  fi
}

# The first archive in apt's configuration that is Debian's own.
debian_mirror() {
  command -v apt-get >/dev/null ||
    die "DEBPKGS_DEBIAN_MIRROR: not set, and there is no apt to ask; set it to a Debian mirror's URL or a folder"
  uri=$(debian_mirrors | sed -n 1p)
  case $uri in
    cdrom:*) die "apt: its Debian archive is a CD; set DEBPKGS_DEBIAN_MIRROR to a Debian mirror's URL or a folder" ;;
    '')
      what="no Debian archive in its sources"
      if [ "$(debian_or_other)" != debian ] || grep -qi ubuntu "$work/targets"; then
        what="its sources are the archive of Ubuntu or another distribution, which has other files than Debian's"
      fi
      die "apt: $what; set DEBPKGS_DEBIAN_MIRROR to a Debian mirror's URL or a folder"
      ;;
  esac
  printf '%s\n' "$uri"
}

# debian_mirrors: all of them, each once.
debian_mirrors() {
  command -v apt-get >/dev/null || return 0
  # Before the first `apt-get update` apt lists nothing, or without what it would know: the placeholder of the origin stays as it is.
  (apt_targets && apt_targets --no-release-info) >"$work/targets" || :
  awk -F '|' -v distribution="$(debian_or_other)" '
    $2 != "main" || $3 !~ /^[a-z]+$/ { next }
    $1 == "Debian" || ($1 ~ /^[$]/ && distribution == "debian" && $4 !~ /ubuntu/) { print $4 }
  ' "$work/targets" | while IFS= read -r uri; do
    case $uri in
      mirror+file:*) mirror_list "${uri#mirror+file:}" ;;
      file:* | copy:*)
        uri=${uri#*:}
        printf '/%s\n' "${uri##/}"
        ;;
      *) printf '%s\n' "$uri" ;;
    esac
  done | sed 's,/*$,,' | awk '!seen[$0]++'
}

# debian_security: the archive of fixes in apt's sources, else where Debian has it: beside the mirror.
debian_security() {
  security=${DEBPKGS_SECURITY_MIRROR:-}
  if [ -z "$security" ] && [ -e "$work/targets" ]; then
    security=$(awk -F '|' '$1 == "Debian" && $2 == "main" && $3 ~ /^[a-z]+-security$/ { print $4; exit }' "$work/targets")
  fi
  printf '%s\n' "${security:-$source-security}" | sed 's,/*$,,'
}

# debian_uri PATH SNAPSHOT: where a pool file is. `updates` is the pool of the security archive; the snapshot archive's URI names a time;
# other archives' files have their own address.
debian_uri() {
  case $1 in
    https://* | http://* | file:/*)
      printf '%s\n' "$1"
      return
      ;;
    pool/updates/*) archive=$security ;;
    *) archive=$source ;;
  esac
  case $archive in
    *@SNAPSHOTID@*) archive=${archive%%@SNAPSHOTID@*}$2${archive#*@SNAPSHOTID@} ;;
  esac
  printf '%s/%s\n' "$archive" "$1"
}

# debian_or_other: which distribution this is. Where none is named, apt's sources are taken for Debian's.
debian_or_other() {
  id=$(sed -n 's/^ID="\{0,1\}\([^"]*\).*/\1/p' /etc/os-release 2>/dev/null || :)
  printf '%s\n' "${id:-debian}"
}

# shellcheck disable=SC2016 # apt's placeholders
apt_targets() {
  apt-get indextargets "$@" --format '$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(REPO_URI)' 'Created-By: Packages'
}

# mirror_list FILE: the mirrors in a list of apt's mirror method.
mirror_list() {
  sed -n 's/^\([a-z]*:[^[:space:]]*\).*/\1/p' "${1%/}"
}

# Four connections, each with its share of the bytes.
debian_by_apt() {
  plan_largest "$1" | plan_awk -v work="$work" '{
    share = 1
    for (i = 2; i <= 4; i++) if (sum[i] + 0 < sum[share] + 0) share = i
    sum[share] += $size
    print > (work "/share." share)
  }'
  label=$2
  for share in "$work"/share.?; do
    set --
    while IFS=$tab read -r _ sha256 _ name _ origin snapshot; do
      set -- "$@" "$(debian_uri "$origin" "$snapshot")" "$files/$name" "SHA256:$sha256"
    done <"$share"
    # The job is apt-helper itself, so that an interrupted setup can end it.
    "$apt_helper" -q -o APT::Sandbox::User=root -o Acquire::Retries=3 download-file "$@" >>"$share.log" 2>&1 &
    jobs="$jobs $!"
  done
  result=0
  fetch_wait "$label" || result=1
  cat "$work"/share.?.log >>"$work/fetch.log"
  rm -f "$work"/share.*
  return "$result"
}

# Where there is no apt, Nix downloads; whole files only.
debian_by_nix() {
  while IFS=$tab read -r _ sha256 _ name _ origin snapshot; do
    printf '%s\0%s\0%s\0' "$name" "$(debian_uri "$origin" "$snapshot")" "$sha256"
  done <"$1" | xargs -0 -n 3 -P 4 sh "$root/nix/setup/download-by-nix.sh" "$files" >>"$work/fetch.log" 2>&1 &
  jobs="$jobs $!"
  fetch_wait "$2"
}
