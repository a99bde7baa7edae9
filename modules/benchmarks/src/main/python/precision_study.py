"""Compares runs in float32 and bfloat16: python3 precision_study.py OUT, as scripts/precision-study left it.

Prints per run the mean loss of the last 100 steps and the Frechet distance (Heusel et al. 2017, equation 6) between its
samples and held-out slices, in the space of a fixed random network: 5x5 convolutions of 24 and 48 channels with stride 2
and ReLU, weights from seed 0, and the mean of each channel. Then the difference between the precisions beside the spread
of the seeds.
"""

import json
import pathlib
import sys

import numpy as np
import pydicom
from PIL import Image
from scipy import linalg, signal


def filters():
    random = np.random.default_rng(0)
    first = random.standard_normal((24, 1, 5, 5)) / 5
    return first, random.standard_normal((48, 24, 5, 5)) / np.sqrt(24 * 25)


def layer(maps, kernels):
    out = [sum(signal.correlate2d(m, k, "valid")[::2, ::2] for m, k in zip(maps, kernel)) for kernel in kernels]
    return np.maximum(np.array(out), 0)


def features(images):
    first, second = filters()
    rows = []
    for image in images:
        maps = layer(image[None], first)
        rows.append(np.concatenate([maps.mean((1, 2)), layer(maps, second).mean((1, 2))]))
    return np.array(rows)


def frechet(a, b):
    root = linalg.sqrtm(np.cov(a.T) @ np.cov(b.T)).real
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(np.cov(a.T) + np.cov(b.T) - 2 * root)


def held_out(folder):
    for file in sorted(folder.rglob("*.dcm")):
        data = pydicom.dcmread(file)
        units = data.pixel_array * float(data.RescaleSlope) + float(data.RescaleIntercept)
        scaled = np.clip((units + 1000) / 1400, 0, 1) * 2 - 1
        yield scaled.reshape(32, 2, 32, 2).mean((1, 3))


def samples(folder):
    for file in sorted(folder.glob("*.png")):
        yield np.asarray(Image.open(file)).astype(float) / 65535 * 2 - 1


def loss(run):
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return np.mean([line["loss"] for line in lines[-100:]])


def main(out):
    real = features(held_out(out / "held"))
    print(f"halves of the held-out slices: {frechet(real[::2], real[1::2]):.5f}")
    results = {"loss": {}, "distance": {}}
    for precision in ("float32", "bfloat16"):
        for seed in (1, 2, 3):
            run = out / f"{precision}-{seed}"
            values = loss(run), frechet(features(samples(run / "samples")), real)
            print(f"{run.name}: loss {values[0]:.5f}, distance {values[1]:.5f}")
            for name, value in zip(results, values):
                results[name].setdefault(precision, []).append(value)
    for name, by in results.items():
        a, b = np.array(by["float32"]), np.array(by["bfloat16"])
        print(f"{name}: float32 {a.mean():.5f} (spread {np.ptp(a):.5f}), bfloat16 {b.mean():.5f} (spread {np.ptp(b):.5f}), "
              f"difference {b.mean() - a.mean():+.5f}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
