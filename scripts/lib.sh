# Shared by the scripts: installing what is missing, and saying what could not be installed.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.cache
mkdir -p "$cache/bin"
notrun=()

say() { echo "shanpei: $*" >&2; }

# debian PACKAGE COMMAND...: installs Debian packages unless the command (or file) is there.
debian() {
  local packages=$1 probe=$2
  command -v "$probe" >/dev/null 2>&1 || [[ -e $probe ]] && return 0
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null 2>&1 || return 1
  say "installing $packages"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$cache/apt.log" 2>&1
}

# tool MODULE@VERSION NAME: builds a Go command into .cache/bin unless that very version is there.
tool() {
  local at=$1 name=$2
  [[ -x $cache/bin/$name && $(cat "$cache/bin/$name.version" 2>/dev/null) == "$at" ]] && return 0
  say "building $name"
  GOFLAGS= GOBIN=$cache/bin go install "$at" >"$cache/$name.log" 2>&1 && echo "$at" >"$cache/bin/$name.version"
}
