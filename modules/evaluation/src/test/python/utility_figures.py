"""Recomputes every figure of a utility trial from its saved scores with numpy and scikit-learn.

    python3 utility_figures.py FOLDER FIGURES.json

FOLDER holds scores-utility.json and scores-utility.safetensors; FIGURES.json is a list of figures as in evaluation.json. Values
and intervals must agree to 1e-6.
"""
import hashlib
import json
import struct
import sys

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score, roc_curve

TOLERANCE = 1e-6


def safetensors(path):
    data = open(path, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    out = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[8 + length + begin:8 + length + end], "<f4")
            out[name] = values.reshape(entry["shape"]).astype(np.float64)
    return out


class JavaRandom:
    """java.util.Random, whose nextInt(bound) is specified by the Java platform."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        value = self.state >> (48 - count)
        return value - (1 << count) if count == 32 and value >= 1 << 31 else value

    def below(self, bound):
        if bound & (bound - 1) == 0:
            return (bound * self.bits(31)) >> 31
        while True:
            bits = self.bits(31)
            value = bits % bound
            if bits - value + (bound - 1) < 1 << 31:
                return value


def stream(seed, purpose, index):
    digest = hashlib.sha256(struct.pack(">qq", seed, index) + purpose.encode()).digest()
    derived = struct.unpack(">Q", digest[:8])[0]
    return JavaRandom(derived or 1)


def draw(units, seed, purpose, r):
    units = np.array(units)
    numbers = np.unique(units)
    random = stream(seed, "bootstrap " + purpose, r)
    times = np.zeros(len(numbers), int)
    for _ in numbers:
        times[random.below(len(numbers))] += 1
    return times[np.searchsorted(numbers, units)]


def resample(patients, seeds, seed, r):
    return draw(patients, seed, "utility", r), draw(range(seeds), seed, "utility seeds", r)


def sensitivity(y, p):
    fpr, tpr, _ = roc_curve(y, p, drop_intermediate=False)
    return tpr[fpr <= 0.1 + 1e-12].max()


def calibration_error(y, p):
    bins = np.minimum(9, (p * 10).astype(int))
    return sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))


METRICS = {
    "auc": roc_auc_score,
    "pr-auc": average_precision_score,
    "sensitivity": sensitivity,
    "ece": calibration_error,
    "brier": brier_score_loss,
}


def metric(name, y, p, times):
    y, p = np.repeat(y, times), np.repeat(p, times)
    if name in ("auc", "sensitivity") and (y.all() or not y.any()) or name == "pr-auc" and not y.any():
        return np.nan
    return METRICS[name](y, p)


def value(name, head, tensors, arm, rows, classes, times, seed_times):
    labels = np.array(head["labels"])[rows]
    total = 0
    for c in classes:
        for k in range(head["seeds"]):
            if seed_times[k] > 0:
                p = tensors[f"{arm}.{k + 1}"][rows, c]
                total += seed_times[k] * metric(name, labels == c, p, times) / head["seeds"]
    return total / len(classes)


def at_least(labels, classes, images):
    return [c for c in range(classes) if min((labels == c).sum(), (labels != c).sum()) >= images]


def interval(values):
    values = np.array([v for v in values if not np.isnan(v)])
    return np.percentile(values, 2.5), np.percentile(values, 97.5)


def place(head, cell):
    labels = np.array(head["labels"])
    rows = np.flatnonzero(labels >= 0)
    classes = len(head["classes"])
    if cell["by"] == "class":
        return rows, [head["classes"].index(cell["value"])]
    if cell["by"] == "all":
        return rows, at_least(labels[rows], classes, 50)
    group = next(g for g in head["cells"] if (g["by"], g["value"]) == (cell["by"], cell["value"]))
    rows = np.array([r for r in group["rows"] if labels[r] >= 0])
    return rows, at_least(labels[rows], classes, 10)


def trial(head, tensors, figure, draws):
    parts = figure["id"].split(".")
    arms = figure["space"].split(" minus ")
    rows, classes = place(head, figure["cell"])
    patients = [head["patients"][r] for r in rows]
    key = tuple(rows)
    if key not in draws:
        draws[key] = [resample(patients, head["seeds"], head["seed"], r) for r in range(head["replicates"])]

    def all_arms(times, seed_times):
        of = [value(parts[1], head, tensors, arm, rows, classes, times, seed_times) for arm in arms]
        return of[0] - of[1] if len(of) == 2 else of[0]

    once = np.ones(len(rows), int), np.ones(head["seeds"], int)
    return all_arms(*once), *interval([all_arms(*draw) for draw in draws[key]])


def placements(y, p):
    kernel = (p[y][:, None] > p[~y][None]) + 0.5 * (p[y][:, None] == p[~y][None])
    return kernel.mean(), kernel.mean(1), kernel.mean(0)


def delong(head, tensors, figure):
    rows, (c,) = place(head, figure["cell"])
    y = np.array(head["labels"])[rows] == c
    first, second = figure["space"].split(" minus ")
    mean = [np.mean([tensors[f"{arm}.{k + 1}"][rows, c] for k in range(head["seeds"])], 0) for arm in (first, second)]
    (a, a10, a01), (b, b10, b01) = (placements(y, p) for p in mean)
    error = np.sqrt(np.var(a10 - b10, ddof=1) / y.sum() + np.var(a01 - b01, ddof=1) / (~y).sum())
    return a - b, a - b - 1.959963984540054 * error, a - b + 1.959963984540054 * error


def probe(head, tensors, cell, against):
    found = next(p for p in head["probes"] if p["against"] == against)
    folds, truth, labels = (np.array(found[name]) for name in ("folds", "truth", "labels"))
    scores = np.zeros(len(folds))
    for fold in range(5):
        scores[folds == fold] = tensors[f"probe.{against}.{fold}"][:, 1]
    rows = np.arange(len(folds))
    if cell["by"] == "class":
        rows = np.flatnonzero(labels == head["classes"].index(cell["value"]))

    def area(times):
        of = []
        for fold in range(5):
            inside = folds[rows] == fold
            of.append(metric("auc", truth[rows][inside] == 1, scores[rows][inside], times[inside]))
        return np.mean(of)

    patients = np.array(found["patients"])[rows]
    draws = (area(resample(patients, 1, head["seed"], r)[0]) for r in range(head["replicates"]))
    return area(np.ones(len(rows), int)), *interval(draws)


def main(folder, figures):
    head = json.load(open(f"{folder}/scores-utility.json"))
    tensors = safetensors(f"{folder}/scores-utility.safetensors")
    draws = {}
    wrong = 0
    compared = 0
    for figure in json.load(open(figures)):
        checks = []
        if figure["id"] == "utility.probe.auc":
            checks = [(figure[k], against) for k, against in (("measured", "synthetic"), ("floor", "holdout"))]
            checks = [(found, probe(head, tensors, figure["cell"], against)) for found, against in checks if found]
        elif figure["measured"]:
            of = delong(head, tensors, figure) if figure["id"].endswith("delong") else trial(head, tensors, figure, draws)
            checks = [(figure["measured"], of)]
        for found, expected in checks:
            compared += 1
            actual = found["value"], found["low"], found["high"]
            if not np.allclose(actual, expected, rtol=0, atol=TOLERANCE):
                wrong += 1
                print(figure["id"], figure["space"], figure["cell"], actual, expected, file=sys.stderr)
    print(f"{compared} figures compared, {wrong} wrong", file=sys.stderr)
    return 0 if compared and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
