#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes gp-sklearn.ini: posteriors, likelihoods and gradients of scikit-learn's GaussianProcessRegressor.

Made with scikit-learn 1.2.1, numpy 1.24.2, scipy 1.10.1 (Debian 12). The noise enters as a WhiteKernel, so that its
gradient is known too; `gradient` is with respect to the logarithms of the parameters (the offset itself) in Mercer's order, then of the
noise's standard deviation. `sd` is of the latent function.
"""
import os
import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor as Regressor
from sklearn.gaussian_process.kernels import (RBF, ConstantKernel as C, DotProduct, ExpSineSquared, Matern,
                                              RationalQuadratic, WhiteKernel)

# name, Mercer's expression, scikit-learn's kernel, inputs, points, noise, and for each of Mercer's free parameters the
# index in scikit-learn's theta with the factor between the two logarithmic derivatives
CASES = [
    ("rbf", "1.3 * RBF(lengthscale=0.8)", C(1.3) * RBF(0.8), 1, 25, 0.2, [(0, 1), (1, 1)]),
    ("matern12", "0.9 * Matern(nu=0.5, lengthscale=1.7)", C(0.9) * Matern(1.7, nu=0.5), 1, 25, 0.3, [(0, 1), (1, 1)]),
    ("matern32-ard", "2 * Matern(nu=1.5, lengthscale=[1.1, 3])", C(2.0) * Matern([1.1, 3.0], nu=1.5), 2, 30, 0.1,
     [(0, 1), (1, 1), (2, 1)]),
    ("matern52", "2 * Matern(nu=2.5, lengthscale=1.4)", C(2.0) * Matern(1.4, nu=2.5), 3, 30, 0.25, [(0, 1), (1, 1)]),
    ("rbf-ard", "0.7 * RBF(lengthscale=[2, 1, 5])", C(0.7) * RBF([2.0, 1.0, 5.0]), 3, 40, 0.15,
     [(0, 1), (1, 1), (2, 1), (3, 1)]),
    ("rational-quadratic", "1.1 * RationalQuadratic(alpha=0.6, lengthscale=0.9)",
     C(1.1) * RationalQuadratic(length_scale=0.9, alpha=0.6), 1, 25, 0.2, [(0, 1), (1, 1), (2, 1)]),
    ("periodic", "1.5 * RBF(lengthscale=4) * Periodic(period=2.1, lengthscale=1.3)",
     C(1.5) * RBF(4.0) * ExpSineSquared(1.3, 2.1), 1, 30, 0.1, [(0, 1), (1, 1), (3, 1), (2, 1)]),
    ("linear", "0.4 * Linear(offset=2.25) + 0.8 * RBF(lengthscale=1.2)", C(0.4) * DotProduct(1.5) + C(0.8) * RBF(1.2),
     1, 25, 0.2, [(0, 1), (1, 0.5 / 2.25), (2, 1), (3, 1)]),
    ("four-parts", "20 * RBF(lengthscale=6) + 2 * RBF(lengthscale=9) * Periodic(period=1, lengthscale=1.3)"
     " + 0.5 * RationalQuadratic(alpha=0.8, lengthscale=1.1) + 0.1 * RBF(lengthscale=0.2)",
     C(20.0) * RBF(6.0) + C(2.0) * RBF(9.0) * ExpSineSquared(1.3, 1.0)
     + C(0.5) * RationalQuadratic(length_scale=1.1, alpha=0.8) + C(0.1) * RBF(0.2), 1, 60, 0.2,
     [(0, 1), (1, 1), (2, 1), (3, 1), (5, 1), (4, 1), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1)]),
]


def numbers(values):
    return ";".join(repr(float(v)) for v in np.asarray(values).T.ravel())


def write(path):
    random = np.random.RandomState(20240601)
    with open(path, "w") as out:
        out.write("# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by make-gp.py with scikit-learn %s. Matrices by "
                  "columns.\n" % sklearn.__version__)
        for name, expression, kernel, d, n, noise, order in CASES:
            x, z = random.uniform(0, 5, (n, d)), random.uniform(-1, 6, (12, d))
            y = np.sin(2 * x[:, 0]) + 0.3 * x.sum(1) + noise * random.normal(size=n)
            model = Regressor(kernel + WhiteKernel(noise**2), alpha=0, optimizer=None).fit(x, y)
            mean, sd = model.predict(z, return_std=True)
            value, slope = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
            slope = [slope[k] * f for k, f in order] + [2 * slope[-1]]
            out.write("\n[%s]\nkernel=%s\ncolumns=%d\nnoise=%r\nx=%s\ny=%s\nz=%s\nmean=%s\nsd=%s\nvalue=%r\ngradient=%s\n"
                      % (name, expression, d, noise, numbers(x), numbers(y), numbers(z), numbers(mean),
                         numbers(np.sqrt(sd**2 - noise**2)), float(value), numbers(slope)))


write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gp-sklearn.ini"))
