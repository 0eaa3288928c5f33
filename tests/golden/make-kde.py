#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes kde-scipy.ini: densities of scipy.stats.gaussian_kde on Old Faithful; and bandwidth-improved.ini: the bandwidths of
Botev, Grotowski and Kroese (2010), by their algorithm 1 on a histogram of 16,384 cells.

Made with scipy 1.10.1 (Debian 12). `h` are the covariances of the kernel (h11, h12, h22) as scipy chose or was given
them, `at` the points by columns, `density` the values there.
"""
import os
import numpy as np
import scipy
from scipy.fft import dct
from scipy.optimize import brentq
from scipy.stats import gaussian_kde

here = os.path.dirname(os.path.abspath(__file__))
table = np.genfromtxt(os.path.join(here, "../../data/samples/faithful.csv"), delimiter=",", names=True, comments="#")
names = table.dtype.names
eruptions, waiting = (table[[n for n in names if key in n][0]] for key in ("erupt", "wait"))
at1 = np.linspace(0.5, 6.5, 13)
at2 = np.array([[x, y] for x in (0.0, 1.8, 3.1, 4.4, 6.0) for y in (30.0, 55.0, 71.5, 80.0, 110.0)]).T
weights = 0.5 + np.arange(len(eruptions)) % 3


def line(name, values):
    return name + "=" + ";".join(repr(float(v)) for v in np.ravel(values)) + "\n"


def write(out, name, data, at, **how):
    kde = gaussian_kde(data, **how)
    h = kde.covariance
    out.write(f"\n[{name}]\n" + line("h", [h[0, 0]] if len(h) == 1 else [h[0, 0], h[0, 1], h[1, 1]]))
    out.write(line("weights", how.get("weights", [])) + line("at", at) + line("density", kde(at)))


with open(os.path.join(here, "kde-scipy.ini"), "w") as out:
    out.write("# SPDX-License-Identifier: GPL-3.0-or-later\n"
              f"# Written by make-kde.py with scipy {scipy.__version__}. Old Faithful; points by columns.\n")
    both = np.vstack([eruptions, waiting])
    write(out, "scott-1", eruptions, at1, bw_method="scott")
    write(out, "silverman-1", eruptions, at1, bw_method="silverman")
    write(out, "weighted-1", eruptions, at1, bw_method=0.2, weights=weights)
    write(out, "scott-2", both, at2, bw_method="scott")
    write(out, "weighted-2", both, at2, bw_method=0.3, weights=weights)


def improved(x, m=16384):
    """n is the number of different values, as in the authors' code; the least root above 1e-7."""
    low, high, n = x.min(), x.max(), len(np.unique(x))
    low, high = low - (high - low) / 2, high + (high - low) / 2
    a = dct(np.histogram(x, bins=m, range=(low, high))[0] / len(x), type=2)
    i2, a2 = np.arange(1.0, m) ** 2, (a[1:] / 2) ** 2

    def roughness(s, t):
        return 2 * np.pi ** (2 * s) * np.sum(i2 ** s * a2 * np.exp(-i2 * np.pi ** 2 * t))

    def fixed_point(t):
        f = roughness(7, t)
        for s in range(6, 1, -1):
            k0 = np.prod(np.arange(1, 2 * s, 2)) / np.sqrt(2 * np.pi)
            f = roughness(s, (2 * (1 + 0.5 ** (s + 0.5)) / 3 * k0 / (n * f)) ** (2 / (3 + 2 * s)))
        return t - (2 * n * np.sqrt(np.pi) * f) ** -0.4

    t = np.exp(np.linspace(np.log(1e-7), np.log(0.1), 400))
    values = np.array([fixed_point(k) for k in t])
    k = np.where(values[1:] * values[:-1] <= 0)[0][0]
    return np.sqrt(brentq(fixed_point, t[k], t[k + 1], xtol=1e-15)) * (high - low)


galaxies = np.genfromtxt(os.path.join(here, "../../data/samples/galaxies.csv"), skip_header=1, comments="#")
with open(os.path.join(here, "bandwidth-improved.ini"), "w") as out:
    out.write(f"# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by make-kde.py with scipy {scipy.__version__}.\n\n[h]\n")
    for name, x in (("eruptions", eruptions), ("waiting", waiting), ("galaxies", galaxies)):
        out.write(f"{name}={improved(x)!r}\n")


def likeliest(x, full):
    """Leave-one-out likelihood over all pairs, H = L L'; from the normal scale. The diagonal one is cv_ml of statsmodels, whose search ends
    at 1e-3 of h."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp
    n, z = x.shape[1], x[:, :, None] - x[:, None, :]

    def lower(v):
        return np.array([[np.exp(v[0]), 0], [v[2] if full else 0, np.exp(v[1])]])

    def loss(v):
        u = np.einsum("ab,bij->aij", np.linalg.inv(lower(v)), z)
        e = -0.5 * (u ** 2).sum(0)
        np.fill_diagonal(e, -np.inf)
        return v[0] + v[1] - logsumexp(e, axis=1).mean()

    root = np.linalg.cholesky(np.cov(x)) * n ** (-1 / 6)
    start = [np.log(root[0, 0]), np.log(root[1, 1]), root[1, 0]] if full else np.log(x.std(1, ddof=1) * n ** (-1 / 6))
    v = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 4000, "maxfev": 4000}).x
    h = lower(v) @ lower(v).T
    return [h[0, 0], h[0, 1], h[1, 1]]


with open(os.path.join(here, "bandwidth-likelihood.ini"), "w") as out:
    out.write(f"# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by make-kde.py with scipy {scipy.__version__}: h11, h12, h22.\n\n[faithful]\n")
    out.write(line("full", likeliest(both, True)) + line("diagonal", likeliest(both, False)))
