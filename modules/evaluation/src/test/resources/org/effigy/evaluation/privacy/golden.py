"""Figures of near copies in a feature space, by numpy, scipy and scikit-learn.

usage: golden.py > golden.tsv
"""

import numpy as np
from scipy.stats import mannwhitneyu
from sklearn.neighbors import NearestNeighbors

TRAIN, HOLDOUT, SYNTHETIC, WIDTH = 45, 64, 56, 5


def table(rows, phase):
    """Features that anyone can write down: in the order of the rows, as floats."""
    i, j = np.mgrid[0:rows, 0:WIDTH]
    values = np.sin(12.9898 * i + 78.233 * j + phase) * (j + 1) + 0.3 * np.cos(3.1 * i * (j + 1) + phase) + 2 * j
    return values.astype(np.float32)


train, holdout, synthetic = table(TRAIN, 0.1), table(HOLDOUT, 1.7), table(SYNTHETIC, 4.2)
# Every seventh synthetic row is a training row or almost one.
for row in range(0, SYNTHETIC, 7):
    synthetic[row] = train[(5 * row) % TRAIN] + (np.float32(0) if row % 2 else np.float32(0.01))


def put(name, *values):
    print(name + "\t" + " ".join(repr(float(v)) for v in values))


mean, scale = train.astype(float).mean(0), train.astype(float).std(0)
train, holdout, synthetic = [(t - mean) / scale for t in (train, holdout, synthetic)]
search = NearestNeighbors(n_neighbors=2).fit(train)
near, at = search.kneighbors(synthetic)
held, held_at = search.kneighbors(holdout)
own = search.kneighbors(train)[0][:, 1]

# Fewer than 200 patients, one image each: no patient accused, and no more than half a percent of a normal distribution.
least = np.sort(held[:, 0])
median = least[HOLDOUT // 2]
threshold = max(0, min(least[0], median - 2.576 * (median - least[int(0.16 * HOLDOUT)])))


def copies(first):
    return np.mean((first < threshold) | (first < 1e-12))


def ratios(pair):
    return np.mean(pair[:, 0] / pair[:, 1] < 1 / 3)


put("threshold", threshold)
put("first", *near[:, 0])
put("second", *near[:, 1])
put("at", *at[:, 0])
put("own", *own)
put("privacy.copies.share", copies(near[:, 0]), copies(held[:, 0]))
put("privacy.ratio.share", ratios(near), ratios(held))
put("privacy.authenticity", np.mean(near[:, 0] > own[at[:, 0]]), np.mean(held[:, 0] > own[held_at[:, 0]]))
u = mannwhitneyu(near[:, 0], held[:, 0]).statistic
m, n = SYNTHETIC, HOLDOUT
put("privacy.ct", (u - m * n / 2) / np.sqrt(m * n * (m + n + 1) / 12))
