"""Distances of images by contents and by the best placement, by numpy and scipy alone.

usage: golden.py > golden.tsv
"""

import numpy as np
from scipy.ndimage import correlate1d, map_coordinates
from scipy.optimize import minimize

SIDE, BASE = 48, 64


def picture(k):
    """An image that anyone can write down, in [-1, 1]."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    blob = np.exp(-((x - 0.3 - 0.05 * k) ** 2 + (y - 0.6 + 0.04 * k) ** 2) / 0.02)
    return np.tanh(np.sin(11 * x + 7 * y * y + k) + np.cos(9 * y - 5 * x * x + 2.3 * k) + 1.5 * blob - 0.3)


def moved(image, right, down, mirrored):
    """The image mirrored, then moved by whole pixels, its border going on."""
    one = image[:, ::-1] if mirrored else image
    rows = np.clip(np.arange(SIDE) - down, 0, SIDE - 1)
    columns = np.clip(np.arange(SIDE) - right, 0, SIDE - 1)
    return one[np.ix_(rows, columns)]


def equalised(image, levels=1024, steepest=3.0):
    image = image.astype(np.float32).astype(float)
    place = (image - image.min()) / (image.max() - image.min()) * levels
    level = np.minimum(place.astype(int), levels - 1)
    counts = np.bincount(level.ravel(), minlength=levels).astype(float)
    most = steepest * image.size / levels
    cut = np.maximum(counts - most, 0).sum()
    cumulated = np.concatenate([[0], np.cumsum(np.minimum(counts, most) + cut / levels)]) / image.size
    return cumulated[level] + (place - level) * (cumulated[level + 1] - cumulated[level])


def area(image):
    edges = np.arange(BASE + 1) * SIDE / BASE
    pixel = np.arange(SIDE)
    weights = np.clip(np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel), 0, None)
    weights /= weights.sum(1, keepdims=True)
    return weights @ image @ weights.T


def gaussian(image, sigma):
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma**2))
    kernel /= kernel.sum()
    return correlate1d(correlate1d(image, kernel, 0, mode="nearest"), kernel, 1, mode="nearest")


def band(image):
    small = area(equalised(image))
    return gaussian(small, 1.0) - gaussian(small, 3.2)


def laid(content, dx=0.0, dy=0.0, degrees=0.0, zoom=1.0, mirrored=False):
    """The content laid over another one, weighted down at the border, mean 0."""
    grid = (np.arange(BASE) + 0.5) / BASE - 0.5
    y, x = np.meshgrid(grid - dy, grid - dx, indexing="ij")
    cos, sin = np.cos(np.radians(degrees)) / zoom, np.sin(np.radians(degrees)) / zoom
    across = (cos * x - sin * y) * (-1 if mirrored else 1)
    along = sin * x + cos * y
    at = np.clip(np.stack([along, across]) * BASE + 0.5 * BASE - 0.5, 0, BASE - 1)
    values = map_coordinates(content, at, order=1)
    border = np.minimum(np.arange(BASE) + 0.5, BASE - np.arange(BASE) - 0.5) / BASE
    weight = np.outer(*[np.minimum(1, border * 32 / 3)] * 2)
    return (values - (weight * values).sum() / weight.sum()) * weight


def cosine(a, b):
    return (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())


def best(one, other, start, mirrored):
    """The least distance over placements around one and over blurs of the other, by Nelder and Mead's search."""
    least = 2.0
    for blur in (0, 1, 2):
        fixed = laid(gaussian(other, blur) if blur else other)

        def loss(p):
            return -cosine(laid(one, p[0], p[1], 10 * p[2], 1 + p[3], mirrored), fixed)

        found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-5, "maxiter": 4000})
        least = min(least, np.sqrt(max(0, 2 + 2 * found.fun)))
    return least


def put(name, *values):
    print(name + "\t" + " ".join(repr(float(v)) for v in values))


bands = [band(picture(k)) for k in range(4)]
for i in range(4):
    for j in range(i):
        put(f"correlation {i} {j}", cosine(laid(bands[i]), laid(bands[j])))
put("placed 1 2", cosine(laid(bands[1], 0.04, -0.03, 2.0, 1.05, True), laid(bands[2])))

copies = {
    "mirrored": (moved(picture(1), 0, 0, True), (0, 0), True),
    "moved": (moved(picture(1), 3, -2, False), (-3, 2), False),
    "moved and mirrored": (moved(picture(2), -2, 1, True), (-2, -1), True),
    "gamma": (2 * ((picture(0) + 1) / 2) ** 0.6 - 1, (0, 0), False),
    "softer": (gaussian(picture(3), 0.8), (0, 0), False),
}
for name, (image, (dx, dy), mirrored) in copies.items():
    original = {"mirrored": 1, "moved": 1, "moved and mirrored": 2, "gamma": 0, "softer": 3}[name]
    start = [dx / SIDE, dy / SIDE, 0.005, 0.002]
    put("best " + name, best(band(image), bands[original], start, mirrored))
