"""The numpy side of EvaluationComparison: the same work as an evaluation, timed.

    python3 evaluation_worker.py TESTS TRAIN HOLDOUT SYNTHETIC EVAL SOME

TESTS is modules/evaluation/src/test/python, whose references are written apart from the program: radiomics in numpy, scipy and
PyWavelets, and all figures of fidelity from the feature files in EVAL. Features and copies are computed for SOME images of each kind
and scaled to all, since they grow with the number of images; the figures are computed in full. Prints "name seconds".
"""
import os
import subprocess
import sys
import time

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates
from skimage.exposure import equalize_hist
from skimage.io import imread
from skimage.transform import resize
from sklearn.neighbors import NearestNeighbors

BASE, GRID = 64, 32


def pictures(folder, most):
    names = sorted(name for name in os.listdir(folder) if name.endswith('.png'))
    return len(names), [imread(os.path.join(folder, name)) / 127.5 - 1 for name in names[:most]]


def content(picture):
    small = resize(equalize_hist(picture), (BASE, BASE), anti_aliasing=True)
    return gaussian_filter(small, 1.0, mode='nearest') - gaussian_filter(small, 3.2, mode='nearest')


def placements():
    for mirrored in (1, -1):
        for zoom in (1, 0.95, 1.05):
            for degrees in (0, -2.5, 2.5):
                for dy in range(-2, 3):
                    for dx in range(-2, 3):
                        yield mirrored, zoom, np.radians(degrees), dy / GRID, dx / GRID


def laid(band, placement):
    mirrored, zoom, angle, dy, dx = placement
    grid = (np.arange(GRID) + 0.5) / GRID - 0.5
    y, x = np.meshgrid(grid - dy, grid - dx, indexing='ij')
    cos, sin = np.cos(angle) / zoom, np.sin(angle) / zoom
    at = np.stack([sin * x + cos * y, mirrored * (cos * x - sin * y)]) * BASE + BASE / 2 - 0.5
    return unit(map_coordinates(band, np.clip(at, 0, BASE - 1), order=1).ravel())


def unit(values):
    values = values - values.mean()
    return values / np.maximum(np.linalg.norm(values), 1e-12)


def main(tests, train, holdout, synthetic, evaluation, some):
    sys.path.insert(0, tests)
    import radiomics_reference

    counts = {}
    seconds = dict.fromkeys(('radiomics', 'contents', 'search'), 0.0)
    plain = (1, 1, 0, 0, 0)
    total, own = pictures(train, None)
    start = time.perf_counter()
    known = np.array([laid(content(p), plain) for p in own], np.float32)
    seconds['contents'] += time.perf_counter() - start
    nearest = NearestNeighbors(n_neighbors=2, algorithm='brute').fit(known)
    for folder in (train, holdout, synthetic):
        count, looked = pictures(folder, some)
        counts[folder] = count
        scale = count / len(looked)
        start = time.perf_counter()
        for p in looked:
            list(radiomics_reference.features(p.astype(np.float32)))
        seconds['radiomics'] += (time.perf_counter() - start) * scale
        if folder == train:
            continue
        start = time.perf_counter()
        for p in looked:
            band = content(p)
            views = np.array([laid(band, placement) for placement in placements()], np.float32)
            nearest.kneighbors(views)
        seconds['search'] += (time.perf_counter() - start) * scale
    start = time.perf_counter()
    done = subprocess.run([sys.executable, os.path.join(tests, 'recompute.py'), evaluation], capture_output=True, text=True)
    seconds['figures'] = time.perf_counter() - start
    for name, value in seconds.items():
        print(name, '%.1f' % value)
    print('agreement', done.stdout.strip().splitlines()[-1])


if __name__ == '__main__':
    main(*sys.argv[1:6], int(sys.argv[6]))
