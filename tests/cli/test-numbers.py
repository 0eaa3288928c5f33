#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of mercer-cli against those of golden.json, whose origin make-golden.py tells."""
import json
import os

from harness import HERE, Folder, Run, close, columns, csv_columns, main, test

with open(os.path.join(HERE, "golden.json"), encoding="utf-8") as file:
    GOLDEN = json.load(file)

# Two Cholesky factorisations in another order agree to condition x 1e-16; the conditions here are below 1e5.
RELATIVE = 1e-8
# A standard deviation comes from a difference of numbers near 1, so that its square has an absolute error.
ABSOLUTE = 1e-9


def run(folder, case, *more):
    names = case["data"]["columns"]
    return Run("run", "gp-regression", "--data", folder.table("data.csv", case["data"]),
               "--role", "x=" + ",".join(names[:-1]), "--role", "y=" + names[-1],
               "--kernel", case["kernel"], f"--noise={case['noise']!r}", *more)


def check_posterior(case):
    with Folder() as folder:
        out = folder / "out.csv"
        done = run(folder, case, f"--mean={case['mean_function']}", "--at", folder.table("at.csv", case["at"]),
                   "--out", out, "--out", folder / "out.json")
        readouts, table = done.readouts(), columns(out)
        for i, name in enumerate(case["at"]["columns"]):
            assert table[name] == [row[i] for row in case["at"]["rows"]], f"{case['name']}: the points came out changed"
        for name in ("mean", "sd", "sd_predictive"):
            close(table[name], case[name], RELATIVE, ABSOLUTE, f"{case['name']}: {name}")
        for name in ("log_marginal_likelihood", "loo_log_score", "loo_rmse"):
            if name in case:
                close([readouts[name]], [case[name]], RELATIVE, 0, f"{case['name']}: {name}")
        assert readouts["jitter"] == 0, f"{case['name']}: jitter where none is needed\n{done}"


@test
def posteriors():
    """posteriors, likelihoods and leave-one-out scores are those of scikit-learn"""
    for case in GOLDEN["posteriors"]:
        check_posterior(case)


@test
def mean_functions():
    """constant and linear mean functions with their uncertainty"""
    for case in GOLDEN["mean functions"]:
        check_posterior(case)


@test
def grams():
    """Gram matrices are those of scikit-learn"""
    for case in GOLDEN["grams"]:
        with Folder() as folder:
            out = folder / "K.csv"
            Run("gram", case["kernel"], "--data", folder.table("x.csv", case["data"]), "--out", out).ok()
            matrix = matrix_of(out)
            assert len(matrix) == len(case["gram"]), f"{case['name']}: {len(matrix)} rows"
            for got, want in zip(matrix, case["gram"]):
                close(got, want, 1e-13, 1e-300, case["name"])


def matrix_of(path):
    """The rows of a CSV file of numbers without a line of names."""
    with open(path, encoding="utf-8") as table:
        return [[float(cell) for cell in line.split(",")] for line in table.read().split()]


@test
def gram_at():
    """a Gram matrix between two tables has a column for each of the other points"""
    case = GOLDEN["grams"][0]
    with Folder() as folder:
        data = folder.table("x.csv", case["data"])
        at = folder.table("z.csv", {"columns": ["a"], "rows": case["data"]["rows"][:3]})
        Run("gram", case["kernel"], "--data", data, "--at", at, "--out", folder / "K.csv").ok()
        for got, want in zip(matrix_of(folder / "K.csv"), case["gram"]):
            close(got, want[:3], 1e-13, 1e-300, "cross")


@test
def fits():
    """fits end where scikit-learn's do or higher, and their kernel reads back to the same likelihood"""
    for case in GOLDEN["fits"]:
        with Folder() as folder:
            found = run(folder, case, "--mean=zero", "--optimize", "--restarts=3", "--seed=1").readouts()
            best = case["log_marginal_likelihood"]
            assert found["log_marginal_likelihood"] >= best - 1e-6 * abs(best), f"{case['name']}: {found}, {best}"
            again = run(folder, dict(case, kernel=found["kernel"], noise=found["noise"]), "--mean=zero").readouts()
            close([again["log_marginal_likelihood"]], [found["log_marginal_likelihood"]], 1e-9, 0, "read back")


@test
def threads():
    """one thread and two give the same bits, so does the same seed"""
    for data, kernel in (("sample:co2", "100 * RBF(lengthscale=5) + Periodic(period=1, lengthscale=1)"),
                         ("generator:noisy-sine(n=700,seed=3)", "RBF(lengthscale=0.5)")):
        with Folder() as folder:
            texts = []
            for number, count in enumerate((1, 2, 2)):
                out = folder / f"{number}.csv"
                done = Run("run", "gp-regression", "--data", data, "--kernel", kernel, "--noise=0.3", "--seed=5",
                           "--threads", count, "--out", out, "--out", folder / f"{number}.json").ok()
                with open(out, encoding="utf-8") as table:
                    texts.append((readouts_of(done), table.read()))
            assert texts[0] == texts[1], f"{data}: the numbers depend on the threads; {difference(*texts[:2])}"
            assert texts[1] == texts[2], f"{data}: the numbers change from run to run; {difference(*texts[1:])}"


def difference(one, two):
    lines = zip(one[0] + one[1].split("\n"), two[0] + two[1].split("\n"))
    return next((f"{a} became {b}" for a, b in lines if a != b), "the lengths differ")


def readouts_of(run):
    """Its lines without the condition number: LAPACK's estimate takes scratch whose alignment, and with it the last
    bit, is the machine's affair."""
    return [line for line in run.out.split("\n") if not line.startswith("condition ")]


@test
def read_back():
    """a table that goes out and in again gives the same numbers to the last bit"""
    with Folder() as folder:
        first, second = folder / "1.csv", folder / "2.csv"
        options = ("--kernel", "RBF(lengthscale=3)", "--noise=0.123456789012345678")
        Run("run", "gp-regression", "--data", "sample:co2", *options, "--out", first).ok()
        names = list(columns(first))
        # The posterior's own grid as the points to predict at: exactly the same numbers come out again.
        Run("run", "gp-regression", "--data", "sample:co2", *options, "--at", first, "--out", second).ok()
        before, after = columns(first), columns(second)
        assert after[names[0]] == before[names[0]], "the points changed on their way out and in"
        close(after["mean"], before["mean"], 1e-12, 0, "mean")
        with open(first, encoding="utf-8") as table:
            text = table.read()
        for name, values in csv_columns(text).items():
            assert all(repr(value).replace("e-0", "e-").replace("e+", "e") for value in values), name
        cells = [cell for line in text.split("\n")[1:] for cell in line.split(",") if cell]
        assert all(len(cell) <= 24 for cell in cells), "numbers longer than a double needs"


@test
def two_outputs():
    """CSV and JSON hold the same numbers, standard output the same readouts"""
    with Folder() as folder:
        done = Run("run", "gp-regression", "--data", "sample:co2", "--out", folder / "o.csv", "--out", folder / "o.json")
        readouts, table = done.readouts(), columns(folder / "o.csv")
        with open(folder / "o.json", encoding="utf-8") as document:
            flat = json.load(document)
        values = list(numbers(flat))
        for name in ("mean", "sd", "sd_predictive"):
            assert any(part == table[name] for part in values), f"{name} of the CSV is not in the JSON"
        likelihood = readouts["log_marginal_likelihood"]
        assert any(part == likelihood for part in values), "the readout is not in the JSON"


def numbers(node):
    """All numbers and lists of numbers in a JSON document."""
    if isinstance(node, dict):
        for child in node.values():
            yield from numbers(child)
    elif isinstance(node, list):
        yield node
        for child in node:
            yield from numbers(child)
    elif isinstance(node, (int, float)):
        yield node


main()
