#!/usr/bin/env python3
"""Makes modules/dataset/src/test/resources/org/effigy/dataset/probe/golden-colors.tsv: coloured PNG, TIFF and JPEG files
written by PIL, and the grey values of the pixels that PIL reads from them: 0.299 R + 0.587 G + 0.114 B, rounded half up.

Needs PIL and numpy (Debian: python3-pil, python3-numpy). Usage: make-golden-colors.py OUT
"""
import base64
import io
import sys

import numpy
from PIL import Image

ROWS, COLUMNS = 10, 12


def pixels():
    y, x = numpy.mgrid[0:ROWS, 0:COLUMNS]
    return numpy.stack([(x * 37 + y * 11) % 256, (x * 5 + y * 53 + 90) % 256, (x * x + 29 * y) % 256], -1).astype("uint8")


def smooth():
    y, x = numpy.mgrid[0:ROWS, 0:COLUMNS]
    return numpy.stack([60 + 9 * x, 200 - 8 * y, 30 + 3 * (x + y)], -1).astype("uint8")


def forms():
    rgb = Image.fromarray(pixels())
    opaque = rgb.copy()
    opaque.putalpha(255)
    palette = rgb.quantize(16)
    for name, image in (("rgb", rgb), ("rgba", opaque), ("palette", palette)):
        yield name + ".png", image, {}
        yield name + ".tif", image, {}
        yield name + "-lzw.tif", image, {"compression": "tiff_lzw"}
    yield "baseline.jpg", Image.fromarray(smooth()), {"quality": 95, "subsampling": 0}
    yield "progressive.jpg", Image.fromarray(smooth()), {"quality": 95, "subsampling": 0, "progressive": True}


def gray(file):
    values = numpy.asarray(Image.open(file).convert("RGB")).astype(int)
    return ((299 * values[..., 0] + 587 * values[..., 1] + 114 * values[..., 2] + 500) // 1000).astype("uint8")


def main(out):
    with open(out, "w", encoding="ascii") as lines:
        lines.write("# Coloured pictures, made by scripts/make-golden-colors.py: name, file and grey values in base64\n")
        for name, image, options in forms():
            file = io.BytesIO()
            kind = {"png": "PNG", "tif": "TIFF", "jpg": "JPEG"}[name.rsplit(".", 1)[1]]
            image.save(file, kind, **options)
            columns = [name, base64.b64encode(file.getvalue()).decode(), base64.b64encode(gray(file).tobytes()).decode()]
            lines.write("\t".join(columns) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
