#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes golden.json: what scikit-learn says about small problems, for test-numbers.py to hold mercer-cli against.

    python3 make-golden.py > golden.json          (Debian: python3-sklearn)

Posteriors, likelihoods and fits are GaussianProcessRegressor's with alpha = noise^2 and no scaling of y.
Leave-one-out scores are the slow obvious twin: n regressions, each without one point. Mean functions, which
scikit-learn lacks, are Rasmussen and Williams (2006), eq. 2.41 and 2.42 with a vague prior, written with plain
inverses. Data are rounded so that they are exact in the tables that the test writes.
"""
import json
import platform
import sys
import warnings

import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (RBF, ConstantKernel, DotProduct, ExpSineSquared, Matern,
                                              RationalQuadratic)

rng = np.random.default_rng(7)


def rounded(values, digits=3):
    return np.round(values, digits)


def line(n, noise=0.2):
    x = np.sort(rounded(rng.uniform(0, 10, n)))[:, None]
    y = rounded(np.sin(x[:, 0]) + 0.3 * x[:, 0] + noise * rng.standard_normal(n))
    return x, y, rounded(np.linspace(-1, 11, 13))[:, None]


def plane(n, noise=0.1):
    x = rounded(rng.uniform(-2, 2, (n, 2)))
    y = rounded(np.exp(-x[:, 0] ** 2) * np.cos(2 * x[:, 1]) + noise * rng.standard_normal(n))
    return x, y, rounded(rng.uniform(-2.5, 2.5, (9, 2)))


def columns(d):
    return ["a"] if d == 1 else [f"x{i + 1}" for i in range(d)]


def table(x, y=None):
    head = columns(x.shape[1]) + ([] if y is None else ["target"])
    body = x if y is None else np.column_stack([x, y])
    return {"columns": head, "rows": body.tolist()}


def model(kernel, noise, **options):
    return GaussianProcessRegressor(kernel, alpha=noise ** 2, optimizer=None, **options)


def loo(kernel, noise, x, y):
    """Mean log predictive density and RMSE of each y from all the others."""
    score, square = [], []
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        mean, sd = model(kernel, noise).fit(x[rest], y[rest]).predict(x[[i]], return_std=True)
        var = sd[0] ** 2 + noise ** 2
        score.append(-0.5 * np.log(2 * np.pi * var) - (y[i] - mean[0]) ** 2 / (2 * var))
        square.append((y[i] - mean[0]) ** 2)
    return float(np.mean(score)), float(np.sqrt(np.mean(square)))


def posterior(name, text, kernel, noise, data):
    x, y, at = data
    gp = model(kernel, noise).fit(x, y)
    mean, sd = gp.predict(at, return_std=True)
    score, rmse = loo(kernel, noise, x, y)
    return {"name": name, "kernel": text, "noise": noise, "mean_function": "zero", "data": table(x, y),
            "at": table(at), "mean": mean.tolist(), "sd": sd.tolist(),
            "sd_predictive": np.sqrt(sd ** 2 + noise ** 2).tolist(),
            "log_marginal_likelihood": float(gp.log_marginal_likelihood_value_),
            "loo_log_score": score, "loo_rmse": rmse}


def with_mean(name, text, kernel, noise, data, mean_function):
    x, y, at = data
    basis = (lambda z: np.ones((len(z), 1))) if mean_function == "constant" else \
        (lambda z: np.column_stack([np.ones(len(z)), z]))
    inverse = np.linalg.inv(kernel(x) + noise ** 2 * np.eye(len(x)))
    h, g, k = basis(x), basis(at), kernel(x, at)
    spread = np.linalg.inv(h.T @ inverse @ h)
    beta = spread @ h.T @ inverse @ y
    r = g.T - h.T @ inverse @ k
    mean = g @ beta + k.T @ inverse @ (y - h @ beta)
    variance = kernel.diag(at) - np.einsum("ij,ik,kj->j", k, inverse, k) + np.einsum("ij,ik,kj->j", r, spread, r)
    return {"name": name, "kernel": text, "noise": noise, "mean_function": mean_function, "data": table(x, y),
            "at": table(at), "mean": mean.tolist(), "sd": np.sqrt(variance).tolist(),
            "sd_predictive": np.sqrt(variance + noise ** 2).tolist()}


def fit(name, text, kernel, noise, data):
    """The best of twenty starts; alpha is fitted as a white part of the kernel, as Mercer fits its noise."""
    from sklearn.gaussian_process.kernels import WhiteKernel
    x, y, _ = data
    gp = GaussianProcessRegressor(kernel + WhiteKernel(noise ** 2, (1e-8, 1e4)), alpha=0, n_restarts_optimizer=20,
                                  random_state=0).fit(x, y)
    return {"name": name, "kernel": text, "noise": noise, "data": table(x, y),
            "log_marginal_likelihood": float(gp.log_marginal_likelihood_value_), "fitted": str(gp.kernel_)}


def gram(name, text, kernel, x):
    return {"name": name, "kernel": text, "data": table(x), "gram": kernel(x).tolist()}


def main():
    warnings.filterwarnings("ignore")
    one, two = line(24), plane(30)
    seasonal = ConstantKernel(1.44) * RBF(1.3) + Matern(2.0, nu=1.5) * ExpSineSquared(1.0, 2.5)
    wide = (1e-2, 1e3)
    golden = {
        "made with": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, Python {platform.python_version()}",
        "posteriors": [
            posterior("RBF", "1.5 * RBF(lengthscale=0.8)", 1.5 * RBF(0.8), 0.25, one),
            posterior("Matern 1/2", "Matern(nu=0.5, lengthscale=2)", Matern(2.0, nu=0.5), 0.3, one),
            posterior("Matern 3/2", "2 * Matern(nu=1.5, lengthscale=1.5)", 2 * Matern(1.5, nu=1.5), 0.1, one),
            posterior("Matern 5/2", "Matern(nu=2.5, lengthscale=1.1)", Matern(1.1, nu=2.5), 0.2, one),
            posterior("RationalQuadratic", "RationalQuadratic(lengthscale=1.2, alpha=0.7)",
                      RationalQuadratic(1.2, 0.7), 0.2, one),
            # scikit-learn writes exp (-2 sin^2 / l^2) too.
            posterior("sum and product", "1.44 * RBF(lengthscale=1.3) + Matern(nu=1.5, lengthscale=2) * "
                      "Periodic(period=2.5, lengthscale=1)", seasonal, 0.2, one),
            posterior("one length scale for each column", "0.9 * RBF(lengthscale=[0.7, 1.9])",
                      0.9 * RBF([0.7, 1.9]), 0.15, two),
            # DotProduct adds sigma_0 squared, Mercer the offset itself.
            posterior("Linear", "Linear(offset=2.25) + RBF(lengthscale=1)", DotProduct(1.5) + RBF(1.0), 0.2, two),
        ],
        "mean functions": [
            with_mean("constant", "1.5 * RBF(lengthscale=0.8)", 1.5 * RBF(0.8), 0.25, one, "constant"),
            with_mean("linear", "0.9 * RBF(lengthscale=[0.7, 1.9])", 0.9 * RBF([0.7, 1.9]), 0.15, two, "linear"),
        ],
        "grams": [
            gram("product", "1.44 * RBF(lengthscale=1.3) * Periodic(period=2.5, lengthscale=1)",
                 1.44 * RBF(1.3) * ExpSineSquared(1.0, 2.5), one[0][:8]),
            gram("cube", "RBF(lengthscale=[0.7, 1.9]) ^ 3", RBF([0.7, 1.9]) ** 3, two[0][:8]),
        ],
        "fits": [
            fit("RBF", "1 * RBF(lengthscale=1)", ConstantKernel(1.0, wide) * RBF(1.0, wide), 0.3, one),
            fit("one length scale for each column", "1 * RBF(lengthscale=[1, 1])",
                ConstantKernel(1.0, wide) * RBF([1.0, 1.0], wide), 0.3, two),
        ],
    }
    sys.stdout.write(laid_out(golden))


def laid_out(golden):
    """JSON with one member of a case on each line, so that a change can be read."""
    groups = [f' "made with": {json.dumps(golden.pop("made with"))}']
    for group, cases in golden.items():
        texts = [",\n".join(f"   {json.dumps(key)}: {json.dumps(value)}" for key, value in case.items()) for case in cases]
        groups.append(f' {json.dumps(group)}: [\n  {{\n' + "\n  },\n  {\n".join(texts) + "\n  }\n ]")
    return "{\n" + ",\n".join(groups) + "\n}\n"


if __name__ == "__main__":
    main()
