#!/usr/bin/env bash
# Builds and checks what is committed on other distributions, compilers, MPIs and processors than this machine's, each in a fresh system in a
# folder, and prints a table: a line for each, with versions, and what held. Needs root, mmdebstrap and a mirror of Debian; for another
# processor qemu-user-static. Example:
#   scripts/portability.sh --list                  the lines
#   scripts/portability.sh                         all lines with all tests; hours
#   scripts/portability.sh --quick                 the program alone, and its selftest on 1 and 3 ranks; minutes a line
#   scripts/portability.sh --quick debian13-gcc    this line
# WORK: the folder for systems and logs. MIRROR: of Debian. CCACHE_DIR: a compiler cache that the lines share. JOBS: compilers at a time.
# A line's system is removed where all held; KEEP=1 leaves it.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${WORK:-/tmp/spendlens-portability}
mirror=${MIRROR:-http://deb.debian.org/debian}

# name|suite|what scripts/portability-inside.sh is told: what, compiler, MPI
lines=(
  "debian12-gcc|bookworm|program g++ openmpi"
  "debian12-clang|bookworm|program clang++ openmpi"
  "debian12-mpich|bookworm|program g++ mpich"
  "debian12-aarch64|bookworm|cross aarch64-linux-gnu-g++ /sysroot"
  "debian12-python|bookworm|python"
  "debian13-gcc|trixie|program g++ openmpi"
  "debian13-clang|trixie|program clang++ openmpi"
  "debian13-mpich|trixie|program g++ mpich"
  "debian13-python|trixie|python"
)

fail() { echo "${0##*/}: $1" >&2; exit "${2:-1}"; }
told() { printf '%-17s %s\n' "$1" "$2"; }

# What is the same for all lines of a suite is made once.
make_system() {  # suite, folder
  local archive=$work/$1.tar
  if [[ ! -s $archive ]]; then
    mmdebstrap --quiet --variant=apt --include=ca-certificates "$1" "$archive.tmp.$$.tar" "$mirror" && mv "$archive.tmp.$$.tar" "$archive" || return 1
  fi
  mkdir -p "$2" && tar -x --numeric-owner -C "$2" -f "$archive" --exclude='./dev/*'
}

# The libraries of another processor, unpacked and no more: nothing of them is run but by the emulator. Made once, too.
make_sysroot() {  # suite, folder, compiler
  local packages architecture target=${3%-g++} made link
  case $target in aarch64-*) architecture=arm64 ;; *) echo "no architecture is known for $3"; return 1 ;; esac
  made=$work/sysroot-$1-$architecture
  if [[ ! -d $made ]]; then
    rm -rf "$made.tmp"
    packages=$("$root/scripts/install-dependencies.sh" --names --program | grep -e '-dev$' -e '^tzdata$' | paste -sd,)
    mmdebstrap --quiet --variant=extract --architectures="$architecture" --include="$packages,libc6-dev,libgomp1,libstdc++6" "$1" "$made.tmp" "$mirror" || return 1
    while read -r link; do ln -snrf "$made.tmp$(readlink "$link")" "$link"; done < <(find "$made.tmp/usr/lib" -type l -lname '/*')
    mv "$made.tmp" "$made"
  fi
  cp -al "$made" "$2"
}

# How this machine reaches the network, for apt and pip inside.
bring_network() {  # folder
  local file
  for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    if [[ -e $file ]]; then cp --remove-destination "$(readlink -f "$file")" "$1$file"; fi
  done
}

# Runs a command in a folder as its root, with mounts and processes that end with it.
run_inside() {  # folder, command...
  local folder=$1 name environment=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONUNBUFFERED=1)
  shift
  for name in JOBS http_proxy https_proxy no_proxy $(compgen -e PIP_); do
    if [[ -n ${!name:-} ]]; then environment+=("$name=${!name}"); fi
  done
  mkdir -p "$folder/ccache"
  if [[ -n ${CCACHE_DIR:-} ]]; then environment+=(CCACHE_DIR=/ccache); fi
  unshare --mount --pid --fork --kill-child --propagation private bash -c '
    folder=$1 cache=$2; shift 2
    mount -t proc proc "$folder/proc" && mount --bind /sys "$folder/sys" && mount --bind /dev "$folder/dev" && mount --bind /dev/pts "$folder/dev/pts" || exit 1
    mount -t tmpfs tmpfs "$folder/dev/shm" && { [[ -z $cache ]] || mount --bind "$cache" "$folder/ccache"; } || exit 1
    exec chroot "$folder" "$@"' bash "$folder" "${CCACHE_DIR:-}" env -i "${environment[@]}" "$@" </dev/null
}

run_line() {  # name, suite, what is run inside, quick or all
  local name=$1 suite=$2 folder=$work/$1 log=$work/$1.log words said
  read -ra words <<<"$3"
  rm -rf --one-file-system "$folder"
  if ! make_system "$suite" "$folder" >"$log" 2>&1; then
    told "$name" "not tried: no system of $suite could be made ($(tail -1 "$log" | cut -c1-80))"
    return 1
  fi
  case ${words[0]} in
    program) words+=("$4") ;;
    cross)
      if ! emulator=$(command -v qemu-aarch64-static) || ! make_sysroot "$suite" "$folder/sysroot" "${words[1]}" >>"$log" 2>&1; then
        told "$name" "not tried: $([[ -n $emulator ]] && tail -1 "$log" | cut -c1-80 || echo 'qemu-user-static is missing')"
        return 1
      fi
      cp "$emulator" "$folder/qemu"
      ;;
  esac
  bring_network "$folder"
  mkdir -p "$folder/source" && git -C "$root" archive HEAD | tar -x -C "$folder/source"
  run_inside "$folder" bash /source/scripts/portability-inside.sh "${words[@]}" >>"$log" 2>&1
  local code=$?
  said=$(sed -n 's/^RESULT //p' "$log" | tail -1)
  if [[ $code -eq 0 ]]; then
    told "$name" "green: $said"
    [[ -n ${KEEP:-} ]] || rm -rf --one-file-system "$folder"
  else
    told "$name" "RED: ${said:-ended with $code}; $log: $(grep -E '(^|[ :])([Ee]rror|FAILED|E)( |:)' "$log" | head -1 | cut -c1-140)"
  fi
  return "$code"
}

# A function, so that the script is read whole before it runs for hours.
main() {
  local extent=all wanted=() word line name suite what failed=0
  for word in "$@"; do
    case $word in
      --list) printf '%s\n' "${lines[@]}" | cut -d'|' -f1; exit 0 ;;
      --quick) extent=quick ;;
      *)
        printf '%s\n' "${lines[@]}" | grep -q "^$word|" || fail "there is no line $word; usage: ${0##*/} [--list | [--quick] NAME...]" 2
        wanted+=("$word")
        ;;
    esac
  done
  [[ $(id -u) -eq 0 ]] || fail "needs root, to make systems in folders"
  command -v mmdebstrap >/dev/null || fail "mmdebstrap is missing (apt-get install mmdebstrap)"
  mkdir -p "$work" || fail "cannot make $work"
  [[ -z ${CCACHE_DIR:-} || -d $CCACHE_DIR ]] || fail "CCACHE_DIR names no folder: $CCACHE_DIR"
  for line in "${lines[@]}"; do
    IFS='|' read -r name suite what <<<"$line"
    [[ ${#wanted[@]} -eq 0 || " ${wanted[*]} " == *" $name "* ]] || continue
    run_line "$name" "$suite" "$what" "$extent" || failed=1
  done
  return "$failed"
}
main "$@"
exit
