#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes kpca-sklearn.ini and kpca-precomputed.ini: eigenvalues, scores, projections of new points and inverse transforms of scikit-learn's KernelPCA
with its dense solver.

Made with scikit-learn 1.2.1, numpy 1.24.2, scipy 1.10.1 (Debian 12). Matrices by columns. `back` is inverse_transform of the
projected new points, whose kernel on the scores is `on-scores`; only where the kernel is an RBF with one length scale, since
scikit-learn uses the same parameters on the scores. The precomputed matrix is Jaccard's similarity of sets, which no kernel of points
gives; `z` are its values between six new sets and the first ones.
"""
import os
import numpy as np
import sklearn
from sklearn.decomposition import KernelPCA
from sklearn.datasets import load_iris
from sklearn.gaussian_process.kernels import Matern, RationalQuadratic

RIDGE = 0.01
rng = np.random.default_rng(20240601)
CLOUD = np.column_stack([rng.normal(size=40), 3 * rng.normal(size=40), rng.uniform(-1, 2, size=40)])
ANGLE = rng.uniform(0, 2 * np.pi, size=60)
RING = np.column_stack([np.cos(ANGLE), np.sin(ANGLE)]) + 0.1 * rng.normal(size=(60, 2))


def rbf(length):
    return dict(kernel="rbf", gamma=0.5 / np.square(length))


# name, Mercer's expression, scikit-learn's arguments, rows, components, scale of the columns
CASES = [
    ("rbf", "RBF(lengthscale=1.5)", rbf(1.5), CLOUD, 5, None),
    ("rbf-ring", "RBF(lengthscale=0.4)", rbf(0.4), RING, 6, None),
    ("rbf-ard", "RBF(lengthscale=[1, 3, 0.5])", rbf(1), CLOUD, 4, [1, 3, 0.5]),
    ("linear", "Linear(offset=0)", dict(kernel="linear"), CLOUD, 3, None),
    ("polynomial", "Polynomial(degree=3, offset=1)", dict(kernel="poly", gamma=1, degree=3, coef0=1), CLOUD, 5, None),
    ("matern", "Matern(nu=1.5, lengthscale=2)", dict(kernel=Matern(2, nu=1.5)), CLOUD, 5, None),
    ("rational-quadratic", "RationalQuadratic(alpha=0.7, lengthscale=1.2)",
     dict(kernel=RationalQuadratic(length_scale=1.2, alpha=0.7)), CLOUD, 5, None),
    ("iris", "RBF(lengthscale=1)", rbf(1), load_iris().data, 8, None),
    ("sigmoid", "Sigmoid(slope=0.05, offset=-0.2)", dict(kernel="sigmoid", gamma=0.05, coef0=-0.2), CLOUD, 3, None),
    ("cosine", "Normalize(Linear(offset=0))", dict(kernel="cosine"), CLOUD, 2, None),
    ("cosine-iris", "Normalize(Linear(offset=0))", dict(kernel="cosine"), load_iris().data, 3, None),
]


def jaccard(a, b):
    both = a @ b.T
    return both / (a.sum(1)[:, None] + b.sum(1)[None, :] - both)


def numbers(values):
    return ";".join(repr(float(v)) for v in np.ravel(values, order="F"))


def precomputed():
    sets = (np.random.default_rng(7).uniform(size=(30, 12)) < np.repeat([0.3, 0.6], 15)[:, None]).astype(float)
    sets[sets.sum(1) == 0, 0] = 1
    x, z = np.delete(sets, np.s_[::5], 0), sets[::5]
    out = ["# SPDX-License-Identifier: GPL-3.0-or-later",
           f"# Written by make-kpca.py with scikit-learn {sklearn.__version__}. Matrices by columns.", ""]
    for name, k in (("jaccard", jaccard(x, x)),):
        model = KernelPCA(4, eigen_solver="dense", kernel="precomputed").fit(k)
        out += [f"[{name}]", "components=4", f"k={numbers(k)}", f"z={numbers(jaccard(z, x))}", f"values={numbers(model.eigenvalues_)}",
                f"scores={numbers(model.transform(k))}", f"projected={numbers(model.transform(jaccard(z, x)))}", ""]
    return out


def write(name, lines):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def main():
    out = ["# SPDX-License-Identifier: GPL-3.0-or-later",
           f"# Written by make-kpca.py with scikit-learn {sklearn.__version__}. Matrices by columns.", ""]
    for name, text, arguments, x, k, scale in CASES:
        z = x[::5] + 0.1 * np.sin(np.arange(x[::5].size)).reshape(x[::5].shape)
        arguments = dict(arguments)
        kernel = arguments["kernel"]
        back = name in ("rbf", "rbf-ring", "iris")
        if callable(kernel):  # scikit-learn calls it for each pair of rows
            arguments["kernel"] = lambda a, b, kernel=kernel: kernel(a[None, :], b[None, :])[0, 0]
        scaled, scaled_z = (x, z) if scale is None else (x / scale, z / scale)
        model = KernelPCA(k, eigen_solver="dense", fit_inverse_transform=back, alpha=RIDGE, **arguments).fit(scaled)
        out += [f"[{name}]", f"kernel={text}", f"columns={x.shape[1]}", f"components={k}", f"x={numbers(x)}",
                f"z={numbers(z)}", f"values={numbers(model.eigenvalues_)}", f"scores={numbers(model.transform(scaled))}",
                f"projected={numbers(model.transform(scaled_z))}"]
        if back:
            out += [f"on-scores={text}", f"ridge={RIDGE}",
                    f"back={numbers(model.inverse_transform(model.transform(scaled_z)))}"]
        out.append("")
    write("kpca-sklearn.ini", out)
    write("kpca-precomputed.ini", precomputed())


if __name__ == "__main__":
    main()
