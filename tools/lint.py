#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler cannot: each function named check_* yields complaints, its docstring is the rule.

Prints TAP, so that the result reads and counts like any other test. Exit code 1 if a rule is broken.
"""
import os
import re
import shutil
import subprocess
import sys
import xml.dom.minidom

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
APP_ID = "io.github.mercer_app.Mercer"
# From the bottom up; a layer sees itself and what stands before it.
LAYERS = "num param dataset kernel model figure method picture methods engine session cli app".split()
SOFT_FILE, HARD_FILE = 350, 600  # lines
SOFT_FUNCTION, HARD_FUNCTION = 60, 100
SOFT_WIDTH, HARD_WIDTH = 120, 160  # the code is set to 100; rows of tables may be wider


class Skip(Exception):
    """The rule cannot be checked here."""


def listed_files():
    """Paths of the files under version control, or of all files where there is none."""
    git = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode == 0:
        found = git.stdout.split("\0")
    else:
        found = [os.path.relpath(os.path.join(folder, name), ROOT)
                 for folder, _, names in os.walk(ROOT) for name in names]
        found = [path for path in found if not re.match(r"(build|\.git)[^/]*/", path)]
    return sorted(path for path in found if path and os.path.isfile(os.path.join(ROOT, path)))


FILES = listed_files()


def files(pattern):
    return [path for path in FILES if re.search(pattern, path)]


def text(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def matches(pattern, expression):
    """(path, line number, match) of every line that matches."""
    for path in files(pattern):
        for number, line in enumerate(text(path).split("\n"), 1):
            match = re.search(expression, line)
            if match:
                yield path, number, match


def tool(*command):
    """Complaints of an outside program; it has to be silent and successful."""
    if not shutil.which(command[0]):
        raise Skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        yield from (done.stdout + done.stderr).strip().split("\n")


def check_licence():
    """every source file begins with its licence"""
    for path in files(r"\.(c|h|py|sh|ui|css|xml\.in|gschema\.xml|svg)$|(^|/)(meson\.build|dev|run|screenshot)$"):
        if "SPDX-License-Identifier:" not in "\n".join(text(path).split("\n")[:3]):
            yield f"{path}:1: the SPDX-License-Identifier line is missing"


def check_layout():
    """lines end cleanly, indent with spaces and are not too long"""
    wide = 0
    for path in files(r"\.(c|h|py|sh|ui|css)$|(^|/)(meson\.build|dev)$"):
        content = text(path)
        if content and not content.endswith("\n"):
            yield f"{path}: the last line does not end"
        for number, line in enumerate(content.split("\n"), 1):
            if "\t" in line:
                yield f"{path}:{number}: tabulator"
            if line != line.rstrip():
                yield f"{path}:{number}: blanks at the end of the line"
            if len(line) > HARD_WIDTH and not path.endswith(".ui"):
                yield f"{path}:{number}: {len(line)} characters; at most {HARD_WIDTH}"
            wide += len(line) > SOFT_WIDTH
    if wide:
        print(f"# advice: {wide} lines are longer than {SOFT_WIDTH} characters")


def check_headers():
    """headers say #pragma once, includes are a name without a path (or in a folder below)"""
    for path in files(r"\.h$"):
        if "#pragma once" not in text(path):
            yield f"{path}: no #pragma once"
    for path, number, match in matches(r"^(src|tests|bench)/.*\.[ch]$", r'#\s*include\s+"([^"]*/[^"]*)"'):
        if not os.path.isfile(os.path.join(ROOT, os.path.dirname(path), match[1])) or ".." in match[1]:
            yield f'{path}:{number}: include "{match[1]}" has a path'


def methods():
    """method -> stems of its sources: each line of methods.list is room/id and the further parts of its source."""
    path = "src/methods/methods.list"
    lines = [line.split() for line in text(path).split("\n")] if path in FILES else []
    return {words[0]: words[:1] + [f"{words[0]}-{part}" for part in words[1:]] for words in lines if words}


def method_of(path):
    """The method that a file below src/methods/ belongs to, or None."""
    stem = os.path.splitext(path)[0].removeprefix("src/methods/")
    return next((method for method, stems in methods().items() if stem in stems), None)


def check_layers():
    """a layer includes only itself and the layers below it; methods never include each other"""
    home = {os.path.basename(path): path for path in files(r"^src/.*\.h$")}
    for path, number, match in matches(r"^src/.*\.[ch]$", r'#\s*include\s+"([^"]+)"'):
        beside = os.path.join(os.path.dirname(path), match[1])
        target = beside if beside in FILES else home.get(match[1])
        if not target:
            continue
        mine, theirs = path.split("/")[1], target.split("/")[1]
        if LAYERS.index(theirs) > LAYERS.index(mine):
            yield f"{path}:{number}: {mine} stands below {theirs} and may not include {match[1]}"
        if mine == theirs == "methods" and method_of(path) != method_of(target):
            yield f"{path}:{number}: what two methods need belongs to model/, not to {target}"
    toolkit = r"#\s*include\s+<((gtk|gdk|gsk|adwaita)[^>]*)>"
    for path, number, match in matches(r"^(src|tests|bench)/.*\.[ch]$", toolkit):
        if path.split("/")[1] != "app" and not path.startswith("tests/e2e/"):
            yield f"{path}:{number}: only app/ knows {match[1]}"


def check_lists():
    """every source is built, every method is listed and tested"""
    for method in methods():
        test = f"tests/methods/{os.path.dirname(method)}/test-{os.path.basename(method)}.c"
        if test not in FILES:
            yield f"{method}: {test} is missing"
    for path in files(r"^(src|tests|bench)/.*\.c$"):
        folder, name = os.path.split(path)
        build = f"{folder}/meson.build"
        if re.match(r"src/methods/[^/]+/", path):
            if not method_of(path):
                yield f"{path}: not in src/methods/methods.list"
        elif build in FILES:
            stem = re.escape(re.sub(r"^(test|bench|fuzz)-", "", name[:-2]))  # lists of tests leave the beginning out
            if not re.search(rf"\b{stem}\b", text(build)):
                yield f"{path}: not in {build}"


def speaking_files():
    """The files with text for people."""
    marked = r'\b(N?C?_|n?gettext|g_dn?gettext)\s?\(\s*"'
    found = files(rf"^data/{APP_ID}\.(desktop\.in|metainfo\.xml\.in|mime\.xml\.in|gschema\.xml)$")
    found += [path for path in files(r"^src/.*\.[ch]$")
              if re.search(marked, re.sub(r"/\*.*?\*/", "", text(path), flags=re.S))]
    return sorted(found + [path for path in files(r"\.ui$") if 'translatable="yes"' in text(path)])


def check_potfiles():
    """po/POTFILES.in lists exactly the files with text for people, in order (tools/lint.py potfiles prints them)"""
    listed = [line for line in text("po/POTFILES.in").split("\n") if line and not line.startswith("#")]
    speaking = speaking_files()
    for path in sorted(set(speaking) - set(listed)):
        yield f"{path}: has text for people but is not in po/POTFILES.in"
    for path in sorted(set(listed) - set(FILES)):
        yield f"po/POTFILES.in: there is no {path}"
    for path in sorted(set(listed) & set(FILES) - set(speaking)):
        yield f"po/POTFILES.in: {path} has no text for people"
    if listed != sorted(listed):
        yield "po/POTFILES.in: not in alphabetical order"


def functions(path):
    """(name, first line, lines) of the functions of a file in GNU layout: their braces stand in column 0."""
    name, start = "", 0
    for number, line in enumerate(text(path).split("\n"), 1):
        head = re.match(r"([a-z_0-9]+) \(", line)
        if head:
            name = head[1]
        elif line == "{":
            start = number
        elif line == "}" and start:
            yield name, start, number - start - 1
            start = 0


def check_length():
    """files and functions are short"""
    for path in files(r"^(src|tests|bench|tools)/.*\.(c|h|py)$"):
        lines = text(path).count("\n")
        if lines > HARD_FILE:
            yield f"{path}: {lines} lines; at most {HARD_FILE}"
        elif lines > SOFT_FILE:
            print(f"# advice: {path}: {lines} lines; better up to about {SOFT_FILE}")
        for name, start, length in functions(path):
            if length > HARD_FUNCTION:
                yield f"{path}:{start}: {name} has {length} lines; at most {HARD_FUNCTION}"
            elif length > SOFT_FUNCTION:
                print(f"# advice: {path}:{start}: {name} has {length} lines; better up to about {SOFT_FUNCTION}")


def check_leftovers():
    """nothing is left for later in the source"""
    source = r"\.(c|h|ui|css|in|md|sh)$|^dev$"
    for path, number, match in matches(source, r"\b(TODO|FIXME|XXX|HACK)\b"):
        yield f"{path}:{number}: {match[1]}"
    for path, number, _ in matches(source, r"(/home|/root)/\w"):
        yield f"{path}:{number}: a path of one machine"


def check_xml():
    """templates, schemas and pictures are well-formed"""
    for path in files(r"\.(ui|xml|xml\.in|svg)$"):
        try:
            xml.dom.minidom.parseString(text(path).encode())
        except Exception as error:  # whatever the parser throws is the complaint
            yield f"{path}: {error}"


def check_schema():
    """the settings schema compiles strictly"""
    yield from tool("glib-compile-schemas", "--strict", "--dry-run", "data")


def check_scripts():
    """shell scripts are clean"""
    scripts = [path for path in FILES if text(path)[:20].startswith(("#!/bin/sh", "#!/bin/bash"))]
    for path in scripts:
        yield from tool(text(path)[2:].split("\n")[0], "-n", path)
    if shutil.which("shellcheck"):
        yield from tool("shellcheck", *scripts)


def check_version():
    """the change log begins with the version of the build"""
    version = re.search(r"version: '([^']+)'", text("meson.build"))[1]
    heading = re.search(r"^## \[?([^\]\s]+)", text("CHANGELOG.md"), re.M)
    if not heading or heading[1] not in (version, "Unreleased"):
        yield f"CHANGELOG.md: neither {version} nor Unreleased comes first"


def check_cppcheck():
    """cppcheck finds nothing"""
    yield from tool("cppcheck", "-q", f"-j{os.cpu_count()}", "--enable=warning,portability", "--inline-suppr",
                    "--suppressions-list=tools/cppcheck.txt", "--error-exitcode=1", "--std=c11", "src")


def main():
    if sys.argv[1:] == ["potfiles"]:
        print("# Files with text for people, in alphabetical order.", *speaking_files(), sep="\n")
        return 0
    rules = [(name, rule) for name, rule in globals().items() if name.startswith("check_")]
    print(f"1..{len(rules)}")
    broken = 0
    for number, (name, rule) in enumerate(rules, 1):
        title = f"{number} - {rule.__doc__}"
        try:
            complaints = list(rule())
        except Skip as reason:
            print(f"ok {title} # SKIP {reason}")
            continue
        print(f"not ok {title}" if complaints else f"ok {title}")
        for complaint in complaints:
            print(f"#   {complaint}")
        broken += bool(complaints)
        sys.stdout.flush()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
