# What the scripts share: saying things, installing what is missing, and a doorcode of their own on a free port. Sourced.
# Only processes that were started here are ever ended, by their id.

started=()   # ids of processes
scratch=()   # folders

end_all() {
    local id folder
    for id in "${started[@]}"; do kill "$id" 2>/dev/null && wait "$id" 2>/dev/null || true; done
    for folder in "${scratch[@]}"; do rm -rf "$folder"; done
}

say() { printf '%s\n' "$*"; }
fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}
heading() {
    printf '\n==== %s\n' "$*"
}

# A temporary folder that goes with the script: $folder.
new_folder() {
    folder=$(mktemp -d "${TMPDIR:-/tmp}/doorcode.XXXXXXXX")
    scratch+=("$folder")
}

# Debian packages, only those a caller found missing.
install_debian() {
    local as=()
    command -v apt-get >/dev/null || fail "this machine has no apt-get; install these by hand: $*"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "not root and no sudo; install these by hand: $*"
        as=(sudo)
    fi
    say "Installing Debian packages: $*"
    "${as[@]}" apt-get update -qq </dev/null
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# Where cargo puts things.
target_folder() { (cd "$root" && realpath -m "${CARGO_TARGET_DIR:-target}"); }

# The tools want Node 20.19, and Debian 12 has 18: puts a newer one first in PATH where it is needed.
modern_node() {
    local have arch tools
    have=$(node --version)
    have=${have#v}
    [ "$(printf '%s\n' "$have" 20.19.0 | sort -V | tail -n 1)" != "$have" ] || return 0
    case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) fail "Node $have is too old: 20.19 is needed" ;; esac
    tools=$(target_folder)/node
    if [ ! -x "$tools/node_modules/node-linux-$arch/bin/node" ]; then
        say "Installing from npm, into $tools: Node 20.19 beside the machine's $have"
        mkdir -p "$tools"
        npm --prefix "$tools" install --ignore-scripts --no-audit --no-fund --loglevel=error "node-linux-$arch@20.19.5" </dev/null
    fi
    PATH=$tools/node_modules/node-linux-$arch/bin:$PATH
    export PATH
}

# Starts a doorcode on a free port of loopback, in a folder of its own and with nothing of the caller's configuration:
# start_doorcode BINARY [KEY=VALUE…]. Sets $doorcode (its address), $doorcode_id and $doorcode_log.
start_doorcode() {
    local binary=$1 folder
    shift
    new_folder
    doorcode_log=$folder/log
    doorcode_out=$folder/out
    (
        cd "$folder"
        exec env -i PATH="$PATH" HOME="$folder" PORT=0 "$@" "${on_core[@]}" "$binary" >"$doorcode_out" 2>"$doorcode_log"
    ) &
    doorcode_id=$!
    started+=("$doorcode_id")
    local tries
    for tries in $(seq 1 200); do
        doorcode=$(sed -n 's/^doorcode .* on \(http:[^ ]*\).*/\1/p' "$doorcode_out" 2>/dev/null)
        [ -n "$doorcode" ] && curl -sf -o /dev/null "$doorcode/readyz" && return 0
        kill -0 "$doorcode_id" 2>/dev/null || break
        sleep 0.1
    done
    cat "$doorcode_out" "$doorcode_log" >&2
    fail "doorcode did not start"
}
on_core=()
