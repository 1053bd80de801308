# The judges' tools, at the versions committed beside this file, under target/clients. Sourced after scripts/lib.sh.

tools=$(target_folder)/clients
mkdir -p "$tools"

# The linter, the generators of TypeScript and its compiler.
node_tools() {
    local wanted
    modern_node
    wanted=$(cat scripts/clients/package.json scripts/clients/package-lock.json | sha256sum)
    if [ "$(cat "$tools/node.installed" 2>/dev/null)" != "$wanted" ]; then
        say "Installing from npm, into $tools: $(sed -n 's/^ *"\([^"]*\)": "\([0-9][^"]*\)".*/\1 \2/p' scripts/clients/package.json | paste -sd, -)"
        cp scripts/clients/package.json scripts/clients/package-lock.json "$tools/"
        npm --prefix "$tools" ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
        printf '%s' "$wanted" >"$tools/node.installed"
    fi
}

# The fuzzer, the generators of Python and Java clients, and the checker of types.
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

# Java's compiler, and the jars a generated client needs: $java_classpath. Jackson is taken from the generator's own jar, for
# Debian packages no Jackson that knows java.time.
java_tools() {
    local generator missing=() annotations=/usr/share/java/jakarta-annotation-api.jar
    command -v javac >/dev/null || missing+=(default-jdk-headless)
    [ -f "$annotations" ] || missing+=(libjakarta-annotation-api-java)
    [ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"
    # its folder, for the version of Python is in the name
    generator=$("$tools/venv/bin/python" -c 'import openapi_generator_cli; print(openapi_generator_cli.__path__[0])')
    # shellcheck disable=SC2034  # for who sources this
    java_classpath=$generator/openapi-generator.jar:$annotations
}
