"""The DDPM U-Net of Effigy in PyTorch: an independent reference for outputs, gradients and parameter counts.

python3 unet.py check WEIGHTS INPUTS OUT   loads WEIGHTS (safetensors), reads INPUTS (safetensors with x, t, target and,
                                           for a conditional network, label), writes output and gradients to OUT.
python3 unet.py golden OUT                 writes the golden file of the tiny network that GoldenTest reads; SHAPES names
                                           a JSON file with the shapes of the weights, which GoldenTest prints when it
                                           fails.

The configuration is the JSON in the environment variable UNET_CONFIG, or the tiny one.
Needs torch and numpy; the safetensors format is read and written here, so that no package is needed for it.
"""
import json
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

TINY = dict(size=16, patch=2, baseChannels=8, multipliers=[1, 2], blocksPerLevel=1, attentionResolution=4, groups=4, classes=2)


def load(path):
    data = open(path, "rb").read()
    n = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + n])
    header.pop("__metadata__", None)
    out = {}
    for name, e in header.items():
        b, end = e["data_offsets"]
        out[name] = torch.from_numpy(np.frombuffer(data[8 + n + b : 8 + n + end], "<f4").copy().reshape(e["shape"]))
    return out


def save(path, tensors):
    header, blobs, offset = {}, [], 0
    for name, t in tensors.items():
        blob = np.ascontiguousarray(t.detach().numpy(), "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class UNet:
    """Functional: every parameter is fetched by the name that Effigy gives it."""

    def __init__(self, config, weights):
        self.c, self.w, self.used = config, weights, set()

    def p(self, name):
        self.used.add(name)
        return self.w[name]

    def conv(self, name, x, stride=1):
        w = self.p(name + ".weight")
        return F.conv2d(x, w, self.p(name + ".bias"), stride, w.shape[2] // 2)

    def dense(self, name, x, bias=True):
        return F.linear(x, self.p(name + ".weight"), self.p(name + ".bias") if bias else None)

    def norm(self, name, x):
        # The type matters under autocast, where x is bfloat16 and this operation takes no mixture.
        gamma, beta = self.p(name + ".gamma").to(x.dtype), self.p(name + ".beta").to(x.dtype)
        return F.group_norm(x, self.c["groups"], gamma, beta, 1e-5)

    def residual(self, name, x, time):
        h = self.conv(name + ".conv1", F.silu(self.norm(name + ".norm1", x)))
        h = h + self.dense(name + ".time", time)[:, :, None, None]
        h = self.conv(name + ".conv2", F.silu(self.norm(name + ".norm2", h)))
        return h + (self.conv(name + ".shortcut", x) if h.shape != x.shape else x)

    def attention(self, name, x):
        n, c, h, w = x.shape
        q, k, v = self.conv(name + ".qkv", self.norm(name + ".norm", x)).reshape(n, 3, c, h * w).unbind(1)
        a = torch.softmax(q.transpose(1, 2) @ k / math.sqrt(c), -1)
        return x + self.conv(name + ".projection", (v @ a.transpose(1, 2)).reshape(n, c, h, w))

    def level(self, name, x, time):
        x = self.residual(name, x, time)
        return self.attention(name + ".attention", x) if x.shape[2] == self.c["attentionResolution"] else x

    def known(self, values):
        """Fourier features of standardised numbers, rows of an embedding for categories, zeros for what is not known."""
        parts = []
        for k, about in enumerate(self.c["covariates"]):
            v = values[:, k]
            if "categories" in about:
                row = torch.stack([v == j for j in range(len(about["categories"]))], 1).to(v.dtype)
            else:
                z = (v - about["mean"]) / about["spread"]
                waves = [g(math.pi / 8 * 2**o * z) for o in range(4) for g in (torch.sin, torch.cos)]
                row = torch.stack([torch.ones_like(z), z, *waves], 1)
            parts.append(torch.where(torch.isnan(v)[:, None], torch.zeros_like(row), row))
        return torch.cat(parts, 1)

    def forward(self, x, t, label=None, covariates=None):
        c = self.c
        half = c["baseChannels"] // 2
        f = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - 1))
        e = t.double()[:, None] * f[None]
        time = self.dense("time1", torch.cat([e.sin(), e.cos()], 1).to(x.dtype))
        time = self.dense("time2", F.silu(time))
        if c["classes"]:
            one_hot = torch.zeros(len(t), c["classes"], dtype=x.dtype)
            for i, l in enumerate(label):
                if l >= 0:
                    one_hot[i, int(l)] = 1
            time = time + self.dense("class", one_hot, False)
        if c.get("covariates"):
            time = time + self.dense("covariate", self.known(covariates.to(x.dtype)), False)
        time = F.silu(time)
        if c["patch"] > 1:
            x = F.pixel_unshuffle(x, c["patch"])
        x = self.conv("in", x)
        skips = [x]
        levels = len(c["multipliers"])
        for i in range(levels):
            for b in range(c["blocksPerLevel"]):
                x = self.level(f"down{i}.block{b}", x, time)
                skips.append(x)
            if i < levels - 1:
                x = self.conv(f"down{i}.halve", x, 2)
                skips.append(x)
        x = self.residual("middle.block0", x, time)
        x = self.attention("middle.attention", x)
        x = self.residual("middle.block1", x, time)
        for i in reversed(range(levels)):
            for b in range(c["blocksPerLevel"] + 1):
                x = self.level(f"up{i}.block{b}", torch.cat([x, skips.pop()], 1), time)
            if i > 0:
                x = self.conv(f"up{i}.double", F.interpolate(x, scale_factor=2))
        x = self.conv("out", F.silu(self.norm("out.norm", x)))
        assert self.used == set(self.w), self.used ^ set(self.w)
        return F.pixel_shuffle(x, c["patch"]) if c["patch"] > 1 else x


def formula(tensors):
    """Weights that both sides can compute: a cosine of the index, shifted by the rank of the name."""
    out = {}
    for k, name in enumerate(sorted(tensors)):
        shape = tensors[name]
        n = math.prod(shape)
        v = np.cos(0.37 * np.arange(n) + k) * (math.sqrt(shape[0] / n) if len(shape) > 1 else 0.2)
        if name.endswith(("gamma", "variance")):
            v = v + 1
        out[name] = torch.from_numpy(v.astype("f4").reshape(shape))
    return out


def wave(n, frequency):
    """Inputs that both sides can compute."""
    return torch.from_numpy(np.sin(frequency * np.arange(n) + 0.5).astype("f4"))


def summary(gradient):
    """The norm of a gradient and its product with a wave: small, and another for every wrong layout."""
    g = gradient.flatten()
    return torch.stack([g.norm(), g @ wave(len(g), 0.53).double()])


def golden(out):
    shapes = json.load(open(os.environ["SHAPES"]))
    w = {k: v.double().requires_grad_() for k, v in formula(shapes).items()}
    n, size = 2, TINY["size"]
    x = wave(n * size * size, 0.11).reshape(n, 1, size, size).double()
    target = wave(n * size * size, 0.07).reshape(n, 1, size, size).double()
    y = UNet(TINY, w).forward(x, torch.tensor([1.0, 700.0]), torch.tensor([1.0, -1.0]))
    loss = F.mse_loss(y, target)
    loss.backward()
    result = {"output": y, "loss": loss.reshape(1)}
    result.update({"gradient." + k: summary(v.grad) for k, v in w.items()})
    save(out, result)


def check(weights, inputs, out):
    config = json.loads(os.environ["UNET_CONFIG"]) if "UNET_CONFIG" in os.environ else TINY
    # Double precision: the reference's own rounding does not count.
    w = {k: v.double().requires_grad_() for k, v in load(weights).items()}
    given = load(inputs)
    y = UNet(config, w).forward(given["x"].double(), given["t"], given.get("label"), given.get("covariates"))
    F.mse_loss(y, given["target"].double()).backward()
    save(out, {"output": y, **{"gradient." + k: v.grad for k, v in w.items()}})


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"check": check, "golden": golden}[sys.argv[1]](*sys.argv[2:])
