"""Runs the marked examples of a README against the server on a port, and checks what they show.

    readme_blocks.py README PORT

- A ```sh block with `<!-- run -->` on the line above is run; all of them in one shell, in order, so that a variable set in one
  is there in the next. `localhost:8000` and `127.0.0.1:8000` become the given port. Each must end well.
- Up to the next ```sh block or heading: each `<!-- shows: TEXT -->` must be in the block's output, and so must each key of a
  ```json block.
- A ```sh block that asks localhost:8000 and is not marked is a fault: no example goes unproven.
"""

import os
import re
import signal
import subprocess
import sys

FENCE = re.compile(r"^\s*```+\s*(\w*)\s*$")
SHOWS = re.compile(r"<!--\s*shows:\s*(.*?)\s*-->")
OURS = re.compile(r"(localhost|127\.0\.0\.1):8000\b")


class Block:
    def __init__(self, line, marked):
        self.line, self.marked = line, marked
        self.script, self.shows, self.keys = "", [], []


def read(path):
    """Every ```sh block, with what must be seen after it."""
    blocks, above, kind, current, heading = [], "", None, None, True
    for number, line in enumerate(open(path, encoding="utf-8").read().splitlines(), 1):
        fence = FENCE.match(line)
        if kind is not None:
            if fence and not fence.group(1):
                kind = None
            elif kind == "sh":
                current.script += line + "\n"
            elif kind == "json" and not heading:
                current.keys += re.findall(r'"(\w+)"\s*:', line)
        elif fence:
            kind = fence.group(1)
            if kind == "sh":
                current, heading = Block(number, above == "<!-- run -->"), False
                blocks.append(current)
        elif line.startswith("#"):
            heading = True
        elif SHOWS.search(line):
            if current is None or heading:
                sys.exit(f"FAILED: {path}:{number}: `shows` belongs to no example")
            current.shows += SHOWS.findall(line)
        if line.strip():
            above = line.strip()
    if kind is not None:
        sys.exit(f"FAILED: {path}: a block does not end")
    return blocks


def run(blocks, port):
    """Runs all in one shell; gives each block's exit status and output."""
    mark = "readme-block-" + os.urandom(8).hex()
    script = "exec 2>&1\n"
    for index, block in enumerate(blocks):
        script += OURS.sub(rf"\g<1>:{port}", block.script)
        script += f'printf "\\n%s %s %s\\n" {mark} {index} $?\n'
    shell = subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        output, _ = shell.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(shell.pid, signal.SIGKILL)
        output = shell.communicate()[0]
        print("the examples took longer than 300 s")
    output = re.sub(rf"(localhost|127\.0\.0\.1):{port}\b", r"\1:8000", output)
    ended = {}
    for found in re.finditer(rf"(.*?)\n{mark} (\d+) (\d+)\n", output, re.S):
        ended[int(found.group(2))] = (int(found.group(3)), found.group(1))
    return ended


def main():
    path, port = sys.argv[1], sys.argv[2]
    blocks = read(path)
    name = os.path.basename(path)
    faults = [
        f"{name}:{block.line}: asks localhost:8000 and is not marked `<!-- run -->`"
        for block in blocks
        if not block.marked and OURS.search(block.script)
    ]
    marked = [block for block in blocks if block.marked]
    ended = run(marked, port)
    checked = 0
    for index, block in enumerate(marked):
        here = f"{name}:{block.line}"
        if index not in ended:
            faults.append(f"{here}: did not end")
            continue
        status, output = ended[index]
        missing = [text for text in block.shows if text not in output]
        missing += [key for key in block.keys if f'"{key}"' not in output]
        checked += len(block.shows) + len(block.keys)
        if status != 0:
            faults.append(f"{here}: ended with {status}\n{output}")
        if missing:
            faults.append(f"{here}: does not show {missing}, but\n{output}")
    for fault in faults:
        print(f"FAILED: {fault}")
    print(f"{len(marked)} examples of {name} ran, {checked} things they show were checked, {len(faults)} faults")
    if not marked:
        print("FAILED: no example is marked")
    return 1 if faults or not marked else 0


sys.exit(main())
