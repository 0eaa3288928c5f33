#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""modes-scipy.ini: modes of exact Gaussian sums by scipy's BFGS from every point, basins by plain mean shift, critical
bandwidths by counting modes on a fine grid."""
import os
import numpy as np
import scipy
from scipy.optimize import minimize

here = os.path.dirname(os.path.abspath(__file__))
samples = os.path.join(here, '..', '..', 'data', 'samples')
faithful = np.loadtxt(os.path.join(samples, 'faithful.csv'), delimiter=',', skiprows=1)
galaxies = np.loadtxt(os.path.join(samples, 'galaxies.csv'), skiprows=1)
iris = np.genfromtxt(os.path.join(samples, 'iris.csv'), delimiter=',', skip_header=1, usecols=(0, 1, 2, 3))


def modes_of(x, h):
    inverse = np.linalg.inv(h)

    def f(at):
        u = x - at
        e = -0.5 * np.einsum('ij,jk,ik->i', u, inverse, u)
        top = e.max()
        k = np.exp(e - top)
        return -(np.log(k.sum()) + top), -(inverse @ (k @ u) / k.sum())

    def shift(at):
        u = x - at
        e = -0.5 * np.einsum('ij,jk,ik->i', u, inverse, u)
        k = np.exp(e - e.max())
        return k @ x / k.sum()

    found, label = [], []
    for start in x:
        at = start.copy()
        for _ in range(20000):
            new = shift(at)
            if np.abs((new - at) / x.std(axis=0)).max() < 1e-7:
                break
            at = new
        best = minimize(f, at, jac=True, method='BFGS', options={'gtol': 1e-10})
        for k, (mode, _) in enumerate(found):
            if np.abs((mode - best.x) / x.std(axis=0)).max() < 1e-3:
                label.append(k)
                break
        else:
            label.append(len(found))
            found.append((best.x, -best.fun))
    order = sorted(range(len(found)), key=lambda k: -found[k][1])
    counts = [sum(1 for value in label if value == k) for k in order]
    return [found[k] for k in order], counts


def count(x, h, low, high):
    grid = np.linspace(low, high, 8001)
    u = (grid[:, None] - x[None, :]) / h
    slope = (-u * np.exp(-0.5 * u * u)).sum(axis=1)
    sign = np.sign(slope)
    sign = sign[sign != 0]
    return int(((sign[:-1] > 0) & (sign[1:] < 0)).sum())


def critical(x, k):
    low, high = 0.01 * x.std(), 2 * x.std()
    while np.log(high / low) > 1e-7:
        middle = np.sqrt(low * high)
        if count(x, middle, x.min(), x.max()) <= k:
            high = middle
        else:
            low = middle
    return high


with open(os.path.join(here, 'modes-scipy.ini'), 'w') as out:
    out.write('# made by make-modes.py with numpy %s, scipy %s\n' % (np.__version__, scipy.__version__))
    h_plane = np.array([[0.04, 0.3], [0.3, 9.0]])
    h_iris = np.diag([0.09, 0.06, 0.16, 0.04])
    for name, x, h in (('faithful', faithful, h_plane), ('faithful-fine', faithful, 0.15 * h_plane),
                       ('faithful-wide', faithful, 4 * h_plane), ('iris', iris, h_iris)):
        modes, counts = modes_of(x, h)
        out.write('\n[%s]\n' % name)
        out.write('modes=%s\n' % ';'.join('%.12g' % v for mode, _ in modes for v in mode))
        out.write('log_f=%s\n' % ';'.join('%.12g' % v for _, v in modes))
        out.write('counts=%s\n' % ';'.join(str(v) for v in counts))
    out.write('\n[critical]\n')
    for name, x in (('eruptions', faithful[:, 0]), ('waiting', faithful[:, 1]), ('galaxies', galaxies)):
        out.write('%s=%s\n' % (name, ';'.join('%.8g' % critical(x, k) for k in (1, 2, 3))))
