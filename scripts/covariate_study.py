"""Simulated radiographs whose heart is as wide as an age says, and the width of the heart in images.

python3 covariate_study.py make OUT IMAGES     writes OUT/images and OUT/ages.csv; one age in five is left out.
python3 covariate_study.py judge OUT NAME      the files have 16 bits; prints asked age, true width, and mean and deviation of the width in OUT/samples-NAME-AGE.
"""
import pathlib
import sys

import numpy as np
from PIL import Image

SIDE = 32
ROW = 19


def width(age):
    """In pixels."""
    return 6 + 8 * (age - 20) / 70


def radiograph(age, rng):
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(float)
    shift = rng.uniform(-1, 1)
    image = np.full((SIDE, SIDE), 20.0)
    image[((x - 16 - shift) / 14.5) ** 2 + ((y - 16) / 15.5) ** 2 < 1] = 120
    for side in (-1, 1):
        image[((x - 16 - shift - side * 6.5) / 5.5) ** 2 + ((y - 15) / 10.5) ** 2 < 1] = 50
    half = width(age) / 2
    soft = np.clip(half * (1 - np.sqrt(((x - 16 - shift) / half) ** 2 + ((y - ROW) / 5) ** 2)) + 0.5, 0, 1)
    image += (200 - image) * soft
    image *= rng.uniform(0.85, 1.1)
    return np.clip(image + rng.normal(0, 3, image.shape), 0, 255).astype(np.uint8)


def measured(image):
    """The width of the bright region at the heart's rows."""
    rows = image[ROW - 1 : ROW + 2].astype(float)
    level = 0.8 * np.percentile(image[ROW - 2 : ROW + 3, 13:20], 90)
    return (rows > level).sum(1).mean()


def make(out, count):
    folder = pathlib.Path(out, "images")
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    lines = ["file,age"]
    for i in range(int(count)):
        age = rng.uniform(20, 90)
        Image.fromarray(radiograph(age, rng)).save(folder / f"{i:05d}.png")
        lines.append(f"{i:05d}.png,{'' if i % 5 == 4 else round(age, 1)}")
    pathlib.Path(out, "ages.csv").write_text("\n".join(lines) + "\n")


def judge(out, name):
    rng = np.random.default_rng(2)
    print(f"{name}: age, width in simulated images, in samples (mean, deviation)")
    for age in (25, 40, 55, 70, 85):
        true = [measured(radiograph(age, rng)) for _ in range(64)]
        files = sorted(pathlib.Path(out, f"samples-{name}-{age}").glob("*.png"))
        made = [measured(np.asarray(Image.open(f)) / 257) for f in files]
        print(f"{age}  {np.mean(true):.2f} ({np.std(true):.2f})  {np.mean(made):.2f} ({np.std(made):.2f})  n {len(made)}")


{"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
