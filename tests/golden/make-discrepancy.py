#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes discrepancy.ini: the two estimates of MMD^2 and the witness, written out in numpy (1.24.2, scipy 1.10.1).

Every group is one case: x and y row by row, the witness at the first five rows of y.
"""
import os
import numpy as np
from scipy.spatial.distance import cdist

HERE = os.path.dirname(os.path.abspath(__file__))


def matern32(a, b):
    r = np.sqrt(3) * cdist(a, b) / 1.3
    return (1 + r) * np.exp(-r)


CASES = [
    ("rbf", "RBF(lengthscale=0.8)", 40, 55, 2, lambda a, b: np.exp(-cdist(a, b, "sqeuclidean") / (2 * 0.8 ** 2))),
    ("sum", "0.5 * RBF(lengthscale=2) + Matern(nu=1.5, lengthscale=1.3)", 31, 20, 3,
     lambda a, b: 0.5 * np.exp(-cdist(a, b, "sqeuclidean") / 8) + matern32(a, b)),
    ("energy", "Riesz(r=1)", 60, 45, 2, lambda a, b: -cdist(a, b)),
    ("tiles", "RBF(lengthscale=1.5)", 600, 530, 1, lambda a, b: np.exp(-cdist(a, b, "sqeuclidean") / 4.5)),
]


def numbers(values):
    return ";".join(repr(float(v)) for v in np.ravel(values)) + ";"


lines = ["# SPDX-License-Identifier: GPL-3.0-or-later", "# Written by make-discrepancy.py."]
for k, (name, expression, n, m, d, kernel) in enumerate(CASES):
    random = np.random.default_rng(100 + k)
    # four decimals: short to read, and exact in both programs
    x, y = np.round(random.normal(size=(n, d)), 4), np.round(0.4 + 1.2 * random.normal(size=(m, d)), 4)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    biased = xx.mean() + yy.mean() - 2 * xy.mean()
    unbiased = ((xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1)) - 2 * xy.mean())
    witness = kernel(y[:5], x).mean(axis=1) - kernel(y[:5], y).mean(axis=1)
    lines += ["", f"[{name}]", f"kernel={expression}", f"n={n}", f"m={m}", f"d={d}", f"x={numbers(x)}", f"y={numbers(y)}",
              f"biased={float(biased)!r}", f"unbiased={float(unbiased)!r}", f"witness={numbers(witness)}"]
with open(os.path.join(HERE, "discrepancy.ini"), "w") as out:
    out.write("\n".join(lines) + "\n")
