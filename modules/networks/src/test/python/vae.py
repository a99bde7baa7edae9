"""The VAE of Effigy in PyTorch: an independent reference for reconstructions, losses and gradients.

python3 vae.py golden KIND OUT   writes the golden file of the tiny network of this kind (vector or spatial) that VaeGoldenTest
                                 reads; SHAPES names a JSON file with the shapes of the weights.
Needs torch and numpy.
"""
import json
import math
import os
import sys

import torch
import torch.nn.functional as F
from unet import formula, save, summary, wave

TINY = dict(size=16, factor=4, groups=2, blocks=1, noise=0.3, kl=0.5, edge=0.5, frequency=0.7)
KINDS = {
    "vector": dict(TINY, classes=2, latentSize=3, spatial=False, freeBits=0.2),
    "spatial": dict(TINY, classes=0, latentSize=2, spatial=True, freeBits=0.0),
}
ROUNDING = 1e-3


def rounded(x):
    return (x * x + ROUNDING**2).sqrt() - ROUNDING


class Vae:
    """Functional: every parameter is fetched by the name that Effigy gives it."""

    def __init__(self, config, weights):
        self.c, self.w = config, weights
        self.levels = int(math.log2(config["factor"]))

    def conv(self, name, x, stride=1, padding=1):
        return F.conv2d(x, self.w[name + ".weight"], self.w[name + ".bias"], stride, padding)

    def norm(self, name, x):
        return F.silu(F.group_norm(x, self.c["groups"], self.w[name + ".gamma"], self.w[name + ".beta"], 1e-5))

    def blocks(self, name, x):
        for i in range(self.c["blocks"]):
            block = f"{name}.block{i}"
            y = self.conv(block + ".conv1", self.norm(block + ".norm1", x))
            x = x + self.conv(block + ".conv2", self.norm(block + ".norm2", y))
        return x

    def encode(self, x, label):
        x = self.blocks("encoder.level0", self.conv("encoder.in", x, 2, 1))
        for level in range(1, self.levels):
            x = self.blocks(f"encoder.level{level}", self.conv(f"encoder.level{level}.halve", x, 2))
        if self.c["classes"]:
            x = x + (label @ self.w["encoder.label.weight"].T)[:, :, None, None]
        x = self.norm("encoder.out.norm", x)
        x = self.conv("encoder.out", x, 1, 1 if self.c["spatial"] else 0)
        return x.chunk(2, 1)

    def decode(self, z, label):
        level = self.levels - 1
        if self.c["spatial"]:
            x = self.conv("decoder.in", z)
        else:
            x = F.conv_transpose2d(torch.cat([z, label[:, :, None, None]], 1), self.w["decoder.in.weight"])
        x = self.blocks(f"decoder.level{level}", x)
        for level in range(level - 1, -1, -1):
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = self.blocks(f"decoder.level{level}", self.conv(f"decoder.level{level}.double", x))
        x = self.norm("decoder.out.norm", x)
        x = F.silu(F.conv_transpose2d(x, self.w["decoder.out.double.weight"], stride=2, padding=1))
        return self.conv("decoder.out", x)

    def reconstruction(self, y, x):
        c, e = self.c, y - x
        total = (rounded(e) / c["noise"] if c["spatial"] else e**2 / (2 * c["noise"] ** 2)).sum()
        sobel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=y.dtype) / 8
        kernels = torch.stack([sobel, sobel.T])[:, None]
        total = total + c["edge"] / c["noise"] * rounded(F.conv2d(e, kernels)).sum()
        k = torch.arange(8, dtype=y.dtype)
        basis = torch.cos(math.pi * k[:, None] * (2 * k[None, :] + 1) / 16) / 2
        basis[0] /= math.sqrt(2)

        def magnitudes(image):
            blocks = image[:, 0].unfold(1, 8, 4).unfold(2, 8, 4)
            coefficients = torch.einsum("kr,nabrc,lc->nabkl", basis, blocks, basis).flatten(3)[..., 1:]
            return (coefficients**2 + ROUNDING**2).sqrt()

        return total + c["frequency"] / c["noise"] / 4 * rounded(magnitudes(y) - magnitudes(x)).sum()

    def loss(self, x, label, eps):
        mean, log = self.encode(x, label)
        z = mean + (log / 2).exp() * eps.reshape(mean.shape)
        y = self.decode(z, label)
        units = ((mean**2 + log.exp() - 1 - log) / 2).sum((0, 2, 3))
        places = x.shape[0] * mean.shape[2] * mean.shape[3]
        free = self.c["freeBits"] * places
        reconstruction = self.reconstruction(y, x) / x.numel()
        loss = reconstruction + self.c["kl"] * torch.clamp(units, min=free).sum() / x.numel()
        return y, loss, reconstruction, units.sum() / x.numel(), units / places


def golden(kind, out):
    c = KINDS[kind]
    w = {k: v.double().requires_grad_() for k, v in formula(json.load(open(os.environ["SHAPES"]))).items()}
    n, size = 3, c["size"]
    latent = c["latentSize"] * ((size // c["factor"]) ** 2 if c["spatial"] else 1)
    x = wave(n * size * size, 0.11).double().reshape(n, 1, size, size)
    eps = wave(n * latent, 0.3).double()
    label = torch.tensor([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]], dtype=torch.double)
    y, loss, reconstruction, kl, units = Vae(c, w).loss(x, label, eps)
    loss.backward()
    print("divergence of each unit, mean:", units.tolist())
    result = {"output": y, "losses": torch.stack([loss, reconstruction, kl])}
    result.update({"gradient." + k: summary(v.grad) for k, v in w.items()})
    save(out, result)


if __name__ == "__main__":
    torch.set_num_threads(1)
    golden(*sys.argv[2:])
