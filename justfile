# `just` lists these. Each line also works typed by hand; none needs more than Rust, but for `test` and `bench`, which install
# what they need on Debian and say so.

_:
    @just --list --unsorted

# Serve on http://localhost:8000 with what `.env` says; with nothing there, SQLite and the sandbox
run *arguments:
    cargo run -- {{arguments}}

# Everything that must hold: checks, tests on both databases, judges
test:
    scripts/test

# What to run before every commit: format, lints, walls
check:
    cargo fmt --all --check
    cargo check --workspace --all-targets
    cargo clippy --workspace --all-targets -- -D warnings
    scripts/walls

# Write api-spec/openapi.json anew from the code
api-spec:
    cargo build --quiet
    cargo run --quiet -- openapi > api-spec/openapi.json.new
    mv api-spec/openapi.json.new api-spec/openapi.json
    git --no-pager diff --stat -- api-spec

# Build web/dist, which the server embeds, anew from the sources in web/ (Node 20.19 or newer)
web:
    cd web && npm ci --no-audit --no-fund && npm run generate && npm run build:app
    git --no-pager diff --stat -- web

# The application while it is worked on: Vite on http://localhost:5173, which renews itself, in front of `cargo run`; ends with both
dev:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build
    (cd web && npm ci --no-audit --no-fund)
    cargo run & server=$!
    trap 'kill $server 2>/dev/null || true' EXIT
    cd web && npm run dev

# Requests per second, latency, CPU and memory of a release build, beside nginx; about two minutes after the build
bench:
    scripts/bench

# Fuzz the contract longer than the tests do
fuzz examples="1000":
    cargo build --quiet
    FUZZ_EXAMPLES={{examples}} scripts/fuzz
