#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What mercer-cli says of itself, and the files it writes."""
import os
import shutil
import subprocess
import xml.dom.minidom

from harness import Folder, Run, Skip, columns, main, test

CO2 = ("run", "gp-regression", "--data", "sample:co2")


def find(node, key, value):
    """The first object of a JSON document in which key has the value."""
    if isinstance(node, dict) and node.get(key) == value:
        return node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return next((found for child in children for found in [find(child, key, value)] if found), None)


@test
def help_and_version():
    """--help and --version answer and succeed"""
    text = Run("--help").ok().out
    for word in ("list", "show", "kernels", "gram", "run"):
        assert word in text, f"--help does not mention {word}\n{text}"
    assert Run("--version").ok().out.strip().split()[-1][0].isdigit()


@test
def lists():
    """list names the methods, as text and as JSON"""
    assert "gp-regression" in Run("list").ok().out
    method = find(Run("list", "--json").json(), "id", "gp-regression")
    assert method and method["title"] and method["summary"], method


@test
def shows():
    """show tells params, roles and source of a method"""
    text = Run("show", "gp-regression").ok().out
    for word in ("noise", "mean", "optimize", "restarts", "Rasmussen"):
        assert word in text, f"show does not mention {word}\n{text}"
    text = Run("show", "kde").ok().out
    assert "\n        silverman: As Scott's" in text, "show does not say what the choices do"
    document = Run("show", "gp-regression", "--json").json()
    noise = find(document, "id", "noise")
    assert noise and {"title", "min", "max"} <= set(noise), noise
    assert find(document, "id", "x") and find(document, "id", "y"), "the roles are missing"


@test
def every_method_is_shown():
    """every method that is listed can be shown"""
    found = [method["id"] for method in Run("list", "--json").json()]
    assert "gp-regression" in found, found
    for method in found:
        Run("show", method).ok()
        assert Run("show", method, "--json").json()["id"] == method


@test
def table_where_needed():
    """a method that must have columns asks for a table; one that simulates runs without"""
    Run("run", "kde").refused("--data is missing")
    assert "h_clt" in Run("run", "kde-regimes").ok().out


@test
def kernels():
    """kernels lists all families with parameters and properties"""
    text, document = Run("kernels").ok().out, Run("kernels", "--json").json()
    for family in ("RBF", "Matern", "RationalQuadratic", "Periodic", "Cosine", "Linear", "Polynomial", "Constant",
                   "White", "Brownian"):
        assert family in text, f"{family} is missing\n{text}"
        assert find(document, "id", family), f"{family} is missing in the JSON"


@test
def formats():
    """a run writes every format, each of its own kind"""
    with Folder() as folder:
        starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "json": b"{", "csv": b"", "txt": b""}
        outs = [argument for extension in starts for argument in ("--out", folder / f"o.{extension}")]
        Run(*CO2, *outs).ok()
        for extension, start in starts.items():
            with open(folder / f"o.{extension}", "rb") as file:
                content = file.read()
            assert len(content) > 200 and content.startswith(start), f"{extension}: {content[:40]!r}"
        xml.dom.minidom.parse(folder / "o.svg")
        assert {"mean", "sd", "sd_predictive"} <= set(columns(folder / "o.csv"))
        assert folder.names() == sorted(f"o.{extension}" for extension in starts), folder.names()


@test
def readouts():
    """readouts come as name, value and unit"""
    run = Run(*CO2).ok()
    found = run.readouts()
    for name in ("log_marginal_likelihood", "loo_log_score", "jitter"):
        assert isinstance(found.get(name), float), f"{name} is missing\n{run}"


@test
def defaults():
    """without roles the last numeric column is y"""
    with Folder() as folder:
        path = folder.file("t.csv", "name,a,b\nred,0,1\nblue,1,2\nred,2,2\nblue,3,4\n")
        Run("run", "gp-regression", "--data", path, "--kernel", "RBF(lengthscale=1)", "--out", folder / "d.csv").ok()
        Run("run", "gp-regression", "--data", path, "--kernel", "RBF(lengthscale=1)", "--role", "x=a", "--role", "y=b",
            "--out", folder / "r.csv").ok()
        assert columns(folder / "d.csv") == columns(folder / "r.csv")


@test
def other_working_directory():
    """samples are found and relative paths mean what they say from anywhere"""
    with Folder() as folder:
        Run(*CO2, "--out", "here.csv", cwd=folder.path).ok()
        assert folder.names() == ["here.csv"]


@test
def timing():
    """--timing and --progress tell on standard error and change no number"""
    plain, timed = Run(*CO2).ok(), Run(*CO2, "--timing", "--progress").ok()
    assert timed.err, "nothing is told"
    for name in ("log_marginal_likelihood", "loo_log_score"):
        assert plain.readouts()[name] == timed.readouts()[name]


@test
def locale():
    """numbers have a decimal point whatever the locale says"""
    with Folder() as folder:
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                              capture_output=True, check=False) if shutil.which("localedef") else None
        if not os.path.isdir(folder / "de_DE.UTF-8"):
            raise Skip(f"no locale with a decimal comma can be made here ({made and made.stderr.decode().strip()})")
        german = dict(os.environ, LC_ALL="de_DE.UTF-8", LOCPATH=folder.path)
        assert Run(*CO2, env=german).ok().out == Run(*CO2).ok().out


main()
