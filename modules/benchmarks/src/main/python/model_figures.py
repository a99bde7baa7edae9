"""Figures for a model card: python3 model_figures.py SAMPLES DATA SIZE, where SAMPLES is a folder that
'effigy sample --format png' wrote and DATA the folder with the real images and their labels.csv.

Prints as JSON the Frechet distance (see precision_study.py) of the samples from the training images, beside that of the
test images, which is what a perfect model of other patients would have; the same for each class; and how near the samples
are to single training images (root mean square of the pixels, black 0 and white 1), beside the test images. As close to
training images as test images are is what a model that copies nobody shows; it is a hint, not a proof of privacy.
"""

import csv
import json
import pathlib
import sys

import numpy as np
import pydicom
from PIL import Image

from precision_study import features, frechet


def pixels(file, size):
    """As Effigy prepares them: CT from -1000 to 400 HU, radiographs from percentile 0.5 to 99.5; centre square, area mean."""
    if file.suffix == ".dcm":
        data = pydicom.dcmread(file)
        values = data.pixel_array * float(data.RescaleSlope) + float(data.RescaleIntercept)
        low, high = -1000, 400
    else:
        values = np.asarray(Image.open(file).convert("L")).astype(float)
        low, high = np.percentile(values, (0.5, 99.5))
    values = np.clip((values - low) / max(high - low, 1e-9), 0, 1)
    side = min(values.shape)
    top, left = (values.shape[0] - side) // 2, (values.shape[1] - side) // 2
    square = Image.fromarray(values[top : top + side, left : left + side].astype(np.float32))
    return np.asarray(square.resize((size, size), Image.BOX)).astype(float)


def nearest(images, training):
    a, b = images.reshape(len(images), -1), training.reshape(len(training), -1)
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0).min(1) / a.shape[1])


def summary(distances):
    return {"least": round(float(distances.min()), 4), "median": round(float(np.median(distances)), 4)}


def main(samples, data, size):
    rows = list(csv.DictReader((data / "labels.csv").open()))
    real = {}
    for row in rows:
        split = real.setdefault("train" if row["split"] == "train" else "test", {})
        split.setdefault(row["label"], []).append(pixels(data / row["file"], size))
    manifest = json.loads((samples / "manifest.json").read_text())
    made = {}
    for entry in manifest["images"]:
        image = np.asarray(Image.open(samples / entry["file"])).astype(float) / 65535
        made.setdefault(entry["className"], []).append(image)

    def spaces(groups):
        return {label: features(np.array(group) * 2 - 1) for label, group in groups.items()}

    def joined(groups):
        return np.concatenate([np.array(group) for group in groups.values()])

    train, test, own = spaces(real["train"]), spaces(real["test"]), spaces(made)
    figures = {
        "samples": len(manifest["images"]),
        "frechetToTraining": {
            "samples": round(float(frechet(joined(own), joined(train))), 4),
            "test": round(float(frechet(joined(test), joined(train))), 4),
        },
        "frechetByClass": {
            label: {other: round(float(frechet(own[label], train[other])), 4) for other in sorted(train)}
            for label in sorted(own)
            if len(own[label]) > 75
        },
        "nearestTrainingImage": {
            "samples": summary(nearest(joined(made), joined(real["train"]))),
            "test": summary(nearest(joined(real["test"]), joined(real["train"]))),
        },
    }
    print(json.dumps(figures, indent=2))


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]))
