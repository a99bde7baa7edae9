#!/usr/bin/env python3
"""Makes the golden frames that the pixel decoders of the module dicom are tested with.

usage: make-golden-frames.py > modules/test-support/src/main/resources/org/effigy/testsupport/golden-frames.tsv

Needs numpy, pillow, pydicom with gdcm, the programs of dcmtk, openjpeg and libjpeg-turbo, and the library charls 2. A computed picture is
compressed by one of these programs and decompressed by it or another; each line holds: decoder, name, rows,
columns, BitsAllocated, BitsStored, signed (0 or 1), SamplesPerPixel, the compressed frame in base64, and the
SHA-256 of the samples as 32-bit little-endian integers, row by row.
"""
import base64
import ctypes
import hashlib
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
import PIL.Image
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_pixel_data_frame

NATIVE = "1.2.840.10008.1.2.1"
LOSSLESS = "1.2.840.10008.1.2.4.57"


def picture(rows, columns, bits, signed=False, seed=1):
    y, x = np.mgrid[0:rows, 0:columns]
    smooth = 0.5 + 0.3 * np.sin(x / 5.0) * np.cos(y / 4.0) + 0.15 * ((x - y) % 9 == 0)
    noise = np.random.RandomState(seed).rand(rows, columns) * 0.05
    values = np.rint(np.clip(smooth + noise, 0, 1) * ((1 << bits) - 1)).astype(np.int64)
    return values - (1 << (bits - 1)) if signed else values


def dicom(values, bits, signed, frame=None):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = "2.25.1"
    ds.file_meta.TransferSyntaxUID = NATIVE if frame is None else LOSSLESS
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.ConversionType = "2.25.2", "2.25.3", "WSD"
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = values.shape
    ds.BitsAllocated = 8 if bits <= 8 else 16
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits - 1, int(signed)
    if frame is None:
        data = values.astype("<i%d" % (ds.BitsAllocated // 8)).tobytes()
        ds.PixelData = data + b"\0" * (len(data) % 2)
    else:
        ds.PixelData = encapsulate([frame])
        ds["PixelData"].is_undefined_length = True
    ds.save_as("in.dcm", write_like_original=False)
    return ds


def run(*command):
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def emit(decoder, name, shape, bits, signed, frame, samples):
    digest = hashlib.sha256(np.asarray(samples).astype("<i4").tobytes()).hexdigest()
    allocated = 8 if bits <= 8 else 16
    code = base64.b64encode(frame).decode()
    colours = shape[2] if len(shape) == 3 else 1
    print(decoder, name, shape[0], shape[1], allocated, bits, int(signed), colours, code, digest, sep="\t")


def by_dcmtk(decoder, name, values, bits, signed, *command):
    dicom(values, bits, signed)
    run(*command, "in.dcm", "out.dcm")
    ds = pydicom.dcmread("out.dcm")
    frame = b"".join(generate_pixel_data_frame(ds.PixelData, 1))
    run("dcmdrle" if decoder == "rle" else "dcmdjpeg", "out.dcm", "back.dcm")
    emit(decoder, name, values.shape, bits, signed, frame, pydicom.dcmread("back.dcm").pixel_array)


def by_openjpeg(name, values, bits, signed, *options):
    raw = "t.raw" if bits <= 8 else "t.rawl"
    values.astype("u1" if bits <= 8 else "<u2").tofile(raw)
    rows, columns = values.shape
    size = "%d,%d,1,%d,%s" % (columns, rows, bits, "s" if signed else "u")
    run("opj_compress", "-i", raw, "-o", "t.j2k", "-F", size, *options)
    run("opj_decompress", "-i", "t.j2k", "-o", raw)
    samples = np.fromfile(raw, "u1" if bits <= 8 else "<u2").astype(np.int64).reshape(rows, columns)
    if signed:  # the raw file holds only the low bits
        samples = ((samples & ((1 << bits) - 1)) ^ (1 << (bits - 1))) - (1 << (bits - 1))
    emit("jpeg2000", name, values.shape, bits, signed, open("t.j2k", "rb").read(), samples)


def by_cjpeg(name, values, *options):
    with open("t.pgm", "wb") as f:
        f.write(b"P5 %d %d 255\n" % (values.shape[1], values.shape[0]) + values.astype("u1").tobytes())
    run("cjpeg", "-grayscale", "-dct", "int", *options, "-outfile", "t.jpg", "t.pgm")
    run("djpeg", "-dct", "int", "-grayscale", "-pnm", "-outfile", "t2.pgm", "t.jpg")
    data = open("t2.pgm", "rb").read()
    samples = np.frombuffer(data[-values.size :], "u1").reshape(values.shape)
    emit("jpeg", name, values.shape, 8, False, open("t.jpg", "rb").read(), samples)


def by_pillow(name, values, *options):
    """Compresses by cjpeg, which turns colour into YBR; Pillow, with the same library, decodes it without turning back."""
    kind = 6 if values.ndim == 3 else 5
    with open("t.pnm", "wb") as f:
        f.write(b"P%d %d %d 255\n" % (kind, values.shape[1], values.shape[0]) + values.astype("u1").tobytes())
    run("cjpeg", "-dct", "int", *options, "-outfile", "t.jpg", "t.pnm")
    frame = open("t.jpg", "rb").read()
    image = PIL.Image.open(io.BytesIO(frame))
    if kind == 6:
        image.draft("YCbCr", image.size)
    emit("jpeg", name, values.shape, 8, False, frame, np.asarray(image))


class CharlsFrame(ctypes.Structure):
    _fields_ = [("width", ctypes.c_uint32), ("height", ctypes.c_uint32), ("bits", ctypes.c_int32), ("n", ctypes.c_int32)]


class CharlsPreset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("maxval", "t1", "t2", "t3", "reset")]


class Charls:
    """The library charls: an encoder and a decoder of JPEG-LS."""

    def __init__(self):
        self.library = ctypes.CDLL("libcharls.so.2")
        for kind in ("encoder", "decoder"):
            getattr(self.library, "charls_jpegls_%s_create" % kind).restype = ctypes.c_void_p

    def call(self, name, *arguments):
        if getattr(self.library, "charls_jpegls_" + name)(*arguments) != 0:
            raise ValueError(name)

    def encode(self, values, bits, near=0, interleave=0, preset=None):
        coder = ctypes.c_void_p(self.library.charls_jpegls_encoder_create())
        colours = values.shape[2] if values.ndim == 3 else 1
        frame = CharlsFrame(values.shape[1], values.shape[0], bits, colours)
        self.call("encoder_set_frame_info", coder, ctypes.byref(frame))
        self.call("encoder_set_near_lossless", coder, near)
        self.call("encoder_set_interleave_mode", coder, interleave)
        if preset:
            self.call("encoder_set_preset_coding_parameters", coder, ctypes.byref(CharlsPreset(*preset)))
        planes = values.transpose(2, 0, 1) if colours > 1 and interleave == 0 else values
        data = np.ascontiguousarray(planes).astype("u1" if bits <= 8 else "<u2").tobytes()
        out = (ctypes.c_ubyte * (3 * len(data) + 4096))()
        self.call("encoder_set_destination_buffer", coder, out, ctypes.c_size_t(len(out)))
        self.call("encoder_encode_from_buffer", coder, data, ctypes.c_size_t(len(data)), ctypes.c_uint32(0))
        size = ctypes.c_size_t()
        self.call("encoder_get_bytes_written", coder, ctypes.byref(size))
        self.library.charls_jpegls_encoder_destroy(coder)
        return bytes(out[: size.value])

    def decode(self, frame, shape, bits, interleave=0):
        coder = ctypes.c_void_p(self.library.charls_jpegls_decoder_create())
        self.call("decoder_set_source_buffer", coder, frame, ctypes.c_size_t(len(frame)))
        self.call("decoder_read_header", coder)
        out = ctypes.create_string_buffer(int(np.prod(shape)) * (1 if bits <= 8 else 2))
        self.call("decoder_decode_to_buffer", coder, out, ctypes.c_size_t(len(out)), ctypes.c_uint32(0))
        self.library.charls_jpegls_decoder_destroy(coder)
        values = np.frombuffer(out.raw, "u1" if bits <= 8 else "<u2").astype(np.int64)
        if len(shape) == 3 and interleave == 0:
            return values.reshape(shape[2], *shape[:2]).transpose(1, 2, 0)
        return values.reshape(shape)

    def emit(self, name, values, bits, **options):
        frame = self.encode(values, bits, **options)
        samples = self.decode(frame, values.shape, bits, options.get("interleave", 0))
        emit("jpegls", name, values.shape, bits, False, frame, samples)

    def emit_with_restarts(self, name, values, bits, rows):
        """Joins strips that were encoded alone by restart markers: both begin with nothing learnt and a line of zeros."""
        strips = [self.encode(values[y : y + rows], bits) for y in range(0, len(values), rows)]
        bodies = [s[s.index(b"\xff\xda") + 10 : -2] for s in strips]
        head = strips[0][: strips[0].index(b"\xff\xf7")] + b"\xff\xdd\x00\x04" + rows.to_bytes(2, "big")
        size = b"\xff\xf7\x00\x0b" + bytes([bits]) + len(values).to_bytes(2, "big") + values.shape[1].to_bytes(2, "big")
        scan = b"\x01\x01\x11\x00" + b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00"
        data = bodies[0]
        for i, body in enumerate(bodies[1:]):
            data += bytes([0xFF, 0xD0 + i % 8]) + body
        frame = head + size + scan + data + b"\xff\xd9"
        assert np.array_equal(self.decode(frame, values.shape, bits), values)
        emit("jpegls", name, values.shape, bits, False, frame, values)


def colours(rows, columns, bits):
    return np.stack([picture(rows, columns, bits, seed=s) for s in (1, 2, 3)], axis=-1)


def emit_jpeg_ls():
    charls = Charls()
    for bits in (2, 5, 8, 10, 12, 16):
        charls.emit("bits%d" % bits, picture(13, 21, bits), bits)
    for bits, near in ((8, 1), (8, 5), (12, 3), (16, 20)):
        charls.emit("bits%d-near%d" % (bits, near), picture(12, 19, bits), bits, near=near)
    flat = picture(20, 40, 12) // 1500 * 1000
    charls.emit("runs", flat, 12)
    charls.emit("runs-near", flat, 12, near=2)
    charls.emit("extremes", np.where(np.mgrid[0:9, 0:9].sum(0) % 2 == 0, 0, 65535), 16)
    charls.emit("preset", picture(12, 19, 12), 12, preset=(4095, 9, 30, 90, 31))
    charls.emit("one-pixel", picture(1, 1, 12), 12)
    charls.emit("one-column", picture(30, 1, 8), 8)
    for interleave in (0, 1, 2):
        charls.emit("colour%d" % interleave, colours(9, 11, 8), 8, interleave=interleave)
        charls.emit("colour%d-near" % interleave, colours(9, 11, 8), 8, interleave=interleave, near=2)
    charls.emit_with_restarts("restarts", picture(23, 17, 12), 12, 5)


def emit_more_jpeg():
    for process in ("+es", "+ep"):
        for bits in (8, 12):
            by_dcmtk("jpeg", "dcmtk%s%d" % (process, bits), picture(20, 30, bits), bits, False, "dcmcjpeg", process, "+q", 90)
    by_pillow("progressive", picture(19, 29, 8), "-grayscale", "-quality", 80, "-progressive")
    by_pillow("progressive-restarts", picture(33, 20, 8), "-grayscale", "-quality", 60, "-progressive", "-restart", "2B")
    for sampling in ("1x1", "2x1", "2x2", "4x1"):
        by_pillow("colour" + sampling, colours(19, 13, 8), "-quality", 70, "-sample", sampling)
    by_pillow("colour-progressive", colours(18, 21, 8), "-quality", 85, "-progressive", "-restart", "3B")


def lossless_with_restarts(values, bits, predictor, rows_per_interval):
    """Encodes lossless JPEG with restart markers; every difference category has a code of 5 bits."""
    rows, columns = values.shape
    out = bytearray(b"\xff\xd8\xff\xc3" + bytes([0, 11, bits]) + rows.to_bytes(2, "big") + columns.to_bytes(2, "big"))
    out += bytes([1, 1, 0x11, 0])
    out += b"\xff\xc4" + (19 + 17).to_bytes(2, "big") + bytes([0, 0, 0, 0, 0, 17] + [0] * 11) + bytes(range(17))
    out += b"\xff\xdd\x00\x04" + (rows_per_interval * columns).to_bytes(2, "big")
    out += b"\xff\xda" + bytes([0, 8, 1, 1, 0, predictor, 0, 0])
    for first in range(0, rows, rows_per_interval):
        if first:
            out += bytes([0xFF, 0xD0 + (first // rows_per_interval - 1) % 8])
        code = ""
        for y in range(first, min(rows, first + rows_per_interval)):
            for x in range(columns):
                a = int(values[y, x - 1]) if x else 0
                b = int(values[y - 1, x]) if y > first else 0
                c = int(values[y - 1, x - 1]) if x and y > first else 0
                if y == first:
                    p = a if x else 1 << (bits - 1)
                elif x == 0:
                    p = b
                else:
                    p = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor]
                d = (int(values[y, x]) - p + 32768) % 65536 - 32768
                size = abs(d).bit_length() if d != -32768 else 16
                code += format(size, "05b")
                if 0 < size < 16:
                    code += format(d if d > 0 else d + (1 << size) - 1, "0%db" % size)
        code += "1" * (-len(code) % 8)
        for i in range(0, len(code), 8):
            byte = int(code[i : i + 8], 2)
            out += bytes([byte, 0]) if byte == 0xFF else bytes([byte])
    return bytes(out + b"\xff\xd9")


def main():
    os.chdir(tempfile.mkdtemp())
    for bits, signed in [(8, False), (12, True), (16, False)]:
        by_dcmtk("rle", "bits%d" % bits, picture(9, 14, bits, signed), bits, signed, "dcmcrle")
    for predictor in range(1, 8):
        values = picture(11, 13, 12)
        by_dcmtk("lossless", "predictor%d" % predictor, values, 12, False, "dcmcjpeg", "+el", "+sv", predictor)
    by_dcmtk("lossless", "bits8", picture(10, 7, 8), 8, False, "dcmcjpeg", "+el", "+sv", 1)
    by_dcmtk("lossless", "bits16-signed", picture(10, 7, 16, True), 16, True, "dcmcjpeg", "+el", "+sv", 4)
    extremes = np.where(np.mgrid[0:8, 0:8].sum(0) % 2 == 0, 0, 65535)
    by_dcmtk("lossless", "bits16-extremes", extremes, 16, False, "dcmcjpeg", "+el", "+sv", 1)
    half = np.where(np.mgrid[0:8, 0:8].sum(0) % 2 == 0, 0, 32768)
    by_dcmtk("lossless", "bits16-half-range", half, 16, False, "dcmcjpeg", "+el", "+sv", 2)
    by_dcmtk("lossless", "point-transform", picture(9, 9, 12), 12, False, "dcmcjpeg", "+el", "+sv", 6, "+pt", 2)
    for predictor in (1, 7):
        values = picture(12, 10, 12)
        frame = lossless_with_restarts(values, 12, predictor, 3)
        decoded = dicom(values, 12, False, frame).pixel_array
        assert np.array_equal(decoded, values)
        emit("lossless", "restarts%d" % predictor, values.shape, 12, False, frame, decoded)

    by_cjpeg("baseline", picture(19, 29, 8), "-quality", 80)
    by_cjpeg("coarse", picture(24, 24, 8), "-quality", 8)
    by_cjpeg("restarts", picture(33, 40, 8), "-quality", 60, "-restart", "2B")
    by_cjpeg("optimized", picture(16, 17, 8), "-quality", 95, "-optimize")
    by_dcmtk("jpeg", "extended12", picture(20, 30, 12), 12, False, "dcmcjpeg", "+ee", "+q", 90)

    emit_more_jpeg()
    emit_jpeg_ls()

    grey = picture(37, 45, 12)
    for order in ("LRCP", "RLCP", "RPCL", "PCRL", "CPRL"):
        options = ["-p", order, "-n", 4, "-c", "[16,16]", "-b", "8,8", "-r", "12,4,1"]
        by_openjpeg("order-" + order, grey, 12, False, *options)
    for mode in (1, 2, 4, 8, 32, 63 - 16):
        by_openjpeg("mode%d" % mode, picture(20, 33, 12), 12, False, "-n", 3, "-M", mode, "-b", "16,16")
    for mode in (1, 4 + 1):
        by_openjpeg("lossy-mode%d" % mode, picture(20, 33, 12), 12, False, "-I", "-n", 3, "-r", 4, "-M", mode)
    by_openjpeg("tiles", grey, 12, False, "-n", 3, "-t", "17,20", "-SOP", "-EPH", "-TP", "R")
    by_openjpeg("offset", grey, 12, False, "-n", 4, "-d", "5,3", "-I")
    by_openjpeg("region", picture(20, 33, 8), 8, False, "-n", 3, "-ROI", "c=0,U=6")
    by_openjpeg("signed16", picture(18, 21, 16, True), 16, True, "-n", 3)
    by_openjpeg("signed12-lossy", picture(18, 21, 12, True), 12, True, "-n", 3, "-I", "-r", 6)
    by_openjpeg("bits8-lossy", picture(40, 30, 8), 8, False, "-n", 5, "-I", "-r", 8)
    by_openjpeg("one-pixel", picture(1, 1, 12), 12, False, "-n", 1)
    by_openjpeg("one-row", picture(1, 50, 12), 12, False, "-n", 1, "-I")
    by_openjpeg("one-column", picture(50, 1, 16), 16, False, "-n", 1)


if __name__ == "__main__":
    sys.exit(main())
