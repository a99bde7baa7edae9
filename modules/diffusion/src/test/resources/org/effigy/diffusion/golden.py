#!/usr/bin/env python3
"""Writes golden.tsv: reference values for the tests of org.effigy.diffusion.

Plain numpy in double, written from the papers' equations and on other paths than the Java code: posteriors by
multiplying Gaussians, unclipped DDPM by eq. 11, DDIM by eq. 12 with eq. 16, DPM-Solver++(2M) as k-diffusion writes it
(sample_dpmpp_2m), on x / alpha and sigma / alpha.
    python3 golden.py > golden.tsv
"""
import numpy as np


def emit(name, *values):
    print("\t".join([name] + [repr(float(v)) for v in values]))


def linear(T):
    return np.minimum(np.linspace(1e-4, 0.02, T) * 1000 / T, 0.999)


def cosine(T):
    f = lambda t: np.cos((t / T + 0.008) / 1.008 * np.pi / 2) ** 2
    return np.array([min(1 - f(t) / f(t - 1), 0.999) for t in range(1, T + 1)])


def emit_schedule(name, betas, times):
    abar = np.concatenate([[1.0], np.cumprod(1 - betas)])
    for t in times:
        b = betas[t - 1]
        if t == 1:
            var, from_x0, from_xt = 0.0, 1.0, 0.0
        else:
            # q(x(t-1) | x0) times q(xt | x(t-1)): precisions add.
            prior, likelihood = 1 / (1 - abar[t - 1]), (1 - b) / b
            var = 1 / (prior + likelihood)
            from_x0 = var * prior * np.sqrt(abar[t - 1])
            from_xt = var * np.sqrt(1 - b) / b
        emit(f"{name} {t}", b, abar[t], abar[t] / (1 - abar[t]), var, from_x0, from_xt)


emit_schedule("linear1000", linear(1000), [1, 2, 3, 500, 999, 1000])
emit_schedule("linear100", linear(100), [1, 2, 50, 100])
emit_schedule("cosine1000", cosine(1000), [1, 2, 3, 500, 999, 1000])
emit_schedule("cosine20", cosine(20), [1, 2, 10, 19, 20])

# Sampling: T = 50, one image of 3 values. The k-th normal number an image draws is 1.3 sin(k + 1), k = 0, 1, ...
# The denoiser is a made-up function, so that nothing cancels.
T, LENGTH = 50, 3
BETAS = linear(T)
ABAR = np.concatenate([[1.0], np.cumprod(1 - BETAS)])


def network(xt, t, label):
    position = np.arange(LENGTH) / 10
    return 0.6 * np.sin(2 * xt) + 0.2 * xt + 0.3 * t / T + position + 0.25 * (label + 1)


def noise_stream():
    k = 0
    while True:
        yield 1.3 * np.sin(np.arange(k, k + LENGTH) + 1.0)
        k += LENGTH


def x0_and_eps(kind, xt, t, label, clip, scale):
    free, conditional = network(xt, t, -1), network(xt, t, label)
    p = conditional if scale == 1 else free + scale * (conditional - free)
    a, s = np.sqrt(ABAR[t]), np.sqrt(1 - ABAR[t])
    if kind == "EPSILON":
        x0, eps = (xt - s * p) / a, p
    elif kind == "SAMPLE":
        x0, eps = p, (xt - a * p) / s
    else:
        x0, eps = a * xt - s * p, s * xt + a * p
    if clip:
        x0 = np.clip(x0, -1, 1)
        eps = (xt - a * x0) / s
    return x0, eps


def times(n):
    return [int(np.floor(i * T / n + 0.5)) for i in range(1, n + 1)]


def ddpm(kind, n, variance, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
    x = next(stream)
    for i in range(n, 0, -1):
        t, s = steps[i], steps[i - 1]
        alpha = ABAR[t] / ABAR[s]
        beta = 1 - alpha
        _, eps = x0_and_eps(kind, x, t, label, clip, scale)
        mean = (x - beta / np.sqrt(1 - ABAR[t]) * eps) / np.sqrt(alpha)
        if i == 1:
            return mean
        var = beta if variance == "BETA" else (1 - ABAR[s]) / (1 - ABAR[t]) * beta
        x = mean + np.sqrt(var) * next(stream)


def ddim(kind, n, eta, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
    x = next(stream)
    for i in range(n, 0, -1):
        t, s = steps[i], steps[i - 1]
        x0, eps = x0_and_eps(kind, x, t, label, clip, scale)
        sigma = eta * np.sqrt((1 - ABAR[s]) / (1 - ABAR[t])) * np.sqrt(1 - ABAR[t] / ABAR[s])
        x = np.sqrt(ABAR[s]) * x0 + np.sqrt(1 - ABAR[s] - sigma**2) * eps
        if sigma > 0:
            x = x + sigma * next(stream)
    return x


def dpm_solver(kind, n, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
    ratio = lambda t: np.sqrt((1 - ABAR[t]) / ABAR[t])
    y = next(stream) / np.sqrt(ABAR[T])
    last = h_last = None
    for i in range(n, 0, -1):
        t, s = steps[i], steps[i - 1]
        x0, _ = x0_and_eps(kind, np.sqrt(ABAR[t]) * y, t, label, clip, scale)
        if s == 0:
            return x0
        h = np.log(ratio(t) / ratio(s))
        d = x0
        if last is not None:
            r = h_last / h
            d = (1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * last
        y = ratio(s) / ratio(t) * y - np.expm1(-h) * d
        last, h_last = x0, h


for kind in ["EPSILON", "SAMPLE", "VELOCITY"]:
    for n in [1, 7, 50]:
        for clip in [True, False]:
            for label, scale in [(-1, 1), (2, 1), (2, 2.5), (2, 0)]:
                c = "clip" if clip else "free"
                for variance in ["BETA", "POSTERIOR"]:
                    emit(f"ddpm {kind} {n} {variance} {c} {label} {scale}", *ddpm(kind, n, variance, clip, label, scale))
                for eta in [0.0, 0.5, 1.0]:
                    emit(f"ddim {kind} {n} {eta} {c} {label} {scale}", *ddim(kind, n, eta, clip, label, scale))
                emit(f"dpm-solver++ {kind} {n} - {c} {label} {scale}", *dpm_solver(kind, n, clip, label, scale))
