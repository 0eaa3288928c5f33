#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes bandwidth-criteria.ini: what the rules for a bandwidth make small or solve, at nine bandwidths, by numpy over all pairs, written down
from the papers that bandwidth.h names; and two criteria of matrices at scales of one matrix. For the improved rule a histogram of 16,384 cells.

`h` are multiples of the normal scale. Sheather and Jones's equation is R's bw.SJ (n - 1 in the divisors), over all pairs. scipy 1.10.1.
"""
import os
import numpy as np
import scipy
from scipy.fft import dct

here = os.path.dirname(os.path.abspath(__file__))
samples = os.path.join(here, "../../data/samples")
table = np.genfromtxt(os.path.join(samples, "faithful.csv"), delimiter=",", names=True, comments="#")
eruptions, waiting = (table[[n for n in table.dtype.names if key in n][0]] for key in ("erupt", "wait"))
galaxies = np.genfromtxt(os.path.join(samples, "galaxies.csv"), skip_header=1, comments="#")
hermite = {0: lambda u: 1, 4: lambda u: u**4 - 6*u**2 + 3, 6: lambda u: u**6 - 15*u**4 + 45*u**2 - 15,
           8: lambda u: u**8 - 28*u**6 + 210*u**4 - 420*u**2 + 105,
           10: lambda u: u**10 - 45*u**8 + 630*u**6 - 3150*u**4 + 4725*u**2 - 945}


def phi(x, sd, r=0):
    u = x / sd
    return hermite[r](u) * np.exp(-u * u / 2) / (np.sqrt(2 * np.pi) * sd ** (r + 1))


def criteria(x):
    n, d, sd = len(x), x[:, None] - x[None, :], x.std(ddof=1)
    iqr = np.subtract(*np.percentile(x, [75, 25]))
    psi = lambda r, g: phi(d, g, r).mean()
    stage = lambda r, above: psi(r, (-2 * hermite[r](0) / (np.sqrt(2 * np.pi) * above * n)) ** (1 / (r + 3)))
    normal = lambda r, s: (-1) ** (r // 2) * np.prod(np.arange(1.0, r + 1)) / ((2*s) ** (r + 1) * np.prod(np.arange(1.0, r // 2 + 1)) * np.sqrt(np.pi))
    amise = lambda psi4: lambda h: 1 / (2 * np.sqrt(np.pi) * n * h) + h ** 4 * psi4 / 4
    others = ~np.eye(n, dtype=bool)
    least = min(sd, iqr / 1.34)
    robust = min(sd, iqr / 1.349)
    out = {"silverman": amise(3 / (8 * np.sqrt(np.pi) * sd ** 5))}             # of the normal density
    out["maximal-smoothing"] = amise(35 / 243 / sd ** 5)                        # Terrell (1990), the least of all densities
    out["scott"] = amise(1 / (2 * np.sqrt(np.pi) * sd ** 5))                    # factor 1 for (4/3)^(1/5)
    out["normal-scale"] = amise(1 / (2 * np.sqrt(np.pi) * (1.06 * least) ** 5))
    out["rule-of-thumb"] = amise(1 / (2 * np.sqrt(np.pi) * (0.9 * least) ** 5))
    out["plug-in"] = amise(stage(4, stage(6, normal(8, robust))))
    out["ls-cv"] = lambda h: phi(d, np.sqrt(2) * h).mean() - 2 * phi(d[others], h).sum() / (n * (n - 1))
    out["ml-cv"] = lambda h: -np.log(np.where(others, phi(d, h), 0).sum(1) / (n - 1)).mean()
    p4, p8 = stage(4, stage(6, normal(8, sd))), stage(8, stage(10, normal(12, sd)))
    c = (441 / (64 * np.pi)) ** (1 / 18) * (4 * np.pi) ** -0.2 * p4 ** -0.4 * p8 ** (-1 / 9)

    def smoothed(h):
        g = c * n ** (-23 / 45) / h ** 2
        bias = phi(d, np.sqrt(2*h*h + 2*g*g)) - 2 * phi(d, np.sqrt(h*h + 2*g*g)) + phi(d, np.sqrt(2) * g)
        return 1 / (2 * np.sqrt(np.pi) * n * h) + bias.mean()

    out["s-cv"] = smoothed
    bessel = n / (n - 1)
    s = bessel * psi(4, 1.24 * robust * n ** (-1 / 7))
    t = -bessel * psi(6, 1.23 * robust * n ** (-1 / 9))

    def solved(h):
        p = bessel * psi(4, 1.357 * (s / t) ** (1 / 7) * h ** (5 / 7))
        return np.log((1 / (2 * np.sqrt(np.pi) * n * p)) ** 0.2 / h)

    out["sheather-jones"] = solved
    low, high, m = x.min(), x.max(), 16384
    low, high = low - (high - low) / 2, high + (high - low) / 2
    distinct, i2 = len(np.unique(x)), np.arange(1.0, m) ** 2
    a2 = (dct(np.histogram(x, bins=m, range=(low, high))[0] / n, type=2)[1:] / 2) ** 2
    rough = lambda q, time: 2 * np.pi ** (2 * q) * np.sum(i2 ** q * a2 * np.exp(-i2 * np.pi ** 2 * time))

    def improved(h):
        time = (h / (high - low)) ** 2
        f = rough(7, time)
        for q in range(6, 1, -1):
            k0 = np.prod(np.arange(1, 2 * q, 2)) / np.sqrt(2 * np.pi)
            f = rough(q, (2 * (1 + 0.5 ** (q + 0.5)) / 3 * k0 / (distinct * f)) ** (2 / (3 + 2 * q)))
        return np.log((2 * distinct * np.sqrt(np.pi) * f) ** -0.4 / time) / 2

    out["improved-sheather-jones"] = improved
    return sd * (4 / (3 * n)) ** 0.2 * np.array([0.25, 0.35, 0.5, 0.7, 0.9, 1.0, 1.3, 1.7, 2.2]), out


def plane(x, y, h):
    """Bowman's criterion and the likelihood left out, over all pairs, with H = (11, 12, 22)."""
    n, dx, dy = len(x), x[:, None] - x[None, :], y[:, None] - y[None, :]
    others = ~np.eye(n, dtype=bool)

    def normal(s):
        det = s[0] * s[2] - s[1] ** 2
        return np.exp(-(s[2] * dx * dx - 2 * s[1] * dx * dy + s[0] * dy * dy) / (2 * det)) / (2 * np.pi * np.sqrt(det))

    k = normal(h)
    return (normal(2 * h).mean() - 2 * k[others].sum() / (n * (n - 1)),
            -np.log(np.where(others, k, 0).sum(1) / (n - 1)).mean())


def line(name, values):
    return name + "=" + ";".join(repr(float(v)) for v in np.ravel(values)) + "\n"


with open(os.path.join(here, "bandwidth-criteria.ini"), "w") as out:
    out.write(f"# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by make-criteria.py with scipy {scipy.__version__}.\n")
    for name, x in (("eruptions", eruptions), ("waiting", waiting), ("galaxies", galaxies)):
        h, rules = criteria(x)
        out.write(f"\n[{name}]\n" + line("h", h))
        for rule, criterion in rules.items():
            out.write(line(rule, [criterion(v) for v in h]))
    h, scales = np.array([0.06, 0.3, 12.0]), np.array([0.5, 0.8, 1.0, 1.4, 2.5])
    both = np.array([plane(eruptions, waiting, s * s * h) for s in scales])
    out.write("\n[plane]\n" + line("h", h) + line("scales", scales) + line("ls-cv", both[:, 0]) + line("ml-cv", both[:, 1]))
