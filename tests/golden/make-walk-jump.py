#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes walk-jump.ini: mean and variance of a chain of walks with accumulated measurements, and of Langevin dynamics, on a Gaussian
N(0, h^2), step by step from one point (numpy 1.24.2).

All laws are Gaussian and every half step is linear, so that moments follow exactly: of (y, v, S) with the measurement y that is walked to,
its speed and the sum S of those before. The jump is the posterior mean of X by conjugacy, precision 1/h^2 + m/sigma^2. Each number is
checked here by 400,000 chains that are simulated with the score as a difference of the joint log density of all measurements, written out
with its m x m covariance h^2 + sigma^2 [i = j].
"""
import os
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
H, START, WALK, STEP = 0.7, 2.0, 12, 0.5
LOOKS = [1, 6, 12, 13, 24, 25, 60]


def posterior(m, sigma):
    """The jump as a row of (y, v, S)."""
    gain = (1 / sigma ** 2) / (1 / H ** 2 + m / sigma ** 2)
    return np.array([gain, 0, gain])


def halves(score, tau, gamma):
    """One BAOAB step as the linear map of (y, v, S) and the sd of the noise it adds, where score is a row."""
    kick, drift, fade = np.eye(3), np.eye(3), np.eye(3)
    kick[1] += tau / 2 * score
    drift[0, 1] = tau / 2
    fade[1, 1] = np.exp(-gamma * tau)
    sd = np.sqrt(1 - np.exp(-2 * gamma * tau))
    after = kick @ drift
    return after @ fade @ drift @ kick, np.outer(after[:, 1], after[:, 1]) * sd ** 2


def chain(sigma, friction):
    """(mean, variance) of the jump after each step."""
    tau, gamma = STEP * sigma, friction / sigma
    mean, cov = np.array([START, 0, 0]), np.diag([sigma ** 2, 1, 0])
    m, moments = 1, []
    for k in range(max(LOOKS)):
        if k > 0 and k % WALK == 0:
            jump = posterior(m, sigma)
            begin = np.array([jump, np.zeros(3), [1, 0, 1]])  # y at the jump, the old y into S
            mean, cov = begin @ mean, begin @ cov @ begin.T + np.diag([sigma ** 2, 1, 0])
            m += 1
        score = (posterior(m, sigma) - np.array([1, 0, 0])) / sigma ** 2
        step, noise = halves(score, tau, gamma)
        mean, cov = step @ mean, step @ cov @ step.T + noise
        jump = posterior(m, sigma)
        moments.append((jump @ mean, jump @ cov @ jump))
    return moments


def langevin(friction):
    tau, gamma = STEP * H, friction / H
    mean, cov, moments = np.array([START, 0, 0]), np.diag([0, 1, 0]), []
    step, noise = halves(np.array([-1 / H ** 2, 0, 0]), tau, gamma)
    for k in range(max(LOOKS)):
        mean, cov = step @ mean, step @ cov @ step.T + noise
        moments.append((mean[0], cov[0, 0]))
    return moments


def simulate(sigma, friction, n=400_000):
    random = np.random.default_rng(1)
    tau, gamma = STEP * sigma, friction / sigma
    past, y, v, m, moments = [], START + sigma * random.normal(size=n), random.normal(size=n), 1, []

    def log_joint(y):
        z = np.array(past + [y])
        inverse = np.linalg.inv(H ** 2 + sigma ** 2 * np.eye(len(z)))
        return -0.5 * np.einsum("in,ij,jn->n", z, inverse, z)

    def score(y):
        return (log_joint(y + 1e-3) - log_joint(y - 1e-3)) / 2e-3

    for k in range(max(LOOKS)):
        if k > 0 and k % WALK == 0:
            jump = y + sigma ** 2 * score(y)  # E[X | all] = y + sigma^2 grad_y log p (y | before)
            past.append(y)
            y, v = jump + sigma * random.normal(size=n), random.normal(size=n)
        v = v + tau / 2 * score(y)
        y = y + tau / 2 * v
        v = np.exp(-gamma * tau) * v + np.sqrt(1 - np.exp(-2 * gamma * tau)) * random.normal(size=n)
        y = y + tau / 2 * v
        v = v + tau / 2 * score(y)
        if k + 1 in LOOKS:
            jump = y + sigma ** 2 * score(y)
            moments.append((jump.mean(), jump.var()))
    return moments


def numbers(values):
    return ";".join(repr(float(v)) for v in values) + ";"


lines = ["# SPDX-License-Identifier: GPL-3.0-or-later", "# Written by make-walk-jump.py."]
for name, noise, friction in (("wide", 2.0, 1.0), ("narrow", 0.6, 0.5)):
    sigma = noise * H
    exact, seen = [chain(sigma, friction)[k - 1] for k in LOOKS], simulate(sigma, friction)
    for (mean, variance), (mean_seen, variance_seen) in zip(exact, seen):
        assert abs(mean - mean_seen) < 5 * np.sqrt(variance / 4e5), (mean, mean_seen)
        assert abs(variance_seen / variance - 1) < 5 * np.sqrt(2 / 4e5), (variance, variance_seen)
    beside = [langevin(friction)[k - 1] for k in LOOKS]
    lines += ["", f"[{name}]", f"h={H}", f"start={START}", f"walk={WALK}", f"step={STEP}", f"noise={noise}", f"friction={friction}",
              "steps=" + ";".join(map(str, LOOKS)) + ";",
              "mean=" + numbers(m for m, _ in exact), "variance=" + numbers(v for _, v in exact),
              "langevin-mean=" + numbers(m for m, _ in beside), "langevin-variance=" + numbers(v for _, v in beside)]
with open(os.path.join(HERE, "walk-jump.ini"), "w") as out:
    out.write("\n".join(lines) + "\n")
