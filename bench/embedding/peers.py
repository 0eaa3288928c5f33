# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers of mercer-bench-kpca: it starts this program and asks for one run at a time, so that both take turns.

A line "TASK PEER N TIMES" on standard input is answered by "SECONDS VALUE...": of one of so many runs in a row the seconds, and
the two largest eigenvalues. TASK `top2` is kernel PCA with PEER as scikit-learn's eigen_solver; `landmarks` is Nystroem with 500
landmarks and PCA, whose first value is the trace that it loses; `features` is RBFSampler with as many and PCA, whose first value
is how far the centred kernel values are off on 600 of the rows, and whose time is without that.
"""
import ctypes, os, sys, time, warnings
import numpy as np
import sklearn
from sklearn.decomposition import PCA, KernelPCA
from sklearn.kernel_approximation import Nystroem, RBFSampler
from sklearn.metrics.pairwise import rbf_kernel

warnings.filterwarnings("ignore")
GAMMA, COLUMNS, MODULUS = 0.1, 10, 2147483647
_data = {}


def uniforms(count, seed):
    """x <- 16807 x mod (2^31 - 1), a block at a time: the powers of 16807 are the same for every block."""
    block = 1 << 12
    powers, value = np.empty(block, dtype=object), 1
    for i in range(block):
        value = value * 16807 % MODULUS
        powers[i] = value
    powers = powers.astype(np.uint64)
    out, state = np.empty(-(-count // block) * block), np.uint64(seed)
    for first in range(0, len(out), block):
        states = powers * state % np.uint64(MODULUS)
        out[first:first + block] = states / MODULUS
        state = states[-1]
    return out[:count]


def data(n):
    """Three clouds of unit normals in ten columns, 3 apart along each of the first three."""
    if n not in _data:
        u = uniforms(2 * n * COLUMNS, 977)
        x = (np.sqrt(-2 * np.log(u[0::2])) * np.cos(2 * np.pi * u[1::2])).reshape(COLUMNS, n).T.copy()
        x[np.arange(n), np.arange(n) % 3] += 3
        _data[n] = x
    return _data[n]


def top2(peer, n):
    model = KernelPCA(2, kernel="rbf", gamma=GAMMA, eigen_solver=peer, random_state=0).fit(data(n))
    return model.eigenvalues_


def landmarks(peer, n):
    z = Nystroem(gamma=GAMMA, n_components=500, random_state=0).fit_transform(data(n))
    PCA(2, svd_solver="full").fit_transform(z)
    return [n - np.square(z).sum()]


def features(peer, n):
    begin = time.perf_counter()
    z = RBFSampler(gamma=GAMMA, n_components=500, random_state=0).fit_transform(data(n))
    PCA(2, svd_solver="full").fit_transform(z)
    seconds = time.perf_counter() - begin
    some = np.random.default_rng(0).choice(n, min(n, 600), replace=False)
    centre = lambda k: k - k.mean(0) - k.mean(1)[:, None] + k.mean()
    k = centre(rbf_kernel(data(n)[some], gamma=GAMMA))
    return seconds, [np.linalg.norm(centre(z[some] @ z[some].T) - k) / np.linalg.norm(k)]


TASKS = {"top2": top2, "landmarks": landmarks, "features": features}


def core():
    for line in open("/proc/self/maps", encoding="utf-8"):
        path = line.split()[-1]
        if "openblas" in path:
            library = ctypes.CDLL(path)
            for name in ("openblas_get_corename", "openblas_get_corename64_"):
                if hasattr(library, name):
                    function = getattr(library, name)
                    function.restype = ctypes.c_char_p
                    return function().decode()
    return "unknown"


print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, OpenBLAS core {core()}", flush=True)
for line in sys.stdin:
    task, peer, n, times = line.split()
    data(int(n))
    begin = time.perf_counter()
    for _ in range(int(times)):
        values = TASKS[task](peer, int(n))
    seconds = (time.perf_counter() - begin) / int(times)
    if isinstance(values, tuple):  # what it measured itself
        seconds, values = values
    print(seconds, *(repr(float(v)) for v in values), flush=True)
