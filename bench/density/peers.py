#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers of mercer-bench-density in Python: a line "TASK N FILE" is answered by the seconds of one run of scipy's gaussian_kde on 256 x 256
points or of statsmodels' likelihood cross-validation, or "missing". FILE holds n values of x, then n of y, as doubles."""
import sys
import time

for line in sys.stdin:
    task, n, path = line.split()
    try:
        import numpy as np
        from scipy.stats import gaussian_kde
        x = np.fromfile(path).reshape(2, int(n))
        if task == "cv_ml":
            from statsmodels.nonparametric.kernel_density import KDEMultivariate
            start = time.perf_counter()
            KDEMultivariate(x.T, "cc", bw="cv_ml")
            print(time.perf_counter() - start, flush=True)
            continue
        g = np.linspace(-4, 6, 256)
        grid = np.vstack([a.ravel() for a in np.meshgrid(g, g)])
        start = time.perf_counter()
        gaussian_kde(x)(grid)
        print(time.perf_counter() - start, flush=True)
    except ImportError:
        print("missing", flush=True)
