"""Golden values of the membership tests, by numpy, scipy and scikit-learn.

usage: golden.py > golden.tsv
"""

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score, roc_curve

STEPS, LENGTH = 1000, 6
beta = np.linspace(1e-4, 0.02, STEPS)
alpha_bar = np.concatenate([[1.0], np.cumprod(1 - beta)])
images = np.array([[np.sin(3 * i + j) for j in range(LENGTH)] for i in range(4)])
labels = np.array([0, 1, -1, 1])


def eps(x, t):
    """A denoiser that anyone can write down: depends on image, time and label."""
    return np.tanh(0.7 * x + 0.001 * t) + 0.1 * labels[:, None]


def put(name, *values):
    print(name + "\t" + " ".join(repr(float(v)) for v in values))


def norm4(x):
    return (np.abs(x) ** 4).sum(1) ** 0.25


def step(x, now, then):
    e = eps(x, now)
    x0 = (x - np.sqrt(1 - alpha_bar[now]) * e) / np.sqrt(alpha_bar[now])
    return np.sqrt(alpha_bar[then]) * x0 + np.sqrt(1 - alpha_bar[then]) * e


wanted = [0.99, 0.95, 0.9, 0.8, 0.65, 0.5, 0.25]
times = sorted({int(1 + np.argmin(np.abs(alpha_bar[1:] - a))) for a in wanted})
put("times", *times)
for t in times:
    first = eps(images, 1)
    put(f"pia {t}", *-norm4(eps(np.sqrt(alpha_bar[t]) * images + np.sqrt(1 - alpha_bar[t]) * first, t) - first))
    put(f"clean query {t}", *-norm4(eps(images, t)))
x, now = images, 1
for t in [t for t in times if alpha_bar[t] > 0.79]:
    while now < t:
        then = min(t, now + 10)
        x, now = step(x, now, then), then
    back = step(step(x, now, now + 10), now + 10, now)
    put(f"secmi {t}", *-((back - x) ** 2).sum(1))

rng = np.random.default_rng(7)
scores = np.round(np.concatenate([rng.normal(0.4, 1, 120), rng.normal(0, 1, 150)]), 1)
member = np.concatenate([np.ones(120), np.zeros(150)])
put("scores", *scores)
put("auc", roc_auc_score(member, scores))
fpr, tpr, _ = roc_curve(member, scores, drop_intermediate=False)
put("tpr", tpr[fpr <= 0.01 + 1e-12].max())
put("ranks", *stats.rankdata(scores)[:10])
# The exact probability of so large a difference of ranks, all 924 ways of calling 6 of 12 images members.
from itertools import combinations

small = scores[[0, 1, 2, 3, 4, 5, 120, 121, 122, 123, 124, 125]]
ranks = stats.rankdata(small)
seen = ranks[:6].sum()
put("p", np.mean([ranks[list(c)].sum() >= seen - 1e-9 for c in combinations(range(12), 6)]))
for n in (50, 200):
    error = np.sqrt((n + 2 * n + 1) / (12 * n * 2 * n))
    needed = next(k for k in range(n + 1) if stats.binom.sf(k - 1, n, 0.01) <= 0.025)
    grid = np.linspace(0.01, 0.5, 490_001)
    put(f"power {n}", 0.5 + (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * error, needed,
        grid[np.argmax(stats.binom.sf(needed - 1, n, grid) >= 0.8)])
put("binomial", stats.binom.sf(2, 50, 0.01))
put("holm", 0.04, 0.03, 0.0005, 0.5, *[0.09, 0.09, 0.002, 0.5])
