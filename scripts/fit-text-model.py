#!/usr/bin/env python3
"""Fits the resource text-line-model.tsv on the training split of cxr128: logistic regression with a small penalty.

Usage: scripts/fit-text-model.py [DATA [IMAGES [SEED]]]   (needs numpy; prints the resource)
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

NAMES = ["characters", "pieces", "heights", "bases", "contrast", "spread", "sharpness", "levels", "fill", "width", "height"]
THRESHOLD = 1.5

root = pathlib.Path(__file__).resolve().parent.parent
data = sys.argv[1] if len(sys.argv) > 1 else str(root.parent / "shared" / "data")
images = sys.argv[2] if len(sys.argv) > 2 else "640"
seed = sys.argv[3] if len(sys.argv) > 3 else "3"

with tempfile.TemporaryDirectory() as folder:
    table = pathlib.Path(folder) / "features.tsv"
    subprocess.run(
        [root / "scripts" / "benchmark", "-main", "TextDetectorStudy", "features", data, images, seed, table], check=True)
    rows = [line.split("\t") for line in table.read_text().splitlines()]

lines = [row for row in rows if row[3] == "line"]
y = np.array([float(row[1]) for row in lines])
x = np.array([[float(value) for value in row[4:]] for row in lines])
mean, spread = x.mean(0), x.std(0)
a = np.c_[(x - mean) / spread, np.ones(len(x))]
penalty = np.r_[np.ones(len(NAMES)), 1e-6]
weights = np.zeros(a.shape[1])
for _ in range(60):
    p = 1 / (1 + np.exp(-a @ weights))
    gradient = a.T @ (y - p) - penalty * weights
    hessian = (a * (p * (1 - p))[:, None]).T @ a + np.diag(penalty)
    weights += np.linalg.solve(hessian, gradient)
slopes = weights[:-1] / spread
bias = weights[-1] - (weights[:-1] * mean / spread).sum()

print("# weights of TextLineModel, made by scripts/fit-text-model.py from the training split of cxr128")
for name, slope in zip(NAMES, slopes):
    print(f"{name}\t{slope:.3f}")
print(f"bias\t{bias:.3f}")
print(f"threshold\t{THRESHOLD}")
