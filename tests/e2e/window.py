# SPDX-License-Identifier: GPL-3.0-or-later
"""Mercer in a real window, worked from outside: by what assistive technology sees, and by a pointer.

    with Window("table.csv") as window:
        window.slider("Noise").set(0.3)
        until(lambda: window.readout("Noise") == 0.3)
"""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PROGRAM = os.environ.get("MERCER", "mercer")
# What libraries say of the machine rather than of the program.
NOISE = ("Failed to set fd limit", "Error in GetItems", "dconf", "Unable to acquire session bus", "libEGL", "MESA",
         "Vulkan", "unable to get the session bus", "GetClientPid")

FRAME = 5  # pixels that GTK draws around a window where no window manager does


def until(condition, seconds=20, what=""):
    """Polls until the condition gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain{' for ' + what if what else ''}")
        time.sleep(0.05)


OLDER_ROLES = {"button": "push button"}


class Node:
    """One accessible object."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def role(self):
        """As it was called before AT-SPI 2.54 called push buttons buttons, and so on."""
        role = self.accessible.get_role_name()
        return OLDER_ROLES.get(role, role)

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def description(self):
        return self.accessible.get_description() or ""

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield Node(child)

    def walk(self, depth=0):
        yield depth, self
        for child in self.children():
            yield from child.walk(depth + 1)

    def all(self, role, name=""):
        """The descendants of the role whose name begins so."""
        found = []
        try:
            for _, node in self.walk():
                if node.role == role and node.name.startswith(name):
                    found.append(node)
        except gi.repository.GLib.Error:
            pass  # something went away while we looked; whoever polls looks again
        return found

    def find(self, role, name):
        return next(iter(self.all(role, name)), None)

    def showing(self):
        return self.accessible.get_state_set().contains(Atspi.StateType.SHOWING)

    @property
    def value(self):
        return self.accessible.get_value_iface().get_current_value()

    def set(self, value):
        assert self.accessible.get_value_iface().set_current_value(value), f"{self.name} refused {value}"

    def actions(self):
        interface = self.accessible.get_action_iface()
        try:
            return [interface.get_action_name(i) for i in range(interface.get_n_actions())] if interface else []
        except gi.repository.GLib.Error:
            return []  # some of GTK's own widgets count actions that they do not have

    def do(self, action):
        names = self.actions()
        assert action in names, f"{self.role} {self.name!r} has no action {action}; it has {names}"
        assert self.accessible.get_action_iface().do_action(names.index(action)), f"{action} failed"

    def extents(self):
        """x, y, width, height in the window."""
        box = self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return box.x, box.y, box.width, box.height

    def text(self):
        interface = self.accessible.get_text_iface()
        # by its whole name: an accessible has a get_text of its own since AT-SPI 2.54
        return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface)) if interface else ""


class Window:
    """A run of the program; leaving it closes the window as a person would."""

    def __init__(self, *arguments):
        self.arguments = [str(argument) for argument in arguments]

    def __enter__(self):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([PROGRAM, *self.arguments], stderr=self.errors)
        try:
            self.app = until(self.find_app, 30, "the program on the accessibility bus")
            self.id = until(self.find_window, 30, "the window")
            xdotool("windowfocus", "--sync", self.id)
            until(lambda: self.readouts(), 30, "the first figure")
        except BaseException:
            self.process.kill()
            self.process.wait()
            print("# stderr: " + self.said())
            raise
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.dump()
            self.process.kill()
            self.process.wait()
            print("# stderr: " + self.said().replace("\n", "\n# "))
            return
        self.close()
        assert self.process.returncode == 0, f"exit code {self.process.returncode}\n{self.said()}"
        assert self.said() == "", f"it complained:\n{self.said()}"

    def alive(self):
        """A crash is reported where it is noticed, not as a wait in vain."""
        code = self.process.poll()
        assert code is None, f"it ended by itself with {signal.Signals(-code).name if code < 0 else code}: {self.said()}"

    def find_app(self):
        self.alive()
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return Node(child)
        return None

    def find_window(self):
        found = xdotool("search", "--onlyvisible", "--pid", self.process.pid, check=False).split()
        return found[0] if found else None

    def said(self):
        """What it wrote to standard error, the machine's own noise left out."""
        self.errors.seek(0)
        lines = [line for line in self.errors.read().split("\n") if line and not any(n in line for n in NOISE)]
        return "\n".join(lines)

    def close(self):
        """Closes the window by its own action and waits for the end."""
        if self.process.poll() is None:
            self.keys("ctrl+q")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise AssertionError("it did not end within 10 s of Ctrl+Q") from None

    def dump(self):
        """The tree of accessible objects, for the log of a failure."""
        if self.process.poll() is not None:
            return
        try:
            for depth, node in self.app.walk():
                print(f"# {'  ' * depth}{node.role} {node.name!r} {node.description!r} {node.actions()}"[:300])
        except Exception as error:  # a dump is help, not a test
            print(f"# (the tree cannot be seen: {error})")
        sys.stdout.flush()

    # What a person sees and does.

    def plot(self):
        """The picture; icons are images too, but describe nothing."""
        return until(lambda: next((node for node in self.app.all("image") if len(node.description) > 20), None),
                     what="the plot")

    def readouts(self):
        """title -> the number as it is shown; {} while there is none."""
        self.alive()
        try:
            table = self.app.find("table", "Values")
            names = [cell.name for cell in table.all("table cell")] if table else []
        except gi.repository.GLib.Error:
            names = []  # it is being filled anew
        return dict(name.split(": ", 1) for name in names if ": " in name)

    def readout(self, title):
        text = self.readouts().get(title)
        return float(text.split(" ")[0].replace("\N{MINUS SIGN}", "-")) if text else None

    def node(self, role, name):
        return until(lambda: self.app.find(role, name), what=f"{role} {name}")

    def slider(self, name):
        return self.node("slider", name)

    def button(self, name):
        return self.node("push button", name)

    def keys(self, *keys):
        xdotool("windowfocus", "--sync", self.id)
        xdotool("key", *keys)

    def place(self, across, down):
        """A place on the screen, as shares of the plot's width and height."""
        geometry = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", self.id).split())
        x, y, width, height = self.plot().extents()
        return (int(geometry["X"]) + FRAME + x + round(across * width), int(geometry["Y"]) + FRAME + y + round(down * height))

    def point(self, place):
        xdotool("mousemove", *place)
        time.sleep(0.1)

    def click(self, place, button=1):
        self.point(place)
        xdotool("click", button)

    @contextlib.contextmanager
    def dragging(self, start, end, steps=12):
        """The pointer pressed at start and moved to end; released when left."""
        self.point(start)
        xdotool("mousedown", 1)
        try:
            for i in range(1, steps + 1):
                xdotool("mousemove", *(round(a + (b - a) * i / steps) for a, b in zip(start, end)))
                time.sleep(0.02)
            yield
        finally:
            xdotool("mouseup", 1)


def xdotool(*arguments, check=True):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)
    assert not check or done.returncode == 0, f"xdotool {arguments}: {done.stderr}"
    return done.stdout
