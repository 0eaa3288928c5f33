# SPDX-License-Identifier: GPL-3.0-or-later
"""numpy's side of bench-flows: for each line "task n" on standard input it does the task once and prints milliseconds.

  unbiased     unbiased MMD^2 between two samples, three kernel matrices by cdist
  step         velocities of a Gaussian MMD flow, distances by a matrix product, both sums as products with the points
  sliced       velocities of the sliced energy distance along 100 directions, each by one argsort of both projections together
  svgd         scores of a mixture of three Gaussians, median heuristic, Stein variational velocities of 1,000 particles
  permutations 500 permutations of the pooled sample as one product with the pooled Gram matrix, which it makes first
  loop         the same permutations one by one, each gathering its three blocks of that matrix; four of them are timed, and the time
               printed is that of the matrix and of 125 times the four, for all would take minutes
"""
import sys
import time

import numpy as np
from scipy.spatial.distance import cdist

L = 1.0
PERMUTATIONS = 500
SLICES = 100
TIMED = 4


def unbiased(x, y):
    n, m = len(x), len(y)
    xx, yy, xy = (np.exp(-cdist(a, b, "sqeuclidean") / (2 * L * L)) for a, b in ((x, x), (y, y), (x, y)))
    return (xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1)) - 2 * xy.mean()


def gaussian(a, b):
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * a @ b.T
    return np.exp(squares / (-2 * L * L))


def pull(x, z):
    """sum_j grad_x k(x, z_j) / len(z)"""
    k = gaussian(x, z)
    return (k @ z - x * k.sum(1)[:, None]) / (L * L * len(z))


def step(x, y):
    return pull(x, y) - pull(x, x)


def sliced(x, y):
    n, m = len(x), len(y)
    angle = np.pi * (np.arange(SLICES) + 0.5) / SLICES
    v = np.zeros_like(x)
    for xi in np.stack([np.cos(angle), np.sin(angle)], 1):
        order = np.argsort(np.concatenate([x @ xi, y @ xi]), kind="stable")
        is_x = order < n
        i = order[is_x]
        below = (np.arange(1, n + m + 1) - np.cumsum(is_x))[is_x]
        push = (2 * np.arange(n) + 1 - n) / n - (2 * below - m) / m
        v[i] += push[:, None] * xi
    return v * (np.pi / 2 / SLICES)


def svgd(x, y):
    n = len(x)
    means = np.array([[-2.0, -1], [2, -1], [0, 2]])
    difference = means[None] - x[:, None]
    w = np.exp(-(difference**2).sum(2) / (2 * 0.6**2))
    score = (difference * (w / w.sum(1, keepdims=True))[:, :, None]).sum(1) / 0.6**2
    squares = cdist(x, x, "sqeuclidean")
    h = np.median(squares) / np.log(n)
    k = np.exp(-squares / h)
    return (k @ score + 2 / h * (x * k.sum(1)[:, None] - k @ x)) / n


def permutations(x, y):
    n, m = len(x), len(y)
    pooled = np.vstack([x, y])
    k = np.exp(-cdist(pooled, pooled, "sqeuclidean") / (2 * L * L))
    np.fill_diagonal(k, 0)
    random = np.random.default_rng(0)
    a = np.zeros((n + m, PERMUTATIONS))
    for p in range(PERMUTATIONS):
        a[random.permutation(n + m)[:n], p] = 1
    ka = k @ a
    within = (a * ka).sum(0)
    rows = k.sum(1)
    ar = rows @ a
    return within / (n * (n - 1)) + (rows.sum() - 2 * ar + within) / (m * (m - 1)) - 2 * (ar - within) / (n * m)


def loop(x, y):
    n, m = len(x), len(y)
    pooled = np.vstack([x, y])
    start = time.perf_counter()
    k = np.exp(-cdist(pooled, pooled, "sqeuclidean") / (2 * L * L))
    np.fill_diagonal(k, 0)
    matrix = time.perf_counter() - start
    random = np.random.default_rng(0)
    start = time.perf_counter()
    for _ in range(TIMED):
        order = random.permutation(n + m)
        a, b = order[:n], order[n:]
        k[np.ix_(a, a)].sum() / (n * (n - 1)) + k[np.ix_(b, b)].sum() / (m * (m - 1)) - 2 * k[np.ix_(a, b)].mean()
    return matrix + (time.perf_counter() - start) * PERMUTATIONS / TIMED


print("numpy " + np.__version__, flush=True)
TASKS = {"unbiased": unbiased, "step": step, "sliced": sliced, "svgd": svgd, "permutations": permutations, "loop": loop}
for line in sys.stdin:
    name, n = line.split()
    random = np.random.default_rng(1)
    x, y = random.normal(size=(int(n), 2)), random.normal(size=(int(n), 2)) + 0.3
    start = time.perf_counter()
    told = TASKS[name](x, y)
    seconds = told if name == "loop" else time.perf_counter() - start
    print("%.6f" % (seconds * 1e3), flush=True)
