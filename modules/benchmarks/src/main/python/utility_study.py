"""Writes folders of which it is known whether they help to train, from chest radiographs with a table of labels.

    python3 utility_study.py DATA OUT

DATA holds labels.csv with the columns file, label, patient_id, split and view. Half of the training patients (by a shuffle with
seed 1) become OUT/train, the test split OUT/holdout; the class NORMAL is left out, since in the data of the study its images
can be told by how they were made. Three folders then pass for synthetic: OUT/other-patients, the other half of the training
patients; OUT/shuffled, copies of OUT/train with their labels shuffled; OUT/noise, Gaussian noise with the other half's labels.
"""
import csv
import os
import random
import shutil
import sys

import numpy as np
from PIL import Image


def write(folder, rows, name=lambda row: row["file"], label=None, patient="", noise=None, data=""):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/labels.csv", "w", newline="") as table:
        out = csv.writer(table)
        out.writerow(["file", "label", "patient_id", "view"])
        for i, row in enumerate(rows):
            target = f"{folder}/{name(row)}"
            if noise is None:
                shutil.copy(f"{data}/{row['file']}", target)
            else:
                image = np.clip(noise.normal(128, 40, (256, 256)), 0, 255).astype("uint8")
                Image.fromarray(image).save(target)
            out.writerow([name(row), label[i] if label else row["label"], patient + row["patient_id"], row["view"]])


def main(data, out):
    with open(f"{data}/labels.csv") as table:
        rows = [row for row in csv.DictReader(table) if row["label"] != "NORMAL"]
    random.seed(1)
    train = [row for row in rows if row["split"] == "train"]
    patients = sorted({row["patient_id"] for row in train})
    random.shuffle(patients)
    first = set(patients[:len(patients) // 2])
    ours = [row for row in train if row["patient_id"] in first]
    others = [row for row in train if row["patient_id"] not in first]
    write(f"{out}/train", ours, data=data)
    write(f"{out}/holdout", [row for row in rows if row["split"] == "test"], data=data)
    write(f"{out}/other-patients", others, data=data)
    labels = [row["label"] for row in ours]
    random.shuffle(labels)
    write(f"{out}/shuffled", ours, lambda row: "s_" + row["file"], labels, "S", data=data)
    write(f"{out}/noise", others, lambda row: "n_" + row["file"], None, "N", np.random.default_rng(1))


if __name__ == "__main__":
    main(*sys.argv[1:])
