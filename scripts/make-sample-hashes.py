#!/usr/bin/env python3
"""Makes the expected results for the real DICOM files that the module dicom is tested with, where they are present.

usage: make-sample-hashes.py FOLDER > modules/dicom/src/test/resources/org/effigy/dicom/sample-pixels.tsv

Needs numpy and pydicom with gdcm. One line per file, sorted: the SHA-256 of the file, then the SHA-256 of its pixel
values as 32-bit little-endian integers, frame by frame and row by row, or "refused" where pydicom and gdcm cannot
decode it or where Effigy does not mean to: colour, codestreams whose size contradicts the header. Retired JPEG, which
pydicom refuses, is decompressed by dcmdjpeg of dcmtk first.
"""
import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import warnings

import pydicom
from pydicom.encaps import generate_pixel_data_frame

RETIRED = ("1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55")


def contradicts_header(ds):
    """Says whether a JPEG 2000 codestream states another width than Columns."""
    if not ds.file_meta.TransferSyntaxUID.startswith("1.2.840.10008.1.2.4.9"):
        return False
    frame = next(generate_pixel_data_frame(ds.PixelData, int(ds.get("NumberOfFrames", 1))))
    at = frame.find(b"\xff\x4f\xff\x51")
    width = int.from_bytes(frame[at + 8 : at + 12], "big") - int.from_bytes(frame[at + 16 : at + 20], "big")
    return width != ds.Columns


def expected(path):
    try:
        ds = pydicom.dcmread(path)
        refused = ds.SamplesPerPixel != 1 or contradicts_header(ds)
        if refused:
            return "refused"
        if ds.file_meta.TransferSyntaxUID in RETIRED:
            with tempfile.NamedTemporaryFile() as out:
                subprocess.run(["dcmdjpeg", path, out.name], check=True)
                ds = pydicom.dcmread(out.name)
        return hashlib.sha256(ds.pixel_array.astype("<i4").tobytes()).hexdigest()
    except Exception:  # whatever pydicom throws, it cannot decode the file
        return "refused"


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    lines = []
    for name in os.listdir(sys.argv[1]):
        path = os.path.join(sys.argv[1], name)
        digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
        lines.append(digest + "\t" + expected(path))
    print("\n".join(sorted(lines)))


main()
