#!/usr/bin/env python3
"""Makes modules/test-support/src/main/resources/org/effigy/testsupport/golden-gray.tsv: grey images of 16 bits, written by
programs that have nothing to do with Effigy or Java (libtiff's tiffcp, netpbm's pnmtopng), from the values of GoldenGray.

Needs tiffcp (Debian: libtiff-tools), pnmtopng (netpbm) and PIL (python3-pil). Usage: make-golden-gray.py OUT
"""
import base64
import os
import struct
import subprocess
import sys
import tempfile

from PIL import Image

ROWS, COLUMNS = 17, 18
COMPRESSIONS = [
    ("none", "none"),
    ("packbits", "packbits"),
    ("lzw", "lzw"),
    ("lzw-predictor", "lzw:2"),
    ("deflate", "zip"),
    ("deflate-predictor", "zip:2"),
]


def value(row, column):
    return (row * 3001 + column * 251 + (row * column % 7) * 17) % 65536


def is_tiled(order, compression):
    if compression == "none":
        return order == "big"
    return compression.endswith("predictor") and (order, compression) != ("little", "lzw-predictor")


def main(out):
    values = [value(r, c) for r in range(ROWS) for c in range(COLUMNS)]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.tif")
        little = b"".join(struct.pack("<H", v) for v in values)
        Image.frombytes("I;16", (COLUMNS, ROWS), little).save(plain)
        target = os.path.join(folder, "out.tif")
        for order, flag in (("little", "-L"), ("big", "-B")):
            for name, compression in COMPRESSIONS:
                layouts = [("strips", ["-s", "-r", "5"])]
                if is_tiled(order, name):
                    layouts.append(("tiles", ["-t", "-w", "16", "-l", "16"]))
                for layout, options in layouts:
                    subprocess.check_call(["tiffcp", flag, "-c", compression, *options, plain, target])
                    with open(target, "rb") as file:
                        lines.append((f"{order}-{name}-{layout}.tif", file.read()))
        header = b"P5\n%d %d\n65535\n" % (COLUMNS, ROWS)
        pgm = os.path.join(folder, "image.pgm")
        with open(pgm, "wb") as file:
            file.write(header + b"".join(struct.pack(">H", v) for v in values))
        for name, options in (("plain", []), ("interlaced", ["-interlace"]), ("paeth", ["-paeth"])):
            png = subprocess.run(["pnmtopng", *options, pgm], stdout=subprocess.PIPE, check=True).stdout
            lines.append((f"{name}.png", png))
    with open(out, "w", encoding="ascii") as file:
        file.write("# Grey images of 16 bits, made by scripts/make-golden-gray.py: name, file in base64\n")
        for name, content in lines:
            file.write(f"{name}\t{base64.b64encode(content).decode()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
