# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes kernel-*.csv: Gram and cross-covariance matrices of scikit-learn for expressions that Mercer has too.

Run with Python 3, numpy and scikit-learn (written with 1.2.1, numpy 1.24.2):  python3 make-kernel.py
Every file: "# expression" in Mercer's spelling, then n, m, d; n rows of X; m rows of Z; the n rows of k(X, X); the n
rows of k(X, Z).  Numbers are written so that they read back to the same double.
"""
import os
import numpy as np
from sklearn.gaussian_process import kernels as k
from sklearn.metrics import pairwise
from sklearn.preprocessing import KernelCenterer

HERE = os.path.dirname(os.path.abspath(__file__))


class Columns(k.Kernel):
    """A kernel on some of the columns: what Mercer writes as RBF()[b]."""

    def __init__(self, kernel, columns):
        self.kernel, self.columns = kernel, columns

    def __call__(self, X, Y=None, eval_gradient=False):
        return self.kernel(X[:, self.columns], None if Y is None else Y[:, self.columns])

    def diag(self, X):
        return self.kernel.diag(X[:, self.columns])

    def is_stationary(self):
        return self.kernel.is_stationary()


class Centred(k.Kernel):
    """A kernel centred over the first rows that it is shown: what Mercer writes as Centre(k)."""

    def __init__(self, kernel):
        self.kernel = kernel

    def __call__(self, X, Y=None, eval_gradient=False):
        centerer = KernelCenterer().fit(self.kernel(X))
        return centerer.transform(self.kernel(X)) if Y is None else centerer.transform(self.kernel(Y, X)).T

    def diag(self, X):
        return np.diag(self(X))

    def is_stationary(self):
        return False


class Pairwise(Centred):
    """One of sklearn.metrics.pairwise, on inputs of 0 or more."""

    def __init__(self, function):
        self.function = function

    def __call__(self, X, Y=None, eval_gradient=False):
        return self.function(X, Y)


def matern(nu, l):
    return k.Matern(length_scale=l, nu=nu)


def periodic(p, l):
    return k.ExpSineSquared(length_scale=l, periodicity=p)


def power(kernel, e):
    return k.Exponentiation(kernel, e)


CASES = [
    ("rbf", "RBF(lengthscale=0.7)", 3, k.RBF(0.7)),
    ("rbf-ard", "RBF(lengthscale=[0.5, 2, 0.3])", 3, k.RBF([0.5, 2, 0.3])),
    ("rbf-many", "RBF(lengthscale=3)", 11, k.RBF(3.0)),
    ("matern12", "Matern(nu=0.5, lengthscale=0.8)", 2, matern(0.5, 0.8)),
    ("matern32", "Matern(nu=1.5, lengthscale=0.8)", 3, matern(1.5, 0.8)),
    ("matern52", "Matern(nu=2.5, lengthscale=1.3)", 1, matern(2.5, 1.3)),
    ("matern52-ard", "Matern(nu=2.5, lengthscale=[0.4, 1.3])", 2, matern(2.5, [0.4, 1.3])),
    ("matern72", "Matern(nu=3.5, lengthscale=0.6)", 2, matern(3.5, 0.6)),
    ("matern-rough", "Matern(nu=0.3, lengthscale=0.8)", 2, matern(0.3, 0.8)),
    ("matern-one", "Matern(nu=1, lengthscale=0.8)", 2, matern(1.0, 0.8)),
    ("matern-general", "Matern(nu=7.7, lengthscale=[0.6, 1.1, 3])", 3, matern(7.7, [0.6, 1.1, 3.0])),
    ("matern-smooth", "Matern(nu=26.5, lengthscale=0.6)", 2, matern(26.5, 0.6)),
    ("rq", "RationalQuadratic(alpha=0.4, lengthscale=0.9)", 2, k.RationalQuadratic(0.9, 0.4)),
    ("periodic", "Periodic(period=0.6, lengthscale=1.2)", 1, periodic(0.6, 1.2)),
    ("periodic-plane", "Periodic(period=1.7, lengthscale=0.8)", 2, periodic(1.7, 0.8)),
    ("linear", "Linear(offset=0.49)", 3, k.DotProduct(0.7)),
    ("polynomial", "Polynomial(degree=3, offset=1.44)", 2, power(k.DotProduct(1.2), 3)),
    ("constant", "2.5", 2, k.ConstantKernel(2.5)),
    ("white", "RBF(lengthscale=1) + White(variance=0.3)", 2, k.RBF(1.0) + k.WhiteKernel(0.3)),
    ("white-product", "2 * RBF(lengthscale=1) * White(variance=0.3) + Linear(offset=1)", 2,
     2.0 * k.RBF(1.0) * k.WhiteKernel(0.3) + k.DotProduct(1.0)),
    ("power", "(RBF(lengthscale=0.9) + 0.5 * Linear(offset=1))^3", 2,
     power(k.RBF(0.9) + 0.5 * k.DotProduct(1.0), 3)),
    ("columns", "RBF(lengthscale=0.5)[b] * Periodic(period=1, lengthscale=1)[a] + Linear(offset=0)[c]", 3,
     Columns(k.RBF(0.5), [1]) * Columns(periodic(1.0, 1.0), [0]) + Columns(k.DotProduct(0.0), [2])),
    ("co2", "44.8^2 * RBF(lengthscale=51.6) + 2.64^2 * RBF(lengthscale=91.5) * Periodic(period=1, lengthscale=1.48)"
            " + 0.536^2 * RationalQuadratic(alpha=2.89, lengthscale=0.968) + 0.188^2 * RBF(lengthscale=0.122)"
            " + White(variance=0.0367)", 1,
     44.8 ** 2 * k.RBF(51.6) + 2.64 ** 2 * k.RBF(91.5) * periodic(1.0, 1.48)
     + 0.536 ** 2 * k.RationalQuadratic(0.968, 2.89) + 0.188 ** 2 * k.RBF(0.122) + k.WhiteKernel(0.0367)),
    ("centre", "Centre(RBF(lengthscale=0.7) + 0.3 * Linear(offset=0.49), order=1)", 3,
     Centred(k.RBF(0.7) + 0.3 * k.DotProduct(0.7))),
    ("centre-part", "2 * Centre(Matern(nu=1.5, lengthscale=0.8), order=1) * RBF(lengthscale=1.1)", 2,
     2.0 * Centred(matern(1.5, 0.8)) * k.RBF(1.1)),
    ("laplacian", "Laplacian(lengthscale=1.6)", 3, Pairwise(lambda X, Y: pairwise.laplacian_kernel(X, Y, gamma=1 / 1.6))),
    ("chi2", "Chi2(gamma=0.7)", 3, Pairwise(lambda X, Y: pairwise.chi2_kernel(X, Y, gamma=0.7))),
    ("additive-chi2", "AdditiveChi2()", 3, Pairwise(lambda X, Y: pairwise.additive_chi2_kernel(X, Y))),
    ("cosine-similarity", "Normalize(Linear(offset=0))", 3, Pairwise(lambda X, Y: pairwise.cosine_similarity(X, Y))),
    ("sigmoid", "Sigmoid(slope=0.4, offset=0.2)", 3, Pairwise(lambda X, Y: pairwise.sigmoid_kernel(X, Y, gamma=0.4, coef0=0.2))),
]


def write(name, expression, d, kernel):
    rng = np.random.default_rng(1909)  # the year of Mercer's theorem
    X, Z = rng.normal(size=(13, d)), rng.normal(size=(5, d))
    if isinstance(kernel, Pairwise):
        X, Z = np.abs(X), np.abs(Z)
    with open(os.path.join(HERE, "kernel-" + name + ".csv"), "w") as out:
        out.write("# %s\n%d,%d,%d\n" % (expression, len(X), len(Z), d))
        for rows in (X, Z, kernel(X), kernel(X, Z)):
            for row in rows:
                out.write(",".join(repr(float(v)) for v in row) + "\n")


for case in CASES:
    write(*case)
