#!/usr/bin/python3
"""Prints golden values for modules/accounting, by other ways than the program's: Renyi divergences by numerical integration
(scipy.integrate), epsilon of composed losses by numpy's transforms, epsilon of a Gaussian by root finding on its exact delta.
usage: scripts/make-golden-privacy.py > modules/accounting/src/test/resources/golden-privacy.csv"""
import math
import warnings

import numpy as np
from scipy import integrate, optimize
from scipy.special import log_ndtr, ndtr

warnings.simplefilter("ignore", integrate.IntegrationWarning)
ORDERS = [1 + x / 10 for x in range(1, 100)] + list(range(12, 64))


def divergence(q, sigma, order):
    """log E_P[(Q / P)^order] / (order - 1), by quadrature over x."""
    def f(x):
        gain = (2 * x - 1) / (2 * sigma ** 2)
        ratio = np.logaddexp(math.log1p(-q), math.log(q) + gain) if q < 1 else gain
        return math.exp(order * ratio - x * x / (2 * sigma ** 2)) / (sigma * math.sqrt(2 * math.pi))
    # The integrand of order a has its mass between 0 and a. Less 1, so that small divergences keep their digits.
    def g(x):
        return f(x) - math.exp(-x * x / (2 * sigma ** 2)) / (sigma * math.sqrt(2 * math.pi))
    edges = np.arange(-14 * sigma, order + 14 * sigma, sigma)
    total = math.fsum(integrate.quad(g, a, a + sigma, epsabs=0, epsrel=1e-12)[0] for a in edges)
    return math.log1p(total) / (order - 1)


def renyi(steps, delta):
    best = math.inf
    for a in ORDERS:
        try:
            r = sum(k * divergence(q, s, a) for q, s, k in steps)
        except OverflowError:
            continue
        best = min(best, r + math.log((a - 1) / a) - (math.log(delta) + math.log(a)) / (a - 1))
    return max(0.0, best)


def cdf(t, q, s, removed):
    def mix(t):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            x = np.where(np.exp(t) > 1 - q, 0.5 + s * s * np.log(np.maximum((np.exp(t) - (1 - q)) / q, 1e-300)), -np.inf)
        return x
    if removed:
        x = mix(t)
        return (1 - q) * ndtr(x / s) + q * ndtr((x - 1) / s)
    return ndtr(-mix(-t) / s)


def prv(steps, delta, removed, eps_error=0.01):
    delta_error = delta / 1000
    count = sum(k for _, _, k in steps)
    mesh = eps_error / math.sqrt(count * math.log(12 / delta_error) / 2)
    reach = renyi(steps, delta_error / 4)
    for q, s, _ in steps:
        reach = max(reach, renyi([(q, s, 1)], delta_error / (8 * count)))
    reach = max(reach, eps_error) + 3
    m = math.ceil(reach / mesh)
    t = np.arange(-m, m + 2) * mesh
    size = 1
    while size < 2 * len(t):
        size *= 2
    spectrum = 1
    shift = 0
    for q, s, k in steps:
        edges = np.concatenate([[t[0]], t[:-1] + mesh / 2, [t[-1]]])
        f = cdf(edges, q, s, removed)
        mass = np.diff(f) / (f[-1] - f[0])
        # The mean over x, on a fine grid; the rule of the trapezium is exact for what falls off at both ends.
        x = np.linspace(-40 * s, 1 + 40 * s, 4_000_001)
        gain = np.logaddexp(math.log1p(-q), math.log(q) + (2 * x - 1) / (2 * s * s)) if q < 1 else (2 * x - 1) / (2 * s * s)
        absent = np.exp(-x * x / (2 * s * s))
        density = (1 - q) * absent + q * np.exp(-((x - 1) ** 2) / (2 * s * s)) if removed else absent
        loss = gain if removed else -gain
        inside = (loss >= t[0]) & (loss <= t[-1])
        mean = float((loss * density)[inside].sum() / density[inside].sum())
        shift += k * (mean - float(np.dot(t, mass)))
        padded = np.zeros(size)
        padded[: len(mass) - m] = mass[m:]
        padded[-m:] = mass[:m]
        spectrum = spectrum * np.fft.rfft(padded) ** k
    p = np.fft.irfft(spectrum, size)
    p = np.concatenate([p[-m:], p[: len(t) - m]])
    t = t + shift
    d1 = np.cumsum(p[::-1])[::-1]
    d2 = np.cumsum((p * np.exp(-t))[::-1])[::-1]
    target = delta - delta_error
    i = int(np.searchsorted(-(d1 - np.exp(t) * d2), -target, side="left"))
    return max(0.0, math.log((d1[i] - target) / d2[i]) + eps_error)


def gaussian(sigma, delta):
    """Balle and Wang 2018, theorem 8, sensitivity 1."""
    def excess(e):
        return ndtr(0.5 / sigma - e * sigma) - math.exp(e + log_ndtr(-0.5 / sigma - e * sigma)) - delta
    return optimize.brentq(excess, 0, 200, xtol=1e-13)


def text(steps):
    return ";".join(f"{q}:{s}:{k}" for q, s, k in steps)


print("kind,steps,order or delta,value")
for q, s in [(0.04, 1.5), (0.01, 2.5), (0.3, 0.8), (0.001, 0.6), (1, 3.0), (0.5, 1.0), (0.8, 2.0)]:
    for order in [1.1, 1.5, 2, 2.5, 5, 7.3, 20]:
        print(f"divergence,{q}:{s}:1,{order},{divergence(q, s, order)!r}")
MIXES = [
    ([(0.04, 1.5, 2250)], 1e-5),
    ([(0.01, 1.0, 1000)], 1e-6),
    ([(0.2, 4.0, 300)], 1e-5),
    ([(0.5, 2.0, 10)], 1e-4),
    ([(0.02, 1.2, 500), (0.05, 2.0, 300)], 1e-5),
    ([(0.001, 0.7, 5000)], 1e-6),
]
for steps, delta in MIXES:
    print(f"renyi,{text(steps)},{delta},{renyi(steps, delta)!r}")
    print(f"loss,{text(steps)},{delta},{max(prv(steps, delta, True), prv(steps, delta, False))!r}")
    print(f"removed,{text(steps)},{delta},{prv(steps, delta, True)!r}")
for sigma, delta in [(1.0, 1e-5), (3.0, 1e-5), (0.5, 1e-6), (10.0, 1e-3)]:
    print(f"gaussian,1:{sigma}:1,{delta},{gaussian(sigma, delta)!r}")
