#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes kde-radial.ini: radial kernels K_d (u) = c_d K (|u|) of every shape in two and three columns, and densities of them on Old Faithful.

K is written down again here, in terms of the distance; c_d and the standard deviation are integrals by scipy's quad over the radius. The flat-top
sinc is the Hankel transform of its trapezoid, by quad over the frequency (Bessel functions by scipy).

The bandwidths of a density are standard deviations, or the matrix h11, h12, h22; in three columns the third is the product of the two others,
scaled. `at` are points by columns.
"""
import os
import numpy as np
import scipy
from scipy.integrate import quad
from scipy.special import gamma, jv

here = os.path.dirname(os.path.abspath(__file__))
table = np.genfromtxt(os.path.join(here, "../../data/samples/faithful.csv"), delimiter=",", names=True, comments="#")
names = table.dtype.names
x, y = (table[[n for n in names if key in n][0]] for key in ("erupt", "wait"))
rows = np.column_stack([x, y, x * y / 60])

profiles = {
    "box": (lambda r: 1.0, 1), "triangular": (lambda r: 1 - r, 1), "epanechnikov": (lambda r: 1 - r * r, 1),
    "biweight": (lambda r: (1 - r * r) ** 2, 1), "triweight": (lambda r: (1 - r * r) ** 3, 1),
    "tricube": (lambda r: (1 - r ** 3) ** 3, 1), "cosine": (lambda r: np.cos(np.pi * r / 2), 1),
    "gaussian": (lambda r: np.exp(-r * r / 2), 40), "logistic": (lambda r: np.exp(-r) / (1 + np.exp(-r)) ** 2, 150),
    "sigmoid": (lambda r: np.exp(-r) / (1 + np.exp(-2 * r)), 150), "exponential": (lambda r: np.exp(-r), 150),
}


def integral(f, a, b):
    parts = np.linspace(a, b, 31)
    return sum(quad(f, p, q, epsabs=0, epsrel=1e-13)[0] for p, q in zip(parts, parts[1:]))


def kernel(shape, d):
    """K_d of the distance, and its standard deviation in a column."""
    sphere = 2 * np.pi ** (d / 2) / gamma(d / 2)
    if shape == "sinc":
        trapezoid = lambda t: min(1.0, 2 - t)
        def value(r):
            if r == 0:
                f = lambda t: trapezoid(t) * t ** (d - 1) * sphere / (2 * np.pi) ** d
            else:
                f = lambda t: trapezoid(t) * t ** (d / 2) * jv(d / 2 - 1, r * t) * r ** (1 - d / 2) / (2 * np.pi) ** (d / 2)
            n = max(2, int(r / 10))
            parts = np.concatenate([np.linspace(0, 1, n + 1), np.linspace(1, 2, n + 1)[1:]])
            return sum(quad(f, p, q, epsabs=1e-15, epsrel=1e-12)[0] for p, q in zip(parts, parts[1:]))
        square = integral(lambda t: trapezoid(t) ** 2 * t ** (d - 1), 0, 1) + integral(lambda t: trapezoid(t) ** 2 * t ** (d - 1), 1, 2)
        roughness = square * sphere / (2 * np.pi) ** d
        return np.vectorize(value), ((4 * np.pi) ** (d / 2) * roughness) ** (-1 / d)
    profile, end = profiles[shape]
    mass = integral(lambda r: profile(r) * r ** (d - 1), 0, end)
    sd = np.sqrt(integral(lambda r: profile(r) * r ** (d + 1), 0, end) / (d * mass))
    return (lambda r: np.where(r <= end, profile(np.minimum(r, end)), 0) / (sphere * mass)), sd


def root(h):
    """The symmetric root of the inverse."""
    values, vectors = np.linalg.eigh(h)
    return vectors @ np.diag(values ** -0.5) @ vectors.T


def density(k, sd, data, at, h):
    u = sd * np.einsum("ab,mnb->mna", root(h), at[:, None, :] - data[None, :, :])
    return k(np.sqrt((u * u).sum(2))).mean(1) * sd ** data.shape[1] / np.sqrt(np.linalg.det(h))


def line(name, values):
    return name + "=" + ";".join(repr(float(v)) for v in np.ravel(values)) + "\n"


at2 = np.array([[a, b] for a in (1.0, 1.8, 3.1, 4.4, 5.5) for b in (45.0, 55.0, 71.5, 80.0)])
at3 = np.column_stack([at2, at2[:, 0] * at2[:, 1] / 60 + 0.1])[::3]
plain, leaning, three = np.diag([0.3, 4.0]) ** 2, np.array([[0.1, 0.9], [0.9, 20.0]]), np.diag([0.4, 6.0, 0.5]) ** 2
distances = np.array([0, 0.3, 0.9, 1.7, 3.3, 7.9, 20.1, 63.7, 64.3, 150.2, 400.5])

with open(os.path.join(here, "kde-radial.ini"), "w") as out:
    out.write("# SPDX-License-Identifier: GPL-3.0-or-later\n"
              f"# Written by make-kde-radial.py with scipy {scipy.__version__}. Old Faithful; points by columns.\n\n")
    out.write("[at]\n" + line("two", at2.T) + line("three", at3.T) + line("distances", distances))
    out.write(line("plain", [0.3, 4]) + line("leaning", [0.1, 0.9, 20]) + line("columns", [0.4, 6, 0.5]))
    for shape in [*profiles, "sinc"]:
        (k2, sd2), (k3, sd3) = kernel(shape, 2), kernel(shape, 3)
        out.write(f"\n[{shape}]\n" + line("sd", [sd2, sd3]) + line("k2", k2(distances)) + line("k3", k3(distances)))
        out.write(line("plain", density(k2, sd2, rows[:, :2], at2, plain)))
        out.write(line("leaning", density(k2, sd2, rows[:, :2], at2, leaning)))
        if shape != "sinc":
            out.write(line("columns", density(k3, sd3, rows, at3, three)))
        else: # a quadrature for each of pairs takes minutes
            out.write(line("columns", density(k3, sd3, rows[:10], at3, three)))
        print(shape)
