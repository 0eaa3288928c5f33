# SPDX-License-Identifier: GPL-3.0-or-later
"""scikit-learn's side of bench-kernel: answers one line of milliseconds for each line it reads.

Reads  "n d expression-name"  from standard input, times one call of the kernel on n x d points, prints the time.
"""
import sys
import time

import numpy as np
from sklearn.gaussian_process.kernels import (DotProduct, Exponentiation, ExpSineSquared, Matern, RBF, RationalQuadratic,
                                              WhiteKernel)
from sklearn.metrics.pairwise import (additive_chi2_kernel, chi2_kernel, cosine_similarity, laplacian_kernel,
                                      polynomial_kernel, sigmoid_kernel)
from sklearn.preprocessing import KernelCenterer

KERNELS = {
    "rbf": RBF(1.0), "matern12": Matern(1.0, nu=0.5), "matern32": Matern(1.0, nu=1.5),
    "matern52": Matern(1.0, nu=2.5),
    "matern-general": Matern(1.0, nu=1.7), "rq": RationalQuadratic(1.0, 1.0), "periodic": ExpSineSquared(1.0, 1.0),
    "rbf-ard": RBF([1.0, 2.0, 3.0]), "matern52-ard": Matern([1.0, 2.0, 3.0], nu=2.5), "power": Exponentiation(RBF(1.0), 2),
    "polynomial": lambda x: polynomial_kernel(x, degree=3, gamma=1.0, coef0=1.0),
    "sigmoid": lambda x: sigmoid_kernel(x, gamma=0.5, coef0=0.1), "cosine": cosine_similarity,
    "laplacian": lambda x: laplacian_kernel(x, gamma=1.0),
    "chi2": lambda x: chi2_kernel(x, gamma=1.0), "additive-chi2": additive_chi2_kernel,
    "centre": lambda x: KernelCenterer().fit_transform(RBF(1.0)(x)),
    "dot": DotProduct(1.0), "sum": 2.0 * RBF(1.0) + RBF(3.0) * Matern(2.0, nu=1.5) + WhiteKernel(0.1),
}


def core():
    try:
        from threadpoolctl import threadpool_info
        return ",".join(sorted({lib.get("architecture") or "?" for lib in threadpool_info()})) or "?"
    except ImportError:
        return "not known (python3-threadpoolctl is missing)"


print(core(), flush=True)
points = {}
for line in sys.stdin:
    n, d, name = line.split()
    shape = int(n), int(d)
    if shape not in points:
        points[shape] = np.random.default_rng(0).uniform(size=shape)
    start = time.perf_counter()
    KERNELS[name](points[shape])
    print("%.6f" % ((time.perf_counter() - start) * 1e3), flush=True)
