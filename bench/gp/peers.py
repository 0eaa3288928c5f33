# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers of mercer-bench-gp: it starts this program and asks for one run at a time, so that both take turns.

A line "TASK PEER N TIMES" on standard input is answered by "SECONDS VALUE..." of one of so many runs in a row. PEER is `lapack` (numpy and
LAPACK, as somebody would write it down in a script) or `sklearn`.
"""
import ctypes, os, sys, time, warnings
import numpy as np
import scipy
from scipy.linalg import cho_factor, cho_solve, lapack, solve_triangular
from scipy.spatial.distance import cdist

warnings.filterwarnings("ignore")
MODULUS = 2147483647
VARIANCE, LENGTH, NOISE2 = 1.3, 0.8, 0.05


def uniforms(count, seed):
    out, value = np.empty(count), seed
    for i in range(count):
        value = value * 16807 % MODULUS
        out[i] = value / MODULUS
    return out


_data = {}


def data(n):
    """The numbers of the tests: x uniform in [0, 10], a wavy y with 0.2 noise."""
    if n not in _data:
        u = uniforms(2 * n, 977)
        e = np.sqrt(-2 * np.log(u[0::2])) * np.cos(2 * np.pi * u[1::2])
        x = 10 * uniforms(n, 20240601)
        _data[n] = x[:, None], np.sin(x) + 0.3 * np.cos(3 * x) + 0.2 * e
    return _data[n]


def points():
    return np.linspace(0, 10, 400)[:, None]


def gram(a, b):
    return VARIANCE * np.exp(cdist(a, b, "sqeuclidean") / (-2 * LENGTH**2))


def lapack_posterior(n):
    x, y = data(n)
    k = gram(x, x)
    k.flat[:: n + 1] += NOISE2
    factor = cho_factor(k, lower=True, overwrite_a=True, check_finite=False)
    cross = gram(x, points())
    mean = cross.T @ cho_solve(factor, y, check_finite=False)
    half = solve_triangular(factor[0], cross, lower=True, check_finite=False)
    sd = np.sqrt(VARIANCE - np.einsum("ij,ij->j", half, half))
    return mean[100], sd[100]


def lapack_evidence(n):
    x, y = data(n)
    squares = cdist(x, x, "sqeuclidean")
    plain = VARIANCE * np.exp(squares / (-2 * LENGTH**2))
    k = plain.copy()
    k.flat[:: n + 1] += NOISE2
    factor = cho_factor(k, lower=True, overwrite_a=True, check_finite=False)
    alpha = cho_solve(factor, y, check_finite=False)
    value = -0.5 * y @ alpha - np.log(np.diag(factor[0])).sum() - 0.5 * n * np.log(2 * np.pi)
    inverse, _ = lapack.dpotri(factor[0], lower=True)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    w = np.outer(alpha, alpha) - inverse
    return value, 0.5 * (w * plain).sum(), 0.5 * (w * plain * squares).sum() / LENGTH**2, NOISE2 * np.trace(w)


def load_sklearn():
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process import kernels
    return GaussianProcessRegressor, kernels


def sklearn_model(n):
    regressor, k = load_sklearn()
    kernel = k.ConstantKernel(VARIANCE) * k.RBF(LENGTH) + k.WhiteKernel(NOISE2)
    return regressor(kernel, alpha=0, optimizer=None)


def sklearn_posterior(n):
    x, y = data(n)
    mean, sd = sklearn_model(n).fit(x, y).predict(points(), return_std=True)
    return mean[100], np.sqrt(sd[100] ** 2 - NOISE2)


_fitted = {}


def sklearn_evidence(n):
    if n not in _fitted:
        _fitted[n] = sklearn_model(n).fit(*data(n))
    model = _fitted[n]
    value, slope = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    return value, slope[0], slope[1], 2 * slope[2]


def sklearn_fit(which):
    import configparser
    regressor, k = load_sklearn()
    table = configparser.ConfigParser()
    table.read(sys.argv[1])
    part = table["co2" if which == 2 else "diabetes"]
    y = np.array(part["y"].split(";"), float)
    x = np.array(part["x"].split(";"), float).reshape(-1, len(y)).T
    kernel = [
        lambda: k.ConstantKernel(1.0) * k.RBF(3.0, (1e-2, 1e3)) + k.WhiteKernel(0.5),
        lambda: k.ConstantKernel(1.0) * k.RBF([3.0] * 10, (1e-2, 1e4)) + k.WhiteKernel(0.5),
        lambda: 50.0**2 * k.RBF(50.0) + 2.0**2 * k.RBF(100.0) * k.ExpSineSquared(1.0, 1.0, periodicity_bounds="fixed")
        + 0.5**2 * k.RationalQuadratic(length_scale=1.0, alpha=1.0) + 0.1**2 * k.RBF(0.1) + k.WhiteKernel(0.1**2, (1e-5, 1e5)),
    ][which]()
    start = time.perf_counter()
    model = regressor(kernel, alpha=0).fit(x, y)
    return time.perf_counter() - start, model.log_marginal_likelihood_value_


TASKS = {
    ("posterior", "lapack"): lapack_posterior,
    ("posterior", "sklearn"): sklearn_posterior,
    ("evidence", "lapack"): lapack_evidence,
    ("evidence", "sklearn"): sklearn_evidence,
    ("fit", "sklearn"): sklearn_fit,
}


def core():
    try:
        library = ctypes.CDLL("libopenblas.so.0")
        library.openblas_get_corename.restype = ctypes.c_char_p
        return library.openblas_get_corename().decode()
    except OSError:
        return "unknown"


import sklearn
print("numpy %s, scipy %s, scikit-learn %s; OpenBLAS core %s" % (np.__version__, scipy.__version__, sklearn.__version__, core()),
      flush=True)
for line in sys.stdin:
    task, peer, n, times = line.split()
    run = TASKS[task, peer]
    if task != "fit":
        data(int(n))
        if (task, peer) == ("evidence", "sklearn") and int(n) not in _fitted:
            sklearn_evidence(int(n))  # the fit that comes before is not what is measured
    begin = time.perf_counter()
    for _ in range(int(times)):
        values = run(int(n))
    seconds = (time.perf_counter() - begin) / int(times)
    if task == "fit":
        seconds, values = values[0], values[1:]
    print(repr(seconds), *("%.12g" % v for v in values), flush=True)
