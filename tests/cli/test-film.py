#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two-sample tests and flows from the command line: their contract, and the frames of a film."""
import json
import os
import struct

from harness import Folder, Run, close, columns, main, test

MOONS, CIRCLES = "generator:two-moons(n=60,seed=1)", "generator:circles(n=50,seed=2)"
FLOW = ("run", "mmd-flow", "--data", MOONS, "--particles=20")


@test
def two_samples():
    """mmd prints the two estimates and a p-value"""
    found = Run("run", "mmd", "--data", MOONS, "--against", CIRCLES, "--kernel", "Riesz(r=1)").readouts()
    assert 0 < found["p_value"] <= 1 and found["mmd2_unbiased"] < found["mmd2_biased"] and found["m"] == 50, found


@test
def frames():
    """--out with %04d writes a picture for each frame, into a folder that it makes, and the numbers beside it"""
    with Folder() as folder:
        run = Run(*FLOW, "--steps=6", "--every=2", "--out", folder / "film/%04d.png", "--out", folder / "end.csv",
                  "--out", folder / "end.json").ok()
        assert sorted(os.listdir(folder / "film")) == [f"{k:04d}.png" for k in range(4)], str(run)
        pictures = []
        for name in sorted(os.listdir(folder / "film")):
            with open(os.path.join(folder / "film", name), "rb") as file:
                pictures.append(file.read())
            assert pictures[-1][:8] == b"\x89PNG\r\n\x1a\n", name
            assert struct.unpack(">II", pictures[-1][16:24]) == (800, 500), name
        assert len(set(pictures)) == 4, "frames differ from each other"
        assert len(columns(folder / "end.csv")["x"]) == 20
        with open(folder / "end.json", encoding="utf-8") as file:
            tables = json.load(file)["tables"]
        assert {"particles", "trace"} <= set(tables), list(tables)


def gif_frames(data):
    """(width, height, frames as (delay, palette)) by the blocks of GIF89a (its specification, sections 17 to 27)"""
    assert data[:6] == b"GIF89a" and data[-1] == 0x3B
    width, height, packed = struct.unpack("<HHB", data[6:11])
    at, frames, delay = 13 + (3 << (packed & 7) + 1 if packed & 0x80 else 0), [], None
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                delay = struct.unpack("<H", data[at + 4:at + 6])[0]
            at += 2
        else:
            assert data[at] == 0x2C
            size = 3 << (data[at + 9] & 7) + 1
            frames.append((delay, data[at + 10:at + 10 + size]))
            at += 11 + size
        while data[at]:
            at += data[at] + 1
        at += 1
    return width, height, frames


@test
def animation():
    """--out film.gif holds every frame and the end, on which it rests; a flow that is refused leaves no file"""
    with Folder() as folder:
        Run(*FLOW, "--steps=6", "--every=2", "--out", folder / "a/film.gif").ok()
        with open(folder / "a/film.gif", "rb") as file:
            width, height, frames = gif_frames(file.read())
        assert (width, height) == (800, 500)
        assert [delay for delay, _ in frames] == [5, 5, 5, 5, 150], [delay for delay, _ in frames]
        Run("run", "mmd", "--data", MOONS, "--out", folder / "film.gif").refused("film", "mmd")
        Run(*FLOW, "--out", folder / "%d.gif").refused("%d")
        assert folder.names() == ["a"], folder.names()


@test
def film_changes_nothing():
    """particles end where they end without a film"""
    with Folder() as folder:
        Run(*FLOW, "--steps=5", "--out", folder / "%d.png", "--out", folder / "with.csv").ok()
        Run(*FLOW, "--steps=5", "--out", folder / "without.csv").ok()
        assert [name for name in folder.names() if name.endswith(".png")] == [f"{k}.png" for k in range(6)], folder.names()
        filmed, plain = columns(folder / "with.csv"), columns(folder / "without.csv")
        close(filmed["x"], plain["x"], 0, 0, "x")


@test
def starts():
    """--start takes a word or a file"""
    with Folder() as folder:
        path = folder.file("start.csv", "x,y\n1,2\n3,4\n5,6\n")
        Run(*FLOW, "--steps=1", "--step=0", "--start", path, "--out", folder / "end.csv").ok()
        assert columns(folder / "end.csv")["y"] == [2, 4, 6]
        ring = Run(*FLOW, "--steps=1", "--start", "ring").readouts()
        cloud = Run(*FLOW, "--steps=1", "--start", "gaussian").readouts()
        assert ring["mmd2"] != cloud["mmd2"], (ring, cloud)


@test
def refusals():
    """frames of what is no flow, frames where no folder can be, tables that do not fit"""
    with Folder() as folder:
        file = folder.file("narrow.csv", "x\n1\n2\n")
        Run("run", "mmd", "--data", MOONS, "--out", folder / "%d.png").refused("frames", "mmd")
        Run(*FLOW, "--out", os.path.join(file, "%d.png")).failed("folder", "narrow.csv")
        Run(*FLOW, "--start", file).refused("no column", "y")
        Run("run", "mmd", "--data", MOONS, "--against", file).refused("no column", "y")
        assert folder.names() == ["narrow.csv"], folder.names()


main()
