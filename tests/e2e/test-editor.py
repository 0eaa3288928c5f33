#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernel editor by keyboard and by what assistive technology sees: presets, one's own among them, and every list and menu."""
import os
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import main, test  # noqa: E402
from window import Window, until, xdotool  # noqa: E402


def expression(window):
    return window.node("text", "Kernel expression").text()


def clickable(window, name):
    """The part of a menu button that is pressed, first of those on show: a toggle button since GTK 4.10."""
    found = [node for role in ("push button", "toggle button") for node in window.app.all(role, name) if "click" in node.actions()]
    return found[0] if found else None


def focused(window):
    for _, node in window.app.walk():
        node.accessible.clear_cache()
        if node.accessible.get_state_set().contains(Atspi.StateType.FOCUSED):
            return node.role, node.name
    return None, None


def open_list(window, name):
    until(lambda: clickable(window, name), what=name).do("click")
    until(lambda: focused(window)[0] in ("entry", "menu item"), what=f"the focus in what {name} opens")


def type_words(window, words):
    window.keys(*("space" if c == " " else c for c in words))
    time.sleep(0.3)


@test
def presets():
    """a preset is found by its name, and a kernel saved, replaced, chosen, renamed, removed and brought back"""
    with Window("--data", "sample:mcycle") as window:
        before = expression(window)
        open_list(window, "Kernel presets")
        type_words(window, "rough")
        window.keys("Return")
        until(lambda: "Matern(nu=0.5" in expression(window), what="the rough kernel")
        rough = expression(window)
        window.keys("ctrl+z")
        until(lambda: expression(window) == before, what="the kernel as it was")

        open_list(window, "Kernel presets")
        window.node("text", "Name under which").accessible.get_editable_text_iface().set_text_contents("mine")
        window.button("Save").do("click")
        until(lambda: window.app.find("list item", "mine"), what="a preset of one's own")
        assert window.app.find("push button", "Rename “mine”") and window.app.find("push button", "Remove “mine”")
        window.keys("Escape")
        open_list(window, "Kernel presets")
        type_words(window, "rough")
        window.keys("Down")
        assert focused(window) == ("list item", "Rough"), focused(window)
        window.keys("Return")
        until(lambda: expression(window) == rough, what="the rough kernel again")
        open_list(window, "Kernel presets")
        type_words(window, "mine")
        window.keys("Return")
        until(lambda: expression(window) == before, what="the kernel that was saved")

        open_list(window, "Kernel presets")
        window.button("Rename “mine”").do("click")
        name = window.node("text", "Name under which")
        until(lambda: name.text() == "mine", what="the name to be changed")
        name.accessible.get_editable_text_iface().set_text_contents("yours")
        next(node for node in window.app.all("push button", "Rename") if node.name == "Rename").do("click")
        window.button("Remove “yours”").do("click")
        until(lambda: not window.app.find("list item", "yours"), what="it to go")
        undo = [node for node in window.app.all("push button", "Undo") if node.name == "Undo" and not node.description]
        undo[-1].do("click")
        until(lambda: window.app.find("list item", "yours"), what="it to come back")
        window.keys("Escape")


@test
def added_by_keyboard():
    """Alt+plus and Alt+asterisk in a card open the families; the first that matches is added or multiplied"""
    with Window("--data", "sample:mcycle") as window:
        family = clickable(window, "Family: ").name
        for key, word, sign in (("alt+plus", "linear", "+ Linear("), ("alt+asterisk", "cosine", "* Cosine(")):
            open_list(window, family)
            window.keys("Escape")
            until(lambda: focused(window)[1] == family, what="the focus on the family")
            window.keys(key)
            until(lambda: focused(window)[0] == "entry", what=f"the families after {key}")
            type_words(window, word)
            window.keys("Return")
            until(lambda s=sign: s in expression(window), what=sign)


@test
def menus_speak():
    """every item of a card's menu and every row of a list of families has a name"""
    with Window("--data", "sample:mcycle") as window:
        open_list(window, "More for this kernel")
        items = [node.name for node in window.app.all("menu item")]
        # GTK 4.18 hides the labels that it says its menu items are called by; then their keys tell that they are there
        nameless = not any(items)
        keys = [(node.accessible.get_attributes() or {}).get("keyshortcuts") for node in window.app.all("menu item")]
        assert not nameless or "Alt++" in keys and "Ctrl+D" in keys, keys
        for wanted in () if nameless else ("Add a Kernel…", "Multiply by a Kernel…", "Duplicate", "Remove", "Add Power", "Wrap In"):
            assert wanted in items, f"{wanted} is not among {items}"
        window.keys("Escape")
        open_list(window, "Family: ")
        rows = [node for node in window.app.find("list", "Kernels").all("list item")]
        assert len(rows) > 30, len(rows)
        assert all(row.name and row.description for row in rows)
        window.keys("Escape")


def go_to(window, role, name, back=False):
    """By Tab, as one does who has no pointer."""
    for _ in range(40):
        there = focused(window)
        if there[0] == role and there[1].startswith(name):
            return
        window.keys("shift+Tab" if back else "Tab")
    raise AssertionError(f"40 times Tab do not lead to {role} {name}")


def write(window, words):
    go_to(window, "text", "Kernel expression")
    window.keys("ctrl+a")
    xdotool("type", "--delay", "8", words)
    window.keys("Return")


@test
def second_kernel():
    """a second kernel is read out, chosen and typed by keys, told where it is wrong, and left to the method again"""
    with Window("--data", "sample:iris", "--method", "kernel-correlation") as window:
        def rows():
            return [node.name for node in window.app.all("list item", "Kernel ")]

        until(lambda: len(rows()) == 2, what="two kernels")
        first = expression(window)
        assert rows()[0] == f"Kernel 1 of 2, First set: {first}", rows()
        assert rows()[1].startswith("Kernel 2 of 2, Second set, automatic: RBF("), rows()
        automatic = rows()[1].split(": ", 1)[1]

        go_to(window, "list item", rows()[0])
        window.keys("Down")
        until(lambda: expression(window) == automatic, what="the second kernel in the editor")
        write(window, "2 * RBF()[q]")
        assert focused(window) == ("text", "Kernel expression, Second set"), focused(window)
        view = window.node("text", "Kernel expression")
        until(lambda: "There is no input column" in view.description, what="what is wrong")
        assert view.description.startswith("Character "), view.description
        assert expression(window)[int(view.description.split(":")[0].split()[1]) - 1] == "q"
        write(window, "Matern(nu=1.5, lengthscale=0.5)")
        until(lambda: rows()[1] == "Kernel 2 of 2, Second set: Matern(nu=1.5, lengthscale=0.5)", what="the kernel in the list")
        assert not view.description
        window.button("Back to: automatic").do("click")
        until(lambda: expression(window) == automatic, what="the kernel of the method")
        go_to(window, "list item", rows()[1], back=True)
        window.keys("Up")
        until(lambda: expression(window) == first, what="the first kernel again")


main()
