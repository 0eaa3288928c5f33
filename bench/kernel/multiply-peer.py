# SPDX-License-Identifier: GPL-3.0-or-later
"""numpy's side of bench-multiply: K v by blocks of rows, as one would write it.

Reads  "n d precision"  from standard input, times one product, prints the milliseconds and a sum to compare.
"""
import sys
import time

import numpy as np


def core():
    try:
        from threadpoolctl import threadpool_info
        return ",".join(sorted({lib.get("architecture") or "?" for lib in threadpool_info()})) or "?"
    except ImportError:
        return "not known (python3-threadpoolctl is missing)"


def multiply(x, v, block=1000):
    """Squares by |x|^2 + |z|^2 - 2 x.z, one product of matrices, exponentials in place: the fastest of the usual ways."""
    squares = (x * x).sum(1)
    out = np.empty(len(x), x.dtype)
    for first in range(0, len(x), block):
        rows = slice(first, first + block)
        s = x[rows] @ x.T
        s *= 2
        s -= squares[rows, None]
        s -= squares
        s *= x.dtype.type(0.5)
        np.exp(s, out=s)
        out[rows] = s @ v
    return out


print(core(), flush=True)
for line in sys.stdin:
    n, d, precision = line.split()
    n, d = int(n), int(d)
    i = np.arange(n * d).reshape(d, n).T
    dtype = np.float64 if precision == "double" else np.float32
    x = (3 * ((i * 0.6180339887498949) % 1)).astype(dtype)
    v = np.cos(np.arange(n)).astype(dtype)
    start = time.perf_counter()
    out = multiply(x, v)
    print("%.6f %.15g" % ((time.perf_counter() - start) * 1e3, np.abs(out.astype(np.float64)).sum()), flush=True)
