#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at Mercer: opens a table, drags sliders and points, undoes, fits, exports, closes in the middle of work."""
import math
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import main, test  # noqa: E402
from window import Window, until, xdotool  # noqa: E402

TABLE = "time,height\n0,0\n2,1\n4,0.5\n6,-0.5\n8,-1\n10,0\n"
LIKELIHOOD = "Log marginal likelihood"
KERNEL = ("--kernel", "RBF(lengthscale=2)", "--noise=0.1", "--mean=zero")


class Table(Window):
    """Mercer on a table of six points."""

    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="mercer-e2e-")
        path = os.path.join(self.folder.name, "six.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(TABLE)
        super().__init__(path, *(arguments or KERNEL))

    def changed(self, before, title=LIKELIHOOD):
        """Waits until the readout is another than before, and returns it."""
        return until(lambda: (now := self.readout(title)) is not None and now != before and [now], 10, title)[0]

    def back(self, before, title=LIKELIHOOD):
        until(lambda: self.readout(title) == before, 10, f"{title} to be {before} again; it is {self.readout(title)}")


@test
def opens():
    """a table on the command line is shown, described and counted"""
    with Table() as window:
        assert window.readout("Points") == 6, window.readouts()
        description = window.plot().description
        assert "height" in description and "6 points" in description, description


@test
def starts():
    """without arguments the Mauna Loa record is there"""
    with Window() as window:
        assert window.readout("Points") == 468, window.readouts()
        assert "CO" in window.app.find("frame", "").name


@test
def sliders():
    """noise and length scale move the posterior and its description"""
    with Table() as window:
        likelihood, description = window.readout(LIKELIHOOD), window.plot().description
        window.slider("Noise").set(math.log10(0.4))  # a logarithmic slider
        with_noise = window.changed(likelihood)
        until(lambda: abs(window.readout("Noise") - 0.4) < 1e-3, what="the noise")
        until(lambda: window.plot().description != description, what="another description")
        window.slider("Length scale").set(math.log10(1.0))
        window.changed(with_noise)
        until(lambda: "lengthscale=1" in window.plot().description, what="the new length scale in words")


@test
def points():
    """a point is clicked in and dragged, the numbers follow during the drag, undo and redo go step by step"""
    with Table() as window:
        empty = window.readout(LIKELIHOOD)
        start, end = window.place(0.45, 0.30), window.place(0.55, 0.60)
        window.click(start)
        window.changed(6, "Points")
        added = window.changed(empty)
        time.sleep(0.5)  # two presses in a hurry are a double click
        with window.dragging(start, end):
            during = window.changed(added)
        assert window.readout("Points") == 7, "the drag should have moved the point, not added one"
        time.sleep(0.5)
        dragged = window.readout(LIKELIHOOD)
        assert dragged != added
        window.keys("ctrl+z")
        window.back(added)
        window.keys("ctrl+z")
        window.back(empty)
        assert window.readout("Points") == 6
        window.keys("ctrl+shift+z", "ctrl+shift+z")
        window.back(dragged)
        assert during != empty


@test
def points_without_a_pointer():
    """the canvas adds, picks, moves and deletes points for those who use no pointer"""
    with Table() as window:
        first = window.readout(LIKELIHOOD)
        window.plot().do("canvas.next-point")
        window.plot().do("canvas.move-up")
        moved = window.changed(first)
        window.plot().do("canvas.delete-point")
        window.changed(6, "Points")
        assert window.readout("Points") == 5
        window.plot().do("canvas.add-point")
        window.back(6, "Points")
        for _ in range(3):
            window.keys("ctrl+z")
        window.back(first)
        assert moved != first


@test
def fits():
    """Fit raises the likelihood as one undo step"""
    with Table("--kernel", "1 * RBF(lengthscale=0.3)", "--noise=0.5", "--mean=zero") as window:
        before = window.readout(LIKELIHOOD)
        window.button("Fit").do("click")
        until(lambda: (window.readout(LIKELIHOOD) or before) > before + 0.5, 30, "a better likelihood")
        time.sleep(1)
        window.keys("ctrl+z")
        window.back(before)


@test
def exports():
    """Ctrl+E asks for a file and writes the picture"""
    with Table() as window:
        picture = os.path.join(window.folder.name, "picture.svg")
        window.keys("ctrl+e")
        dialog = until(lambda: xdotool("search", "--onlyvisible", "--name", "^(Save|Export)", check=False).split(), 10,
                       "the dialog")[0]
        xdotool("windowfocus", "--sync", dialog)
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", 5, picture)
        xdotool("key", "Return")
        until(lambda: os.path.exists(picture), 10, picture)
        with open(picture, encoding="utf-8") as file:
            assert file.read().rstrip().endswith("</svg>")


@test
def closes_at_work():
    """closing during a long computation ends at once"""
    with Window("--data", "generator:noisy-sine(n=6000,seed=1)", "--kernel", "RBF(lengthscale=0.5)") as window:
        window.button("Fit").do("click")
        time.sleep(0.5)
        start = time.monotonic()
        window.close()
        assert time.monotonic() - start < 3, "it took longer than 3 s"


main()
