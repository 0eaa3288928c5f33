#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a table of numbers is read and edited, beside peers in the same run.

bench.py BENCH-DATASET [ROWS [COLUMNS]]

Seconds are medians; every reader gets the same file, which the page cache holds. Peers that are not installed
are left out."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

program = sys.argv[1]
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 400000
columns = int(sys.argv[3]) if len(sys.argv) > 3 else 10


def seconds_of(*arguments):
    out = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return [float(line) for line in out.split()]


def timed(call, repeats=1):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def r_seconds(expression):
    """Timed inside R, so that its start does not count."""
    code = f"cat (system.time (d <- {expression})[['elapsed']])"
    out = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True)
    return float(out.stdout) if out.returncode == 0 else None


def peers(path):
    yield "libcsv + strtod (), one core", statistics.median(seconds_of("plain", path, 3))
    try:
        import numpy
        yield f"numpy {numpy.__version__} loadtxt", timed(lambda: numpy.loadtxt(path, delimiter=",", skiprows=1))
    except ImportError:
        pass
    try:
        import pandas
        yield f"pandas {pandas.__version__} read_csv", timed(lambda: pandas.read_csv(path))
        yield "pandas read_csv, round_trip", timed(lambda: pandas.read_csv(path, float_precision="round_trip"))
    except ImportError:
        pass
    if shutil.which("Rscript"):
        yield "R scan", r_seconds(f"scan ('{path}', sep = ',', skip = 1, quiet = TRUE)")
        yield "R read.csv", r_seconds(f"read.csv ('{path}', colClasses = 'numeric')")
        yield "R data.table fread, 1 thread", r_seconds(f"data.table::fread ('{path}', nThread = 1)")


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table.csv")
        written = seconds_of("write", path, rows, columns)[0]
        megabytes = os.path.getsize(path) / 1e6
        own = statistics.median(seconds_of("read", path, 5))
        print(f"dataset: {rows} rows x {columns} columns of 17 digits, {megabytes:.0f} MB")
        print(f"  {'Mercer read':32s} {own:8.3f} s {megabytes / own:7.0f} MB/s")
        for name, seconds in peers(path):
            if seconds:
                print(f"  {name:32s} {seconds:8.3f} s {megabytes / seconds:7.0f} MB/s   {seconds / own:6.1f} x Mercer's time")
        print(f"  {'Mercer write':32s} {written:8.3f} s {megabytes / written:7.0f} MB/s")
        million = [1e3 * t for t in seconds_of("edit", 1000000, 31)]
        print(f"  one point moved, 1,000,000 rows, two of ten columns: {statistics.median(million):.2f} ms median, "
              f"{max(million):.2f} ms worst")


main()
