# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs mercer-cli. Python, because Meson brings it and because what is tested is text, files and exit codes."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

CLI = os.environ.get("MERCER_CLI", "mercer-cli")
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Skip, main, test  # noqa: E402, F401 the tests take them from here


class Run:
    """One run of mercer-cli: its exit code, what it said and what it wrote."""

    def __init__(self, *arguments, timeout=60, **options):
        self.command = [str(argument) for argument in arguments]
        done = subprocess.run([CLI, *self.command], capture_output=True, timeout=timeout, check=False,
                              stdin=subprocess.DEVNULL, **options)
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    def __str__(self):
        return f"mercer-cli {' '.join(self.command)}\nexit code {self.code}\nout: {self.out}\nerr: {self.err}"

    def ok(self):
        assert self.code == 0, f"should have succeeded\n{self}"
        assert "warning" not in self.err.lower() and "critical" not in self.err.lower(), f"warns\n{self}"
        return self

    def refused(self, *words):
        """Bad input: exit code 2, nothing on standard output, one sentence that holds each of the words."""
        assert self.code == 2, f"should have been refused with exit code 2\n{self}"
        return self.says(*words)

    def failed(self, *words):
        """Failure: exit code 1 and a sentence."""
        assert self.code == 1, f"should have failed with exit code 1\n{self}"
        return self.says(*words)

    def says(self, *words):
        assert self.out == "", f"standard output should be empty\n{self}"
        lines = self.err.rstrip("\n").split("\n")
        assert len(lines[0]) > 20 and " " in lines[0], f"that is no sentence\n{self}"
        assert len(lines) == 1 or lines[-1].strip(" ^~") == "", f"one sentence, please (a caret may follow)\n{self}"
        assert not any(noise in self.err for noise in ("GLib", "CRITICAL", "WARNING", "assertion")), f"leaks\n{self}"
        for word in words:
            assert str(word).lower() in self.err.lower(), f"the sentence should mention {word!r}\n{self}"
        return self

    def json(self):
        return json.loads(self.ok().out)

    def readouts(self):
        """name -> number, or text where it is not a number and a unit."""
        found = {}
        for line in self.ok().out.split("\n"):
            name, _, rest = line.partition(" ")
            number, _, _ = rest.partition(" ")
            try:
                found[name] = rest if name == "kernel" else float(number)
            except ValueError:
                found[name] = rest
        found.pop("", None)
        return found


class Folder:
    """A folder of its own for one test, removed at its end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="mercer-cli-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def file(self, name, content):
        """Writes text or bytes and returns the path."""
        path = self / name
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def table(self, name, table):
        """Writes {"columns": names, "rows": rows} as CSV, numbers so that they read back the same."""
        rows = [table["columns"]] + [[repr(cell) for cell in row] for row in table["rows"]]
        return self.file(name, "".join(",".join(row) + "\n" for row in rows))

    def names(self):
        return sorted(os.listdir(self.path))


def columns(path):
    """The columns of a CSV file as lists of numbers."""
    with open(path, encoding="utf-8", newline="") as file:
        return csv_columns(file.read())


def csv_columns(text):
    rows = list(csv.reader(io.StringIO(text)))
    return {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(rows[0])}


def close(got, want, relative, absolute=0.0, what=""):
    assert len(got) == len(want), f"{what}: {len(got)} numbers instead of {len(want)}"
    for i, (g, w) in enumerate(zip(got, want)):
        assert abs(g - w) <= relative * abs(w) + absolute, f"{what}[{i}]: got {g!r}, want {w!r}, off by {g - w:.3g}"
