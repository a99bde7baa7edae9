#!/usr/bin/env python3
"""What several runs of scripts/balance-study say together, by two kinds of classifier.

The first are the networks that 'effigy balance' trained: their scores of the test patients are read from its evaluation. The second
knows nothing of Effigy: histograms of oriented gradients (Dalal and Triggs 2005) of 64 pixels and a logistic regression, trained on the
folder that 'effigy balance' wrote, with its weights, beside the same real images with class weights and, of each 20 (rare) or 2 (common)
changed copies. Intervals: 95 %, over patients of the test set, the same for all arms and cuts, and over cuts and seeds.

Needs python3 with numpy, scikit-learn, scikit-image and pillow.
usage: scripts/balance_study.py DATA OUT...     DATA: the whole folder; OUT: folders of scripts/balance-study
       RARE, COMMON: as there
"""
import csv
import json
import os
import struct
import sys

import numpy as np
from PIL import Image
from skimage.feature import hog
from skimage.transform import AffineTransform, warp
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

SIDE, DRAWS = 64, 2000
RARE, COMMON = os.environ.get("RARE", "VIRUS"), os.environ.get("COMMON", "BACTERIA")


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def image(path):
    """The square in the middle as 64 x 64 numbers; black and white are the percentiles 0.5 and 99.5."""
    of = Image.open(path).convert("F")
    side = min(of.size)
    left, top = (of.width - side) // 2, (of.height - side) // 2
    of = of.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.BOX if side >= 2 * SIDE else Image.BICUBIC)
    values = np.asarray(of, float)
    low, high = np.percentile(values, [0.5, 99.5])
    return np.clip((values - low) / max(high - low, 1e-9), 0, 1)


def changed(values, random):
    """Shifted by up to 3 pixels, turned by up to 5 degrees, each side scaled by up to 5 %."""
    middle = (SIDE - 1) / 2
    way = AffineTransform(translation=(-middle, -middle))
    way += AffineTransform(scale=np.exp(random.uniform(-0.05, 0.05, 2)), rotation=np.deg2rad(random.uniform(-5, 5)))
    way += AffineTransform(translation=tuple(middle + random.uniform(-3, 3, 2)))
    return warp(values, way.inverse, mode="edge")


def features(images):
    return np.array([hog(one, 9, (8, 8), (2, 2)) for one in images])


def scores(x, y, weights, test):
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=0.003, max_iter=1000).fit(scale.transform(x), y, sample_weight=weights)
    return model.decision_function(scale.transform(test))


def balanced(y):
    """Weights that give both classes half, with a mean of 1."""
    return np.where(y == 1, len(y) / 2 / (y == 1).sum(), len(y) / 2 / (y == 0).sum())


def auc(score, positive, times):
    """Area under the curve where image i counts times[i] times; ties count half."""
    order = np.argsort(score, kind="stable")
    values, group = np.unique(score[order], return_inverse=True)
    up = np.bincount(group, (times * positive)[order], len(values))
    down = np.bincount(group, (times * ~positive)[order], len(values))
    below = np.cumsum(down) - down
    return (up * (below + down / 2)).sum() / (up.sum() * down.sum())


def networks(out):
    """Scores by arm, (seeds, images), of the networks that balance trained, classes, patients and what it chose."""
    place = os.path.join(out, "balanced", "evaluation", "scores-utility.")
    with open(place + "json") as file:
        head = json.load(file)
    with open(place + "safetensors", "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        entries = json.loads(file.read(length))
        raw = file.read()
    column = head["classes"].index(RARE)

    def read(name):
        at = entries[name]
        return np.frombuffer(raw[at["data_offsets"][0]:at["data_offsets"][1]], "<f4").reshape(at["shape"])[:, column]

    arms = {arm: np.array([read("%s.%d" % (arm, k + 1)) for k in range(head["seeds"])]) for arm in head["arms"]}
    with open(os.path.join(out, "balanced", "balance.json")) as file:
        chosen = json.load(file)
    arms["chosen"] = arms[chosen["arm"]]
    return arms, np.array(head["labels"]) == column, np.array(head["patients"]), chosen


def gradients(out, test):
    """Scores by arm, (1, images), of logistic regressions of gradients, trained on the folder that balance wrote."""
    folder = os.path.join(out, "balanced", "training")
    rows = table(os.path.join(folder, "table.csv"))
    y = np.array([int(row["label"] == RARE) for row in rows])
    real = np.array([row["origin"] == "real" for row in rows])
    images = [image(os.path.join(folder, row["file"])) for row in rows]
    x = features(images)
    weights = np.array([float(row["weight"]) for row in rows])
    random = np.random.default_rng(1)
    copies = [(changed(images[i], random), y[i]) for i in np.flatnonzero(real) for _ in range(20 if y[i] else 2)]
    more_x = np.concatenate([x[real], features([one for one, _ in copies])])
    more_y = np.concatenate([y[real], [of for _, of in copies]])
    return {
        "weighted": scores(x[real], y[real], balanced(y[real]), test)[None],
        "augmented": scores(more_x, more_y, balanced(more_y) * real.sum() / len(more_y), test)[None],
        "synthetic": scores(x[~real], y[~real], balanced(y[~real]), test)[None] if (~real).any() else None,
        "chosen": scores(x, y, weights, test)[None],
    }


def draws(patients, cuts, seeds, random):
    """How often each image counts, which cuts and which seeds are taken: as they are, then drawn with replacement."""
    yield np.ones(len(patients)), np.arange(cuts), np.arange(seeds)
    names, of = np.unique(patients, return_inverse=True)
    for _ in range(DRAWS):
        times = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[of].astype(float)
        yield times, random.integers(0, cuts, cuts), random.integers(0, seeds, seeds)


def report(title, runs, positive, patients):
    """runs: for each cut the scores by arm."""
    arms = [arm for arm in runs[0] if all(run.get(arm) is not None for run in runs)]
    seeds = runs[0][arms[0]].shape[0]
    values = {arm: [] for arm in arms}
    for times, cuts, which in draws(patients, len(runs), seeds, np.random.default_rng(7)):
        for arm in arms:
            values[arm].append(np.mean([auc(runs[c][arm][s], positive, times) for c in cuts for s in which]))
    print("== %s: %d cuts, %d seeds each" % (title, len(runs), seeds))
    for arm in arms:
        show(arm, np.array(values[arm]))
    for control in ("real", "weighted", "duplicates", "augmented"):
        if control in values:
            show("chosen minus " + control, np.array(values["chosen"]) - np.array(values[control]))
    return {arm: np.array(values[arm]) for arm in arms}


def show(name, values):
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    print("%-28s %7.4f [%.4f, %.4f]" % (name, values[0], low, high))


def main(data, outs):
    rows = [row for row in table(os.path.join(data, "labels.csv")) if row["label"] in (RARE, COMMON)]
    held = [row for row in rows if row["split"] == "test"]
    test = features([image(os.path.join(data, row["file"])) for row in held])
    positive = np.array([row["label"] == RARE for row in held])
    patients = np.array([row["patient_id"] for row in held])
    first, second = [], []
    for out in outs:
        arms, is_rare, people, chosen = networks(out)
        print("%s: share %.2f, %s, near copies %s, probe %.3f" % (
            out, chosen["share"], chosen["arm"], (chosen.get("nearCopies") or {}).get("value"), chosen["probe"]["value"]))
        first.append(arms)
        second.append(gradients(out, test))
    whole = [row for row in rows if row["split"] == "train"]
    y = np.array([int(row["label"] == RARE) for row in whole])
    all_real = scores(features([image(os.path.join(data, row["file"])) for row in whole]), y, balanced(y), test)
    print("gradients, all real images: %.4f" % auc(all_real, positive, np.ones(len(held))))
    report("networks", first, is_rare, people)
    report("gradients", second, positive, patients)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
