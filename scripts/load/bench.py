"""Measures doorcode beside nginx: scripts/bench builds, then calls this with the folder of the release binaries.

doorcode (and nginx, in its turn) has core 0; the stand-in for the provider and the load have core 1. The stand-in is the
simulator; every figure that is a comparison is taken in this one run. Everything lives in a temporary folder and on free
ports of loopback, and ends with this program.
"""

import base64
import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BINARIES = pathlib.Path(sys.argv[1]).resolve()
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))
TICKS = os.sysconf("SC_CLK_TCK")
CODE = "407186"  # what the stand-in is told to send; nobody's wrong guess
LIMITS = ["SEND_PER_PURPOSE_ADDRESS", "SEND_PER_ADDRESS", "SEND_PER_CALLER", "SEND_PER_RANGE", "SEND_TOTAL", "GUESS_PER_PURPOSE_ADDRESS",
          "GUESS_PER_CALLER", "PASSWORD_PER_IDENTIFIER_CALLER", "PASSWORD_PER_IDENTIFIER", "PASSWORD_PER_CALLER"]

folder = pathlib.Path(tempfile.mkdtemp(prefix="doorcode-bench."))
running = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(core, arguments, log, environment=None):
    """Starts a program on one core. What it says goes to a file."""
    with open(folder / log, "ab") as out:
        program = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, arguments)], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out)
    running.append(program)
    return program


def stop(program):
    program.terminate()
    try:
        program.wait(15)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    running.remove(program)


def ask(port, method, path, body=None, **headers):
    """One request; the status and the JSON of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    data = None if body is None else json.dumps(body)
    connection.request(method, path, data, {"content-type": "application/json", **headers})
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    return answer.status, json.loads(raw) if raw.startswith((b"{", b"[")) else {}


def must(port, method, path, body=None, **headers):
    status, answer = ask(port, method, path, body, **headers)
    if not 200 <= status < 300:
        raise SystemExit(f"FAILED: {method} {path}: {status} {answer}")
    return answer


def wait_for(port, program, log):
    until = time.monotonic() + 20
    while time.monotonic() < until and program.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"FAILED: {log}: did not start\n" + (folder / log).read_text(errors="replace"))


def cpu(program):
    """Seconds of processor time so far, of every thread."""
    fields = pathlib.Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(program, what):
    """MiB: VmRSS now, or VmHWM, the most since the last forget()."""
    status = pathlib.Path(f"/proc/{program.pid}/status").read_text()
    return int(re.search(rf"^{what}:\s+(\d+)", status, re.M).group(1)) / 1024


def forget(program):
    pathlib.Path(f"/proc/{program.pid}/clear_refs").write_text("5")


numbers = 0


def load(server, port, kind, connections, seconds=None, count=0, first=None, **given):
    """A load of one kind against a port; what it showed, and what it cost `server`."""
    global numbers
    seconds = seconds or SECONDS
    begin = numbers if first is None else first
    environment = {**os.environ, "BENCH_KIND": kind, "BENCH_FIRST": str(begin), "BENCH_COUNT": str(count),
                   "BENCH_SHOW": "1" if os.environ.get("BENCH_SHOW") else "", **given}
    if not environment["BENCH_SHOW"]:
        del environment["BENCH_SHOW"]
    before = cpu(server)
    wrk = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
         str(HERE / "requests.lua"), f"http://127.0.0.1:{port}"],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 60)
    spent = cpu(server) - before
    sys.stderr.write(wrk.stderr)
    figures = re.search(r"^FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)$", wrk.stdout, re.M)
    if not figures:
        raise SystemExit(f"FAILED: wrk measured nothing\n{wrk.stdout}{wrk.stderr}")
    requests, micros, errors, p50, p99 = map(int, figures.groups())
    if requests == 0:
        raise SystemExit(f"FAILED: no {kind} was answered")
    if first is None and count == 0:
        numbers += requests + connections
    return {"first": begin, "requests": requests, "rate": requests / (micros / 1e6), "errors": errors, "p50": p50,
            "p99": p99, "cpu": spent * 1e6 / requests}


def row(name, figures):
    print(f"{name:<44} {figures['rate']:>9,.0f} {figures['p50'] / 1000:>9.2f} {figures['p99'] / 1000:>9.2f}"
          f" {figures['cpu']:>12.1f} {figures['errors']:>7}", flush=True)
    return figures


def doorcode_environment(port, stand_in, known):
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PORT": str(port),
        "DATABASE_URL": f"sqlite://{folder}/doorcode.db?mode=rwc",
        "JWT_SECRET_KEY": secrets.token_hex(32), "SECRET_KEY": secrets.token_hex(32),
        "TWILIO_ACCOUNT_SID": known["ACCOUNT_SID"], "TWILIO_AUTH_TOKEN": known["AUTH_TOKEN"],
        "TWILIO_VERIFY_SERVICE_SID": known["SERVICE_SID"],
        "TWILIO_VERIFY_BASE_URL": f"http://127.0.0.1:{stand_in}", "TWILIO_API_BASE_URL": f"http://127.0.0.1:{stand_in}",
        **{f"LIMIT_{name}": "off" for name in LIMITS},
    }


def cold_start(environment, port):
    """Milliseconds from exec to the first 200 of /readyz, which asks the database; its database is migrated."""
    taken = []
    for _ in range(7):
        begun = time.perf_counter()
        program = start(0, [BINARIES / "doorcode"], "doorcode.log", environment)
        while True:
            try:
                if ask(port, "GET", "/readyz")[0] == 200:
                    break
            except OSError:
                if program.poll() is not None or time.perf_counter() - begun > 20:
                    raise SystemExit("FAILED: doorcode did not start\n" + (folder / "doorcode.log").read_text())
                time.sleep(0.0005)
        taken.append((time.perf_counter() - begun) * 1000)
        stop(program)
    return statistics.median(taken)


def hashes_alone():
    """Hashes a second of the argon2 crate by itself, on the same core."""
    example = ["taskset", "-c", "0", BINARIES / "examples/argon2"]
    return float(subprocess.run(example, capture_output=True, text=True, check=True).stdout)


def known_account():
    """The simulator's own account, as its source names it."""
    source = (HERE.parent.parent / "crates/simulator/src/lib.rs").read_text()
    return dict(re.findall(r'pub const (\w+): &str = "([^"]+)";', source))


def judge(name, value, unit, limit, at_least=False):
    held = value >= limit if at_least else value <= limit
    sign = "≥" if at_least else "≤"
    print(f"{name:<66} {value:>9,.2f} {unit:<4} {sign} {limit:<6g} {'holds' if held else 'MISSED'}", flush=True)


def main():
    known = known_account()
    print(f"{os.cpu_count()} cores; load of the machine before: {os.getloadavg()[0]:.1f}"
          f"{' (others are at work: these figures suffer)' if os.getloadavg()[0] > 0.7 else ''}", flush=True)
    stand_in, front, nginx_port = free_port(), free_port(), free_port()

    simulator = start(1, [BINARIES / "simulator", "--port", stand_in], "simulator.log")
    wait_for(stand_in, simulator, "simulator.log")
    must(stand_in, "PUT", "/control/switches", {"fixed_code": CODE})

    (folder / "static").mkdir()
    configuration = (HERE / "nginx.conf").read_text().replace("@FOLDER@", str(folder))
    configuration = configuration.replace("@PORT@", str(nginx_port)).replace("@STAND_IN@", str(stand_in))
    (folder / "nginx.conf").write_text(configuration)

    environment = doorcode_environment(front, stand_in, known)
    migrated = subprocess.run([BINARIES / "doorcode", "migrate"], env=environment, cwd=folder, capture_output=True, text=True)
    if migrated.returncode:
        raise SystemExit(f"FAILED: doorcode migrate\n{migrated.stdout}{migrated.stderr}")
    started = cold_start(environment, front)

    doorcode = start(0, [BINARIES / "doorcode"], "doorcode.log", environment)
    wait_for(front, doorcode, "doorcode.log")
    must(front, "GET", "/readyz")
    time.sleep(1)
    idle = memory(doorcode, "VmRSS")

    # somebody to log in, and one picture of /me for nginx
    must(front, "POST", "/send-otp", {"to": "+19075550188"})
    signed = must(front, "POST", "/register-with-otp", {
        "email": "bench@example.com", "password": "correct horse battery", "phone": "+19075550188", "otp_code": CODE})
    me = must(front, "GET", "/me", authorization="Bearer " + signed["token"])
    (folder / "static/me.json").write_text(json.dumps(me))

    nginx = start(0, ["nginx", "-c", folder / "nginx.conf", "-p", folder], "nginx.log")
    wait_for(nginx_port, nginx, "nginx.log")
    direct = {"BENCH_SERVICE": known["SERVICE_SID"],
              "BENCH_CREDENTIALS": "Basic " + basic(known["ACCOUNT_SID"], known["AUTH_TOKEN"])}

    print(f"\n{'':<44} {'req/s':>9} {'p50 ms':>9} {'p99 ms':>9} {'CPU ms/1,000':>12} {'errors':>7}")
    lone_direct = row("stand-in, send, 1 connection", load(simulator, stand_in, "forward", 1, 4, **direct))
    lone_nginx = row("nginx, forwards send, 1 connection", load(nginx, nginx_port, "forward", 1, 4, **direct))
    lone = row("doorcode, send, 1 connection", load(doorcode, front, "send", 1, 4))
    nginx_send = row("nginx, forwards send, 32 connections", load(nginx, nginx_port, "forward", 32, **direct))
    send = row("doorcode, send, 32 connections", load(doorcode, front, "send", 32))
    # each code asked for is typed once
    asked = {"first": send["first"], "count": send["requests"]}
    verify_seconds = max(2, min(SECONDS, 5))
    row("doorcode, verify, 32 connections",
        load(doorcode, front, "verify", 32, verify_seconds, BENCH_CODE=CODE, **asked))
    nginx_me = row("nginx, static JSON, 32 connections", load(nginx, nginx_port, "static", 32, 5))
    token = must(front, "POST", "/login", {"email": "bench@example.com", "password": "correct horse battery"})["token"]
    me_figures = row("doorcode, me, 32 connections", load(doorcode, front, "me", 32, 5, BENCH_TOKEN=token))
    # right before and right after, so that both meet the machine in the same mood
    alone = hashes_alone()
    login = row("doorcode, login, 8 connections", load(doorcode, front, "login", 8))
    alone = max(alone, hashes_alone())
    stop(doorcode)

    # memory and the crowd, each on a fresh process
    doorcode = start(0, [BINARIES / "doorcode"], "doorcode.log", environment)
    wait_for(front, doorcode, "doorcode.log")
    row("doorcode, send, 256 connections", load(doorcode, front, "send", 256, 5))
    some = memory(doorcode, "VmHWM")
    stop(doorcode)
    must(stand_in, "PUT", "/control/switches", {"fixed_code": CODE, "latency_ms": 100})
    crowd_nginx = row("nginx, 2,000 clients, provider takes 100 ms", load(nginx, nginx_port, "forward", 2000, 10, **direct))
    doorcode = start(0, [BINARIES / "doorcode"], "doorcode.log", environment)
    wait_for(front, doorcode, "doorcode.log")
    crowd = row("doorcode, 2,000 clients, provider takes 100 ms", load(doorcode, front, "send", 2000, 10))
    many = memory(doorcode, "VmHWM")
    stop(doorcode)

    added, added_nginx = lone["p50"] - lone_direct["p50"], max(1, lone_nginx["p50"] - lone_direct["p50"])
    print(f"\nargon2 alone on one core: {alone:.1f} hashes/s.  Added at one connection: doorcode {added} µs, nginx {added_nginx} µs")
    print(f"\n{'':<66} {'measured':>9} {'':<4} {'must':<8}")
    judge("send: CPU, times nginx forwarding the same POST", send["cpu"] / nginx_send["cpu"], "×", 10)
    judge("send: CPU per 1,000, under Fastify with Twilio's SDK (210 ms)", send["cpu"], "ms", 210)
    judge("send: added median latency at one connection, times nginx", added / added_nginx, "×", 4)
    judge("me: requests per second, of nginx serving a static JSON", me_figures["rate"] / nginx_me["rate"], "×", 0.10, True)
    judge("login: of what the argon2 crate alone hashes", login["rate"] / alone * 100, "%", 85, True)
    judge("2,000 clients, provider takes 100 ms: requests per second of nginx", crowd["rate"] / crowd_nginx["rate"], "×", 0.5, True)
    judge("2,000 clients, provider takes 100 ms: errors", crowd["errors"], "", 0)
    judge("memory idle", idle, "MiB", 30)
    judge("memory with 256 connections", some, "MiB", 60)
    judge("memory with 2,000 connections", many, "MiB", 220)
    judge("cold start to the first 200, migrated database", started, "ms", 50)


def basic(user, password):
    return base64.b64encode(f"{user}:{password}".encode()).decode()


try:
    main()
finally:
    for left in list(running):
        stop(left)
    shutil.rmtree(folder, ignore_errors=True)
