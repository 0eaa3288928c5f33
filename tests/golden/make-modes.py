#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""modes-scipy.ini: modes of exact Gaussian sums by scipy's BFGS from every point, basins by plain mean shift, critical
bandwidths by counting modes on a fine grid; modes of kernels that end by plain mean shift with the derivative of the kernel, and
the centres that scikit-learn's MeanShift, whose kernel is the shadow of Epanechnikov's, keeps of them."""
import os
import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.cluster import MeanShift

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


def ending_modes_of(x, sd, power):
    z = x / sd
    square = z.shape[1] + 2 * power + 2
    found, label = [], []
    for at in z:
        for _ in range(20000):
            u = np.maximum(1 - ((z - at) ** 2).sum(axis=1) / square, 0)
            g = (u > 0) * u ** (power - 1)
            new = g @ z / g.sum()
            if np.abs(new - at).max() < 1e-13:
                break
            at = new
        height = np.log((np.maximum(1 - ((z - at) ** 2).sum(axis=1) / square, 0) ** power).sum())
        for k, (mode, _) in enumerate(found):
            if np.abs(mode - at).max() < 1e-4:
                label.append(k)
                break
        else:
            label.append(len(found))
            found.append((at, height))
    order = sorted(range(len(found)), key=lambda k: -found[k][1])
    return [(found[k][0] * sd, found[k][1]) for k in order], [label.count(k) for k in order]


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
    sd_iris = np.sqrt(np.diag(h_iris))
    for name, power in (('epanechnikov', 1), ('biweight', 2), ('triweight', 3)):
        modes, counts = ending_modes_of(iris, sd_iris, power)
        out.write('\n[iris-%s]\n' % name)
        out.write('modes=%s\n' % ';'.join('%.12g' % v for mode, _ in modes for v in mode))
        out.write('log_f=%s\n' % ';'.join('%.12g' % v for _, v in modes))
        out.write('counts=%s\n' % ';'.join(str(v) for v in counts))
    centres = MeanShift(bandwidth=np.sqrt(8), seeds=iris / sd_iris).fit(iris / sd_iris).cluster_centers_ * sd_iris
    out.write('\n# scikit-learn %s, bandwidth R\n[iris-sklearn]\n' % sklearn.__version__)
    out.write('modes=%s\n' % ';'.join('%.12g' % v for v in centres.ravel()))
    out.write('\n[critical]\n')
    for name, x in (('eruptions', faithful[:, 0]), ('waiting', faithful[:, 1]), ('galaxies', galaxies)):
        out.write('%s=%s\n' % (name, ';'.join('%.8g' % critical(x, k) for k in (1, 2, 3))))
