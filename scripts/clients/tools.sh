# The judges' tools, at the versions committed beside this file, under target/clients. Sourced after scripts/lib.sh.

tools=$(target_folder)/clients
mkdir -p "$tools"

# The linter, the generator of types and the compiler.
node_tools() {
    local wanted
    wanted=$(cat scripts/clients/package.json scripts/clients/package-lock.json | sha256sum)
    if [ "$(cat "$tools/node.installed" 2>/dev/null)" != "$wanted" ]; then
        say "Installing from npm, into $tools: $(sed -n 's/^ *"\([^"]*\)": "\([0-9][^"]*\)".*/\1 \2/p' scripts/clients/package.json | paste -sd, -)"
        cp scripts/clients/package.json scripts/clients/package-lock.json "$tools/"
        npm --prefix "$tools" ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
        printf '%s' "$wanted" >"$tools/node.installed"
    fi
}

# The fuzzer and the generator of Python clients.
python_tools() {
    local wanted
    wanted=$(sha256sum <scripts/clients/requirements.txt)
    if [ "$(cat "$tools/python.installed" 2>/dev/null)" != "$wanted" ]; then
        say "Installing from PyPI, into $tools/venv: scripts/clients/requirements.txt"
        rm -rf "$tools/venv"
        python3 -m venv "$tools/venv"
        "$tools/venv/bin/pip" install -q --disable-pip-version-check -r scripts/clients/requirements.txt </dev/null
        printf '%s' "$wanted" >"$tools/python.installed"
    fi
}
