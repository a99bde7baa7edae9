#!/usr/bin/python3
"""Computes in numpy what WatermarkTest expects of the search for the mark in an image given by a formula.

    scripts/make-golden-watermark.py KEY.txt

KEY.txt: the real and imaginary part of WatermarkKey.PUBLISHED at each frequency, a line each, row by row.
"""

import sys
import numpy as np

T = 64
K = np.loadtxt(sys.argv[1]).view()
K = (K[:, 0] + 1j * K[:, 1]).reshape(T, T)
f = np.fft.fftfreq(T)
R = np.hypot(*np.meshgrid(f, f))
MASK = (R >= 0.10) & (R <= 0.36)
RING = (R * T).astype(int)


def smooth(a, w):
    p = np.pad(a, len(w) // 2, mode="edge")
    p = np.apply_along_axis(lambda r: np.convolve(r, w, "valid"), 1, p)
    return np.apply_along_axis(lambda r: np.convolve(r, w, "valid"), 0, p)


def residual(a):
    x = np.arange(-8, 9)
    g = np.exp(-x * x / (2 * 2.5**2))
    h = a - smooth(a, g / g.sum())
    e = smooth(h * h, np.ones(5) / 5)
    return h / np.sqrt(e + 0.1 * np.sort(e.ravel())[e.size // 2] + 1e-6 * a.var())


def statistics(r, s, n):
    h, w = r.shape
    ys, xs = np.arange(int((h - 1) / s) + 1) * s, np.arange(int((w - 1) / s) + 1) * s
    iy, ix = np.minimum(ys.astype(int), h - 2), np.minimum(xs.astype(int), w - 2)
    fy, fx = (ys - iy)[:, None], xs - ix
    a = r[iy] * (1 - fy) + r[iy + 1] * fy
    a = a[:, ix] * (1 - fx) + a[:, ix + 1] * fx
    tile = np.zeros((T, T))
    np.add.at(tile, (np.arange(a.shape[0])[:, None] % T, np.arange(a.shape[1]) % T), a)
    X = np.fft.fft2(tile)
    power = np.bincount(RING.ravel(), (np.abs(X) ** 2).ravel(), minlength=T)
    count = np.bincount(RING.ravel(), minlength=T)
    mean = np.array([power[max(0, i - 2) : i + 3].sum() / max(1, count[max(0, i - 2) : i + 3].sum()) for i in range(T)])
    weight = np.where(MASK, mean[RING] ** -0.75, 0)
    spectrum = np.zeros((n, n), complex)
    at = np.arange(T) + (np.arange(T) >= T // 2) * (n - T)
    spectrum[np.ix_(at, at)] = X * weight * np.conj(K)
    return np.fft.ifft2(spectrum).real * n * n / np.sqrt(((np.abs(X) * weight) ** 2).sum())


y, x = np.mgrid[:90, :70]
image = ((x * x * 31 + y * y * 17 + x * y * 13 + 7 * x) % 251 + 2 * ((x // 9 + y // 7) % 17)).astype(float)
ratio = 1 + 1.2 / 90
scales = [ratio**k for k in range(-100, 100) if 0.5 <= ratio**k <= 1.5]
r = residual(image)
# Whole shifts at all scales, then half shifts at the 16 that agree best.
scales.sort(key=lambda s: -np.abs(statistics(r, s, T)).max())
best = max(((np.abs(z).max(), z.flat[np.abs(z).argmax()], s) for s in scales[:16] for z in [statistics(r, s, 2 * T)]))
print("statistic %.9f scale %.15f" % (best[1], best[2]))
