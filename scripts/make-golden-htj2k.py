#!/usr/bin/env python3
"""Makes the golden frames of high-throughput JPEG 2000, in the format of make-golden-frames.py.

usage: make-golden-htj2k.py OPENJPHJS > modules/test-support/src/main/resources/org/effigy/testsupport/golden-htj2k.tsv

OPENJPHJS is the file dist/openjphjs.js of the npm package @cornerstonejs/codec-openjph, which encodes computed pictures;
opj_decompress of OpenJPEG 2.5 decodes them. The encoder writes cleanup passes only. For the refinement passes, frames of
one code-block get random bytes behind it, in a packet header that announces them. Needs numpy, node and OpenJPEG.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

ENCODER = """
const fs = require('fs');
require(process.argv[2])({}).then(m => {
  for (const c of JSON.parse(fs.readFileSync('cases.json'))) {
    const e = new m.HTJ2KEncoder();
    e.getDecodedBuffer({width: c.w, height: c.h, bitsPerSample: c.bits, componentCount: c.n, isSigned: c.signed,
        isUsingColorTransform: c.n === 3}).set(fs.readFileSync(c.i + '.in'));
    e.setQuality(!c.quality, c.quality || 0);
    if (c.order !== undefined) e.setProgressionOrder(c.order);
    if (c.levels !== undefined) e.setDecompositions(c.levels);
    if (c.block) e.setBlockDimensions({width: c.block[0], height: c.block[1]});
    if (c.tile) e.setTileSize({width: c.tile[0], height: c.tile[1]});
    e.encode();
    fs.writeFileSync(c.i + '.out', e.getEncodedBuffer());
  }
});
"""


def picture(rows, columns, bits, signed=False, seed=1):
    y, x = np.mgrid[0:rows, 0:columns]
    smooth = 0.5 + 0.3 * np.sin(x / 5.0) * np.cos(y / 4.0) + 0.15 * ((x - y) % 9 == 0)
    noise = np.random.RandomState(seed).rand(rows, columns) * 0.05
    values = np.rint(np.clip(smooth + noise, 0, 1) * ((1 << bits) - 1)).astype(np.int64)
    return values - (1 << (bits - 1)) if signed else values


def encode(cases):
    lines = []
    for i, (_, values, bits, signed, options) in enumerate(cases):
        values.astype("u1" if bits <= 8 else "<u2").tofile("%d.in" % i)
        rows, columns = values.shape[:2]
        colours = values.shape[2] if values.ndim == 3 else 1
        lines.append(dict(options, i=i, w=columns, h=rows, n=colours, bits=bits, signed=signed))
    with open("cases.json", "w") as f:
        json.dump(lines, f)
    with open("encode.cjs", "w") as f:
        f.write(ENCODER)
    subprocess.run(["node", "encode.cjs", sys.argv[1]], check=True, stdout=subprocess.DEVNULL)
    return [open("%d.out" % i, "rb").read() for i in range(len(cases))]


def decode(frame, shape, bits, signed):
    with open("t.j2k", "wb") as f:
        f.write(frame)
    raw = "t.raw" if bits <= 8 else "t.rawl"
    done = subprocess.run(["opj_decompress", "-i", "t.j2k", "-o", raw], check=True, capture_output=True)
    assert b"WARN" not in done.stdout, done.stdout
    samples = np.fromfile(raw, "u1" if bits <= 8 else "<u2").astype(np.int64)
    if signed:  # the raw file holds only the low bits
        samples = ((samples & ((1 << bits) - 1)) ^ (1 << (bits - 1))) - (1 << (bits - 1))
    return samples.reshape(shape[2], *shape[:2]).transpose(1, 2, 0) if len(shape) == 3 else samples.reshape(shape)


def emit(name, shape, bits, signed, frame):
    samples = decode(frame, shape, bits, signed)
    digest = hashlib.sha256(samples.astype("<i4").tobytes()).hexdigest()
    colours = shape[2] if len(shape) == 3 else 1
    fields = ["jpeg2000", "ht-" + name, shape[0], shape[1], 8 if bits <= 8 else 16, bits, int(signed), colours]
    print(*fields, base64.b64encode(frame).decode(), digest, sep="\t")
    return samples


def header_bits(frame, at):
    """Yields the bits of a packet header and, behind each, the position of the next whole byte."""
    before = 0
    while True:
        byte = frame[at]
        at += 1
        for i in range(6 if before == 255 else 7, -1, -1):
            yield byte >> i & 1, at + (byte == 255)
        before = byte


def pack(bits):
    out = []
    while bits:
        n = 7 if out and out[-1] == 255 else 8
        out.append(int(bits[:n].ljust(n, "0"), 2))
        bits = bits[n:]
    return bytes(out + [0] * (out[-1] == 255))


def refined(frame, passes, extra):
    """Adds refinement passes to a frame of one code-block, and a bit plane for them to the quantizer steps."""
    part, data = frame.index(b"\xff\x90"), frame.index(b"\xff\x93") + 2
    bits = header_bits(frame, data)
    assert next(bits)[0] == 1 and next(bits)[0] == 1  # a packet, with the block
    empty = 0
    while next(bits)[0] == 0:
        empty += 1
    assert next(bits)[0] == 0  # one pass
    width = 3
    while next(bits)[0] == 1:
        width += 1
    size = 0
    for _ in range(width):
        bit, behind = next(bits)
        size = size << 1 | bit
    width = max(3, size.bit_length(), len(extra).bit_length() - (passes == 3))
    header = "11" + "0" * empty + "1" + {2: "10", 3: "1100"}[passes] + "1" * (width - 3) + "0"
    header += format(size, "0%db" % width) + format(len(extra), "0%db" % (width + (passes == 3)))
    body = pack(header) + frame[behind : behind + size] + extra
    head = bytearray(frame[:data])
    head[part + 6 : part + 10] = (data - part + len(body)).to_bytes(4, "big")
    head[frame.index(b"\xff\x5c") + 5] += 1 << 3
    return bytes(head) + body + b"\xff\xd9"


def noise(length, seed):
    values = np.random.RandomState(seed).randint(0, 256, length)
    for i in range(1, length):  # what follows FF begins with a zero bit
        if values[i - 1] == 255:
            values[i] &= 127
    return bytes(values[:-1].astype("u1")) + b"\x55"


def main():
    os.chdir(tempfile.mkdtemp())
    grey = picture(37, 45, 12)
    cases = [("bits%d" % b, picture(20, 33, b), b, False, {}) for b in (5, 8, 12, 16)]
    cases += [("signed%d" % b, picture(20, 33, b, True), b, True, {}) for b in (12, 16)]
    cases += [("order%d" % p, grey, 12, False, {"order": p, "levels": 3, "block": [16, 16]}) for p in range(5)]
    cases += [("lossy", grey, 12, False, {"quality": 0.002}), ("tiles", grey, 12, False, {"tile": [17, 20], "levels": 2})]
    cases += [("noise", np.random.RandomState(5).randint(0, 65536, (30, 31)), 16, False, {})]
    cases += [("one-pixel", picture(1, 1, 12), 12, False, {}), ("one-column", picture(50, 1, 12), 12, False, {})]
    colour = np.stack([picture(12, 15, 8, seed=s) for s in (1, 2, 3)], axis=-1)
    cases += [("colour", colour, 8, False, {}), ("colour-lossy", colour, 8, False, {"quality": 0.01})]
    near_grey = [2048 + (picture(rows, columns, 12) - 2048) // 8 for rows, columns in ((13, 30), (32, 9))]
    single = [("refined", values, 12, False, {"levels": 0}) for values in near_grey]
    frames = encode(cases + single)
    for (name, values, bits, signed, options), frame in zip(cases, frames):
        samples = emit(name, values.shape, bits, signed, frame)
        assert "quality" in options or bits < 8 or np.array_equal(samples, values), name
    for (name, values, bits, signed, _), frame in zip(single, frames[len(cases) :]):
        for passes in (2, 3):
            emit("%s%d" % (name, passes), values.shape, bits, signed, refined(frame, passes, noise(60, passes)))


if __name__ == "__main__":
    sys.exit(main())
