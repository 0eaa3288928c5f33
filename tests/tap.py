# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests in Python: functions marked @test are the tests of a program, main () runs them and speaks TAP."""
import sys
import traceback

TESTS = []


class Skip(Exception):
    """The test cannot be made here."""


def test(function):
    TESTS.append(function)
    return function


def comment(text):
    """A line of TAP that is only for people."""
    print("".join(f"#   {line}\n" for line in text.rstrip().split("\n")), end="")


def main(after_failure=lambda: None):
    """Names of tests on the command line choose some of them."""
    chosen = [function for function in TESTS if not sys.argv[1:] or function.__name__ in sys.argv[1:]]
    print(f"1..{len(chosen)}")
    failures = 0
    for number, function in enumerate(chosen, 1):
        title = f"{number} - {function.__doc__.strip()}"
        try:
            function()
            print(f"ok {title}")
        except Skip as reason:
            print(f"ok {title} # SKIP {reason}")
        except Exception:  # whatever went wrong is what the log should show
            failures += 1
            print(f"not ok {title}")
            comment(traceback.format_exc())
            after_failure()
        sys.stdout.flush()
    sys.exit(1 if failures else 0)
