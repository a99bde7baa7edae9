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
from scipy import linalg


def filters():
    random = np.random.default_rng(0)
    first = random.standard_normal((24, 1, 5, 5)) / 5
    return first, random.standard_normal((48, 24, 5, 5)) / np.sqrt(24 * 25)


def layer(maps, kernels):
    """Maps (images, channels, height, width) through convolutions with stride 2 and ReLU."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, (5, 5), (2, 3))[:, :, ::2, ::2]
    return np.maximum(np.tensordot(windows, kernels, ((1, 4, 5), (1, 2, 3))), 0).transpose(0, 3, 1, 2)


def features(images):
    first, second = filters()
    rows = []
    for image in images:
        maps = layer(image[None, None], first)
        rows.append(np.concatenate([maps.mean((2, 3))[0], layer(maps, second).mean((2, 3))[0]]))
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
    runs = {
        seed: [out / f"{precision}-{seed}" for precision in ("float32", "bfloat16")]
        for seed in (1, 2, 3)
        if all((out / f"{precision}-{seed}" / "samples").exists() for precision in ("float32", "bfloat16"))
    }
    # The distance grows when there are fewer samples, so all runs give as many as the one with the fewest.
    count = min(len(list((run / "samples").glob("*.png"))) for pair in runs.values() for run in pair)
    print(f"{count} samples a run")
    results = {"loss": [], "distance": []}
    for pair in runs.values():
        for name, values in zip(results, zip(*[figures(run, count, real) for run in pair])):
            results[name].append(values)
    for name, values in results.items():
        a, b = np.array(values).T
        print(f"{name}: float32 {a.mean():.5f} (spread {np.ptp(a):.5f}), bfloat16 {b.mean():.5f} "
              f"(spread {np.ptp(b):.5f}), difference {b.mean() - a.mean():+.5f}")


def figures(run, count, real):
    made = features(list(samples(run / "samples"))[:count])
    values = loss(run), frechet(made, real)
    print(f"{run.name}: loss {values[0]:.5f}, distance {values[1]:.5f}")
    return values


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
