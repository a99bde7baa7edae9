"""The DCGAN of Effigy in PyTorch: an independent reference for losses, gradients and statistics.

python3 dcgan.py check WEIGHTS INPUTS OUT   one step of WEIGHTS on INPUTS (real, labels, z, zLabels) without an update:
                                            losses, gradients, running statistics and the images of the generator after
                                            it; then the losses of five steps with Adam.
python3 dcgan.py golden OUT                 writes the golden file of the tiny network that GoldenTest reads; SHAPES names
                                            a JSON file with the shapes of the weights.
The configuration is the JSON in the environment variable DCGAN_CONFIG. Needs torch and numpy.
"""
import json
import os
import sys

import torch
import torch.nn.functional as F
from unet import formula, load, save, summary, wave


def running(w, i):
    return w[f"generator.norm{i}.mean"], w[f"generator.norm{i}.variance"]


def generate(c, w, z, labels, training):
    x = torch.cat([z, one_hot(c, labels, z.dtype)], 1)[:, :, None, None]
    i = 0
    while f"generator.norm{i}.gamma" in w:
        x = F.conv_transpose2d(x, w[f"generator.conv{i}.weight"], stride=1 if i == 0 else 2, padding=0 if i == 0 else 1)
        mean, variance = running(w, i)
        x = F.batch_norm(x, mean, variance, w[f"generator.norm{i}.gamma"], w[f"generator.norm{i}.beta"], training, 0.1, 1e-5)
        x = F.relu(x)
        i += 1
    return torch.tanh(F.conv_transpose2d(x, w[f"generator.conv{i}.weight"], stride=2, padding=1))


def discriminate(c, w, x, labels):
    planes = one_hot(c, labels, x.dtype)[:, :, None, None].expand(-1, -1, x.shape[2], x.shape[3])
    x = torch.cat([x, planes], 1)
    x = F.leaky_relu(F.conv2d(x, w["discriminator.conv0.weight"], stride=2, padding=1), 0.2)
    i = 1
    while f"discriminator.norm{i}.gamma" in w:
        x = F.conv2d(x, w[f"discriminator.conv{i}.weight"], stride=2, padding=1)
        x = F.batch_norm(x, None, None, w[f"discriminator.norm{i}.gamma"], w[f"discriminator.norm{i}.beta"], True, 0, 1e-5)
        x = F.leaky_relu(x, 0.2)
        i += 1
    return F.conv2d(x, w[f"discriminator.conv{i}.weight"]).flatten()


def one_hot(c, labels, dtype):
    out = torch.zeros(len(labels), c["classes"], dtype=dtype)
    for i, l in enumerate(labels):
        if c["classes"] and l >= 0:
            out[i, int(l)] = 1
    return out


def bce(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


TINY = dict(size=16, latentSize=6, features=4, classes=2, realLabel=0.9)


def golden(out):
    w = formula(json.load(open(os.environ["SHAPES"])))
    n, size = 3, TINY["size"]
    given = {
        "real": wave(n * size * size, 0.11).reshape(n, 1, size, size),
        "z": wave(n * TINY["latentSize"], 0.3).reshape(n, -1),
        "labels": torch.tensor([0.0, 1.0, -1.0]),
        "zLabels": torch.tensor([1.0, 1.0, 0.0]),
    }
    result = evaluate(TINY, w, given)
    save(out, {k: summary(v) if k.startswith("gradient") else v for k, v in result.items()})


def check(weights, inputs, out):
    save(out, evaluate(json.loads(os.environ["DCGAN_CONFIG"]), load(weights), load(inputs)))


def evaluate(c, weights, given):
    w = {k: v.double() for k, v in weights.items()}
    g = [v.requires_grad_() for k, v in w.items() if k.startswith("gen") and not k.endswith(("mean", "variance"))]
    d = [v.requires_grad_() for k, v in w.items() if k.startswith("dis")]
    real, z = given["real"].double(), given["z"].double()

    def step(result=None, optimisers=None):
        real_loss = bce(discriminate(c, w, real, given["labels"]), c["realLabel"])
        synthetic = generate(c, w, z, given["zLabels"], True)
        synthetic_loss = bce(discriminate(c, w, synthetic.detach(), given["zLabels"]), 0.0)
        for v in d + g:
            v.grad = None
        (real_loss + synthetic_loss).backward()
        if optimisers:
            optimisers[0].step()
        else:
            result.update({"gradient." + k: v.grad.clone() for k, v in w.items() if k.startswith("dis")})
        for v in d + g:
            v.grad = None
        loss = bce(discriminate(c, w, synthetic, given["zLabels"]), 1.0)
        loss.backward()
        if optimisers:
            optimisers[1].step()
        else:
            result.update({"gradient." + k: v.grad.clone() for k, v in w.items() if k.startswith("gen") and v.grad is not None})
            result.update({k: v.clone() for k, v in w.items() if k.endswith(("mean", "variance"))})
        return [real_loss.item(), synthetic_loss.item(), loss.item()]

    result = {}
    result["losses"] = torch.tensor(step(result))
    result["images"] = generate(c, w, z, given["zLabels"], False)
    optimisers = [torch.optim.Adam(v, 2e-4, betas=(0.5, 0.999)) for v in (d, g)]
    result["trained"] = torch.tensor([step(optimisers=optimisers) for _ in range(5)])
    return result


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"check": check, "golden": golden}[sys.argv[1]](*sys.argv[2:])
