#!/usr/bin/env python3
"""Writes golden.tsv: reference values for the tests of org.effigy.diffusion.

Plain numpy in double, written from the papers' equations and on other paths than the Java code: posteriors by
multiplying Gaussians, unclipped DDPM by eq. 11, DDIM by eq. 12 with eq. 16, DPM-Solver++(2M) as k-diffusion writes it
(sample_dpmpp_2m and sample_dpmpp_2m_sde) and Heun as EDM writes it, on x / alpha and sigma / alpha, UniPC as its authors'
code has it (bh2, with a linear system for its weights), Euler as DDIM with x0 and eps. At the end the exact solution of the
probability flow for a mixture of two Gaussians, by Runge-Kutta in log(sigma) with 20000 steps.
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


def sigmoid(T):
    start, end, tau = -3, 3, 1.0
    logistic = lambda u: 1 / (1 + np.exp(-u))
    v_start, v_end = logistic(start / tau), logistic(end / tau)
    f = lambda t: (v_end - logistic((t / T * (end - start) + start) / tau)) / (v_end - v_start)
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
emit_schedule("sigmoid1000", sigmoid(1000), [1, 2, 500, 999, 1000])
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


def ratio(t):
    return np.sqrt((1 - ABAR[t]) / ABAR[t])


def scaled_x0(kind, y, t, label, clip, scale):
    return x0_and_eps(kind, np.sqrt(ABAR[t]) * y, t, label, clip, scale)[0]


def dpm_solver_sde(kind, n, eta, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
    y = next(stream) / np.sqrt(ABAR[T])
    last = h_last = None
    for i in range(n, 0, -1):
        t, s = steps[i], steps[i - 1]
        x0 = scaled_x0(kind, y, t, label, clip, scale)
        if s == 0:
            return x0
        h = np.log(ratio(t) / ratio(s))
        y = ratio(s) / ratio(t) * np.exp(-eta * h) * y - np.expm1(-h - eta * h) * x0
        if last is not None:
            y = y - 0.5 * np.expm1(-h - eta * h) * (h / h_last) * (x0 - last)
        y = y + next(stream) * ratio(s) * np.sqrt(-np.expm1(-2 * eta * h))
        last, h_last = x0, h


def heun(kind, n, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
    y = next(stream) / np.sqrt(ABAR[T])
    for i in range(n, 0, -1):
        t, s = steps[i], steps[i - 1]
        d = (y - scaled_x0(kind, y, t, label, clip, scale)) / ratio(t)
        rs = 0.0 if s == 0 else ratio(s)
        y1 = y + (rs - ratio(t)) * d
        if s > 0:
            d1 = (y1 - scaled_x0(kind, y1, s, label, clip, scale)) / rs
            y1 = y + (rs - ratio(t)) * (d + d1) / 2
        y = y1
    return y


def uni_pc(kind, n, clip, label, scale):
    stream, steps = noise_stream(), (times(n)[::-1]) + [0]
    model = lambda x, t: x0_and_eps(kind, x, t, label, clip, scale)[0]
    alpha, sigma = lambda t: np.sqrt(ABAR[t]), lambda t: np.sqrt(1 - ABAR[t])
    lam = lambda t: np.log(alpha(t) / sigma(t))
    x = next(stream)
    outs = [model(x, steps[0])]
    for i in range(n):
        t, s = steps[i], steps[i + 1]
        m0 = outs[-1]
        if s == 0:
            return m0
        hh = -(lam(s) - lam(t))
        rks, d1s = [], []
        if i > 0:
            rks.append((lam(steps[i - 1]) - lam(t)) / -hh)
            d1s.append((outs[-2] - m0) / rks[0])
        rks.append(1.0)
        order = len(rks)
        h_phi_1 = np.expm1(hh)
        h_phi_k, factorial, b_h = h_phi_1 / hh - 1, 1, np.expm1(hh)
        rows, b = [], []
        for k in range(1, order + 1):
            rows.append(np.power(rks, k - 1))
            b.append(h_phi_k * factorial / b_h)
            factorial *= k + 1
            h_phi_k = h_phi_k / hh - 1 / factorial
        rhos = np.linalg.solve(np.array(rows), np.array(b)) if order > 1 else np.array([0.5])
        base = sigma(s) / sigma(t) * x - alpha(s) * h_phi_1 * m0
        guess = base - alpha(s) * b_h * (0.5 * d1s[0] if d1s else 0)
        m = model(guess, s)
        x = base - alpha(s) * b_h * ((rhos[0] * d1s[0] if d1s else 0) + rhos[-1] * (m - m0))
        outs.append(m)


def euler(kind, n, clip, label, scale):
    return ddim(kind, n, 0.0, clip, label, scale)


def dpm_solver(kind, n, clip, label, scale):
    stream, steps = noise_stream(), [0] + times(n)
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
                if n < 50:
                    for eta in [0.4, 1.0]:
                        v = dpm_solver_sde(kind, n, eta, clip, label, scale)
                        emit(f"dpm-solver++-sde {kind} {n} {eta} {c} {label} {scale}", *v)
                    emit(f"heun {kind} {n} - {c} {label} {scale}", *heun(kind, n, clip, label, scale))
                    emit(f"unipc {kind} {n} - {c} {label} {scale}", *uni_pc(kind, n, clip, label, scale))
                    emit(f"euler {kind} {n} - {c} {label} {scale}", *euler(kind, n, clip, label, scale))

# x0 from the mixture 0.3 N(-0.6, 0.2^2) + 0.7 N(0.5, 0.1^2), y = x0 + r eps, from y = 80 z at r = 80 to r = 0.002.
WEIGHTS, MEANS, SDS = np.array([0.3, 0.7]), np.array([-0.6, 0.5]), np.array([0.2, 0.1])


def posterior_mean(y, r):
    var = SDS**2 + r * r
    log = np.log(WEIGHTS) - 0.5 * np.log(var) - (y - MEANS) ** 2 / (2 * var)
    p = np.exp(log - log.max())
    return np.sum(p / p.sum() * (MEANS + SDS**2 / var * (y - MEANS)))


for z in [-1.7, -0.55, -0.4, 0.2, 1.3]:
    u, steps = np.log(80.0), 20000
    du = (np.log(0.002) - u) / steps
    y = 80.0 * z
    slope = lambda u, y: y - posterior_mean(y, np.exp(u))
    for _ in range(steps):
        k1 = slope(u, y)
        k2 = slope(u + du / 2, y + du / 2 * k1)
        k3 = slope(u + du / 2, y + du / 2 * k2)
        k4 = slope(u + du, y + du * k3)
        y, u = y + du / 6 * (k1 + 2 * k2 + 2 * k3 + k4), u + du
    emit(f"mixture from {z}", posterior_mean(y, 0.002))

# Distillation: the student's times among 20 of a teacher on the cosine schedule, and what its steps must predict. The teacher
# predicts a made-up velocity; its steps and the student's targets are rotations by angles (Salimans and Ho 2022, appendix D):
# x(s) = cos(d) x(t) + sin(d) v with d = angle(s) - angle(t), the angle of a time being that of alpha and sigma.
STUDENT_ABAR = np.concatenate([[1.0], np.cumprod(1 - cosine(1000))])
ANGLE = np.arctan2(np.sqrt(1 - STUDENT_ABAR), np.sqrt(STUDENT_ABAR))
LEVEL = np.log(np.tan(ANGLE[1:]))
TEACHER = [1 + int(np.argmin(abs(LEVEL - level))) for level in np.linspace(min(np.log(80), LEVEL[-1]), LEVEL[0], 20)]
assert len(set(TEACHER)) == 20


def student(n):
    levels = [np.log(np.tan(np.pi / 2 * (n - k) / n)) for k in range(1, n)]
    return TEACHER[:1] + [min(TEACHER[1:], key=lambda t: abs(LEVEL[t - 1] - level)) for level in levels]


for n in (1, 2, 3, 4):
    emit(f"student times {n}", *student(n))

times = TEACHER + [0]
x = np.array([1.3 * np.sin(k + 1) for k in range(3)])
states = {}
for t, s in zip(times, times[1:]):
    states[t] = x
    velocity = 0.5 * np.sin(3 * x) - 0.2 * x + t / 10000
    x = np.cos(ANGLE[s] - ANGLE[t]) * x + np.sin(ANGLE[s] - ANGLE[t]) * velocity
states[0] = x
own = student(2) + [0]
for k in (0, 1):
    d = ANGLE[own[k + 1]] - ANGLE[own[k]]
    emit(f"student target {k}", *((states[own[k + 1]] - np.cos(d) * states[own[k]]) / np.sin(d)))
emit("student image", *x)
