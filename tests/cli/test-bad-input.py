#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input ends in one sentence that says what to do, never in a crash, a hang or half a file."""
import os
import resource
import subprocess

from harness import Folder, Run, Skip, columns, main, test

GOOD = "a,b\n0,1\n1,2.5\n2,2\n3,4\n4,3.5\n5,5\n"
RUN = ("run", "gp-regression")


def refused(name, content, *words, more=()):
    """A run on this file is refused and leaves nothing behind."""
    with Folder() as folder:
        path = folder.file(name, content)
        out = folder / "out.csv"
        run = Run(*RUN, "--data", path, "--out", out, *more).refused(*words)
        assert folder.names() == [name], f"left behind: {folder.names()}\n{run}"


def runs(content, *more):
    """A run on this file works; returns it and its table."""
    with Folder() as folder:
        path, out = folder.file("t.csv", content), folder / "out.csv"
        run = Run(*RUN, "--data", path, "--out", out, *more).ok()
        return run, columns(out)


@test
def empty_file():
    """an empty file"""
    refused("empty.csv", "", "empty.csv", "empty")


@test
def blank_file():
    """a file of nothing but blank lines"""
    refused("blank.csv", "\n\n  \n\n", "blank.csv")


@test
def header_only():
    """names but no rows"""
    refused("names.csv", "a,b\n", "names.csv")


@test
def one_column():
    """a single column leaves nothing to predict"""
    refused("one.csv", "a\n1\n2\n3\n", "1 more", "than the table has")


@test
def one_row():
    """one row is a posterior like any other"""
    run, table = runs("a,b\n1,2\n", "--kernel", "RBF(lengthscale=1)", "--noise=0.1")
    assert all(mean == mean for mean in table["mean"]), run


@test
def constant_output():
    """a constant output gives finite numbers"""
    run, table = runs("a,b\n0,2\n1,2\n2,2\n3,2\n")
    assert all(abs(value) < 1e6 for value in table["mean"] + table["sd"]), run


@test
def constant_input():
    """a constant input gives finite numbers or a sentence"""
    with Folder() as folder:
        run = Run(*RUN, "--data", folder.file("t.csv", "a,b\n2,0\n2,1\n2,2\n"), "--out", folder / "o.csv")
        if run.code == 0:
            assert all(abs(value) < 1e6 for value in columns(folder / "o.csv")["mean"]), run
        else:
            run.refused("a")


@test
def all_missing():
    """a column without a single value shows the prior and says so"""
    run, table = runs("a,b\n1,NA\n2,NA\n3,NA\n", "--role", "x=a", "--role", "y=b", "--noise=0.1",
                      "--kernel", "4 * RBF(lengthscale=1)")
    assert "“b” holds no values" in run.err and "prior" in run.err, run
    assert set(table["mean"]) == {0.0} and set(table["sd"]) == {2.0}, run


@test
def text_for_numbers():
    """text where numbers are needed names the column"""
    refused("t.csv", "a,b\n1,red\n2,green\n3,red\n", "b", more=("--role", "x=a", "--role", "y=b"))


@test
def unknown_column():
    """a column that is not there names it"""
    refused("t.csv", GOOD, "depth", more=("--role", "x=depth"))


@test
def unknown_role():
    """a role that is not there names it"""
    refused("t.csv", GOOD, "colour", more=("--role", "colour=a"))


@test
def huge_line():
    """a line without end is refused within little memory"""
    if os.environ.get("MERCER_SANITIZED", "none") != "none":
        raise Skip("sanitizers want all the memory there is")
    limit = 1 << 30  # bytes
    with Folder() as folder:
        path = folder / "wide.csv"
        with open(path, "wb") as file:  # mostly holes: 10 GB that take no room
            file.write(b"a,b\n1,")
            file.truncate(10_000_000_000)
        Run(*RUN, "--data", path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            ).refused("wide.csv")


@test
def binary_file():
    """a picture is no table"""
    refused("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "picture.csv")


@test
def infinities():
    """NaN and infinities are missing values and said to be"""
    run, table = runs("a,b\n0,1\n1,inf\n2,nan\n3,2\n4,-Infinity\n5,3\n6,2\n")
    assert all(mean == mean for mean in table["mean"]), run


@test
def duplicate_headers():
    """two columns of one name become two names"""
    with Folder() as folder:
        path = folder.file("t.csv", "a,a,b\n0,5,1\n1,3,2\n2,8,1\n3,1,0\n")
        out = folder / "out.csv"
        Run(*RUN, "--data", path, "--role", "x=a,a (2)", "--role", "y=b", "--at", path, "--out", out).ok()
        assert {"a", "a (2)", "mean"} <= set(columns(out)), columns(out).keys()


@test
def ragged_rows():
    """rows of different length are read with a note or refused with a line number"""
    with Folder() as folder:
        run = Run(*RUN, "--data", folder.file("t.csv", "a,b\n0,1\n1\n2,2\n3,2,9\n4,1\n"), "--out", folder / "o.csv")
        if run.code != 0:
            run.refused("line")
        else:
            assert "line" in run.out + run.err or "row" in run.out + run.err, f"nothing is said of them\n{run}"


@test
def column_like_option():
    """columns may be called like options"""
    run, table = runs("--out,--noise\n0,1\n1,2\n2,1.5\n3,3\n", "--role", "x=--out", "--role", "y=--noise")
    assert "--out" in table, run


@test
def folder_for_file():
    """a folder named .csv"""
    with Folder() as folder:
        os.mkdir(folder / "d.csv")
        Run(*RUN, "--data", folder / "d.csv").refused("d.csv", "folder")


@test
def no_such_file():
    """a file that is not there"""
    Run(*RUN, "--data", "nowhere.csv").refused("nowhere.csv")


@test
def no_permission():
    """a file that may not be read"""
    if os.geteuid() == 0:
        raise Skip("root may read everything")
    with Folder() as folder:
        path = folder.file("secret.csv", GOOD)
        os.chmod(path, 0)
        Run(*RUN, "--data", path).refused("secret.csv", "permission")


@test
def unknown_sample():
    """an unknown sample lists those there are"""
    Run(*RUN, "--data", "sample:nothing").refused("nothing", "co2")


@test
def unknown_generator():
    """an unknown generator lists those there are"""
    Run(*RUN, "--data", "generator:nothing(n=3)").refused("nothing")


@test
def bad_generator_options():
    """a generator says which of its options is wrong"""
    listed = Run(*RUN, "--data", "generator:nothing").err
    name = next(word.strip(",.;") for word in listed.split() if "sine" in word)
    Run(*RUN, "--data", f"generator:{name}(n=-5)").refused("n")
    Run(*RUN, "--data", f"generator:{name}(colour=5)").refused("colour")


@test
def no_data():
    """a run without data says how to name some"""
    Run(*RUN).refused("--data")


@test
def unknown_method():
    """an unknown method"""
    Run("run", "gp-regresion", "--data", "sample:co2").refused("gp-regresion", "list")


@test
def unknown_command():
    """an unknown command"""
    Run("frobnicate").refused("frobnicate")


@test
def unknown_option():
    """an option that is not there"""
    Run(*RUN, "--data", "sample:co2", "--nose=1").refused("nose")


KERNEL_ERRORS = {  # text -> where the caret stands, a word of the sentence
    "RBF(lengthscale=1": (17, ")"),
    "RBG(lengthscale=1)": (0, "RBG"),
    "RBF(lengthscal=1)": (4, "lengthscal"),
    "RBF(lengthscale=-1)": (16, "lengthscale"),
    "RBF(lengthscale=0)": (16, "lengthscale"),
    "RBF(lengthscale=1) + ": (21, ""),
    "RBF(lengthscale=1) ** 2": (20, ""),
    "RBF(lengthscale=nan)": (16, ""),
    "-1 * RBF()": (0, ""),
}


@test
def kernel_text():
    """an error in the kernel's text has a caret under it"""
    for text, (column, word) in KERNEL_ERRORS.items():
        run = Run(*RUN, "--data", "sample:co2", "--kernel", text).refused(word)
        lines = run.err.rstrip("\n").split("\n")
        assert len(lines) >= 2 and text.rstrip() in lines[-2], f"the text with a caret below it is missing\n{run}"
        offset = lines[-2].index(text.rstrip())
        assert lines[-1].index("^") - offset == column, f"the caret should stand at {column} of {text!r}\n{run}"


@test
def kernel_columns():
    """a kernel on a column that is no input names it"""
    Run(*RUN, "--data", "sample:co2", "--kernel", "RBF(lengthscale=1)[depth]").refused("depth")


@test
def kernel_list():
    """a list of length scales has one for each column"""
    Run(*RUN, "--data", "sample:co2", "--kernel", "RBF(lengthscale=[1, 2, 3])").refused("3")


@test
def kernel_domain():
    """Brownian refuses negative inputs"""
    refused("t.csv", "a,b\n-1,1\n0,2\n1,3\n2,2\n", "Brownian", more=("--kernel", "Brownian()"))


@test
def values():
    """a value that is no number, out of range or no choice says what is allowed"""
    for option, word in (("--noise=loud", "loud"), ("--noise=-1", "noise"), ("--noise=nan", "noise"),
                         ("--mean=wavy", "constant"), ("--threads=many", "threads"), ("--seed=x", "seed")):
        Run(*RUN, "--data", "sample:co2", option).refused(word)


@test
def points_without_column():
    """points to predict at need the columns of the inputs"""
    with Folder() as folder:
        data, at = folder.file("t.csv", GOOD), folder.file("at.csv", "depth\n1\n2\n")
        Run(*RUN, "--data", data, "--at", at, "--out", folder / "o.csv").refused("a")
        assert folder.names() == ["at.csv", "t.csv"]


@test
def too_big():
    """what does not fit into memory is refused with the size"""
    name = "noisy-sine"
    run = Run(*RUN, "--data", f"generator:{name}(n=2000000)", "--kernel", "RBF(lengthscale=1)", timeout=120)
    assert run.code in (1, 2), run
    run.says("B")
    assert any(unit in run.err for unit in ("GB", "TB", "GiB", "TiB")), f"the size is missing\n{run}"


@test
def output_formats():
    """an extension nobody knows lists those there are"""
    with Folder() as folder:
        Run(*RUN, "--data", "sample:co2", "--out", folder / "x.docx").refused("docx", "svg")
        assert folder.names() == []


@test
def output_folder_missing():
    """a folder that is not there cannot hold the result"""
    with Folder() as folder:
        run = Run(*RUN, "--data", folder.file("t.csv", GOOD), "--out", folder / "no/such/x.csv")
        assert run.code in (1, 2), run
        assert "no/such" in run.err, run


@test
def output_is_a_folder():
    """a folder cannot be written over"""
    with Folder() as folder:
        os.mkdir(folder / "x.csv")
        run = Run(*RUN, "--data", folder.file("t.csv", GOOD), "--out", folder / "x.csv")
        assert run.code in (1, 2) and "x.csv" in run.err, run
        assert folder.names() == ["t.csv", "x.csv"]


def no_room(folder, name, **options):
    """Exporting to a place without room fails in a sentence and leaves the old file whole."""
    data = folder.file("t.csv", GOOD) if "t.csv" not in folder.names() else folder / "t.csv"
    old = folder.file(name, "old")
    run = Run(*RUN, "--data", data, "--out", old, **options)
    assert run.code == 1, f"should have failed with exit code 1\n{run}"
    assert name in run.err, f"the sentence should name the file\n{run}"
    with open(old, encoding="utf-8") as file:
        assert file.read() == "old", f"the old file is gone\n{run}"
    assert folder.names() == sorted(["t.csv", name]), f"left behind: {folder.names()}\n{run}"
    os.remove(old)
    return run


@test
def write_fails():
    """every writer notices that it cannot write"""
    with Folder() as folder:
        for extension in ("csv", "json", "txt", "svg", "png", "pdf"):
            # Without restore_signals SIGXFSZ stays ignored, as Python has it, and write () returns an error.
            no_room(folder, f"x.{extension}", restore_signals=False,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512)))


@test
def disk_full():
    """a full disk is called a full disk"""
    with Folder() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder.path]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            raise Skip("no permission to mount a small disk")
        try:
            run = no_room(folder, "x.svg")
            assert "space" in run.err or "full" in run.err, run
        finally:
            subprocess.run(["umount", folder.path], check=True)



@test
def output_cannot_be_written():
    """standard output on a full disk is a failure, not a success"""
    cli = os.environ["MERCER_CLI"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([cli, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and "could not be written" in done.stderr, done


@test
def conditionally_positive_definite_kernel():
    """a kernel that is no covariance is refused, and the sentence says what it is"""
    refused("good.csv", GOOD, "Riesz", "weights that sum to zero", "in its place", more=("--kernel", "Riesz(r=1)"))


@test
def leave_one_out_of_one_row():
    """with an estimated mean one row says nothing of itself: no score, no number that looks like one"""
    run, _ = runs("a,b\n1,2\n", "--kernel", "RBF(lengthscale=1)", "--noise=0.1", "--mean=constant")
    assert "loo_" not in run.out, run


@test
def leave_one_out_skips_rows_that_stand_alone():
    """one row alone carries the slope of the second column: the scores are of the others, and a note says so"""
    rows = "".join(f"{i},{int(i == 3)},{i * i % 7}\n" for i in range(12))
    run, _ = runs("a,b,y\n" + rows, "--role", "x=a,b", "--role", "y=y", "--mean=linear", "--noise=0.5",
                  "--kernel", "RBF(lengthscale=2)[a]")
    assert "alone carries" in run.err, run


main()
