#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mercer for those who hear it or use no pointer: everything that takes the focus says what it is, and the Tab key goes
round the whole window."""
import os
import re
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import main, test  # noqa: E402
from window import Window, until  # noqa: E402

# What a person works. A list, a group or a scrolled area is passed through and needs no name.
CONTROLS = {"push button", "toggle button", "check box", "radio button", "slider", "spin button", "entry", "text", "combo box",
            "menu item", "page tab", "switch", "image", "password text"}


def has(node, state):
    return node.accessible.get_state_set().contains(state)


def path(node):
    """Where a node stands, for the one who has to mend it."""
    above = []
    accessible = node.accessible
    while accessible is not None and accessible.get_role_name() not in ("application", "frame"):
        above.append(f"{accessible.get_role_name()} {accessible.get_name()!r}")
        accessible = accessible.get_parent()
    return " < ".join(above)


def is_named(node):
    """A control may also be called by a label that belongs to it, or show its own text. Where there is nothing else GTK 4.8
    gives the name of the class."""
    if re.match("(Gtk|Adw|Mercer)[A-Z]", node.name):
        return False
    if node.name or node.description:
        return True
    labelled = any(r.get_relation_type() == Atspi.RelationType.LABELLED_BY for r in node.accessible.get_relation_set())
    return labelled or any(child.role == "label" and child.name for _, child in node.walk())


def controls(window):
    """All of them, on show or not: GTK 4.8 does not say which are."""
    return [node for _, node in window.app.walk() if node.role in CONTROLS and has(node, Atspi.StateType.FOCUSABLE)]


def focused(window):
    for _, node in window.app.walk():
        node.accessible.clear_cache()  # else it would be what it was when it was first seen
        if has(node, Atspi.StateType.FOCUSED):
            return node
    return None


@test
def names():
    """whatever takes the focus has a name, on every page and for a method of every kind"""
    for arguments in (("--data", "sample:co2"), ("--method", "kde", "--data", "sample:penguins"),
                      ("--method", "mmd-flow", "--data", "sample:faithful")):
        with Window(*arguments) as window:
            for page in ("alt+1", "alt+2", "alt+3"):
                window.keys(page)
                time.sleep(0.6)
                found = controls(window)
                assert len(found) > 20, f"only {len(found)} controls are seen"
                nameless = [path(node) for node in found if not is_named(node)]
                assert not nameless, f"{arguments}, {page}: without a name\n" + "\n".join(nameless)


@test
def tab_goes_round():
    """Tab reaches the header, the controls, the picture and the numbers, and comes back to where it began"""
    with Window("--data", "sample:faithful") as window:
        wanted = {"Open", "Main menu", "Noise", "Fit", "Zoom in", "Copy All Values", "Inputs", "picture"}
        seen, order = set(), []
        for _ in range(80):
            window.keys("Tab")
            time.sleep(0.05)
            node = focused(window)
            assert node is not None, f"the focus was lost after {order}"
            name = "picture" if node.role == "image" else node.name or path(node)
            if order and name == order[0] and seen == wanted:
                break
            order.append(name)
            seen.update(w for w in wanted if name.startswith(w))
        assert seen == wanted, f"Tab never came to {wanted - seen}; it went {order}"


@test
def describes():
    """the picture says what it shows, and says it anew when it changes"""
    with Window("--data", "sample:faithful", "--method", "kde") as window:
        before = window.plot().description
        assert "faithful" in before.lower() or "erupt" in before.lower(), before
        window.keys("ctrl+z")
        window.node("slider", "Bandwidth" if window.app.find("slider", "Bandwidth") else "").set(0.2)
        until(lambda: window.plot().description != before, what="other words")


main()
