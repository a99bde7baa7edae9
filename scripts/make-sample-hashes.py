#!/usr/bin/env python3
"""Makes the expected results for the real DICOM files that the module dicom is tested with, where they are present.

usage: make-sample-hashes.py FOLDER > modules/dicom/src/test/resources/org/effigy/dicom/sample-pixels.tsv

Needs numpy and pydicom with gdcm. One line per file, sorted: the SHA-256 of the file, then the SHA-256 of its pixel
values as 32-bit little-endian integers, frame by frame and row by row, or "refused" where pydicom and gdcm cannot
decode it or where Effigy does not mean to: codestreams whose size contradicts the header. Retired JPEG, which pydicom
refuses, is decompressed by dcmdjpeg of dcmtk first. Colour is brought to RGB by pydicom and then to grey, 0.299 R +
0.587 G + 0.114 B, rounded half up. 8-bit pixels in big endian words, which pydicom does not swap, go through gdcmconv.
"""
import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import warnings

import numpy
import pydicom
from pydicom.encaps import generate_pixel_data_frame
from pydicom.pixel_data_handlers.util import convert_color_space

EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2"
RETIRED = ("1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55")


def contradicts_header(ds):
    """Says whether a JPEG 2000 codestream states another width than Columns."""
    if not ds.file_meta.TransferSyntaxUID.startswith("1.2.840.10008.1.2.4.9"):
        return False
    frame = next(generate_pixel_data_frame(ds.PixelData, int(ds.get("NumberOfFrames", 1))))
    at = frame.find(b"\xff\x4f\xff\x51")
    width = int.from_bytes(frame[at + 8 : at + 12], "big") - int.from_bytes(frame[at + 16 : at + 20], "big")
    return width != ds.Columns


def gray(ds):
    """Returns the brightness of an image in colour."""
    pixels = ds.pixel_array
    # Decoders undo the colour transforms of JPEG 2000.
    if ds.PhotometricInterpretation.startswith("YBR_FULL"):
        pixels = convert_color_space(pixels, ds.PhotometricInterpretation, "RGB")
    wide = pixels.astype(numpy.int64)
    luma = (299 * wide[..., 0] + 587 * wide[..., 1] + 114 * wide[..., 2] + 500) // 1000
    return luma.astype(numpy.uint32)


def expected(path):
    try:
        ds = pydicom.dcmread(path)
        if contradicts_header(ds):
            return "refused"
        if ds.file_meta.TransferSyntaxUID in RETIRED:
            with tempfile.NamedTemporaryFile() as out:
                subprocess.run(["dcmdjpeg", path, out.name], check=True)
                ds = pydicom.dcmread(out.name)
        if ds.file_meta.TransferSyntaxUID == EXPLICIT_BIG_ENDIAN and ds.BitsAllocated == 8:
            with tempfile.NamedTemporaryFile() as out:
                subprocess.run(["gdcmconv", "--raw", path, out.name], check=True)
                ds = pydicom.dcmread(out.name)
        pixels = ds.pixel_array if ds.SamplesPerPixel == 1 else gray(ds)
        return hashlib.sha256(pixels.astype("<i4").tobytes()).hexdigest()
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
