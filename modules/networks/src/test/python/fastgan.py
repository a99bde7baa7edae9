"""The FastGAN of Effigy in PyTorch: an independent reference for losses, gradients, spectral norms and augmentation.

python3 fastgan.py check WEIGHTS INPUTS OUT   one step of WEIGHTS on INPUTS (real, labels, z, and the changes real, synthetic and
                                              generator that DiffAugment drew) without an update: losses, gradients, those of
                                              the R1 penalty by themselves as the difference of two passes, its relative
                                              error for a tiny step and for this one, changed images, images of the generator after it;
                                              then the losses of three steps with Adam, without penalty.
The configuration is the JSON in the environment variable FASTGAN_CONFIG. Needs torch and numpy. Computes in double.
"""
import json
import os
import sys

import torch
import torch.nn.functional as F
from unet import load, save

EVERY = 16
STEP = 0.05


def one_hot(c, labels):
    out = torch.zeros(len(labels), c["classes"], dtype=torch.double)
    for i, l in enumerate(labels):
        if l >= 0:
            out[i, int(l)] = 1
    return out


def norm(c, w, name, x, training):
    gamma, beta = w[name + ".norm.gamma"], w[name + ".norm.beta"]
    if c["norm"] == "BATCH":
        x = F.batch_norm(x, w[name + ".norm.mean"], w[name + ".norm.variance"], gamma, beta, training, 0.1, 1e-5)
    else:
        x = F.group_norm(x, x.shape[1] // 8, gamma, beta, 1e-5)
    return F.leaky_relu(x, 0.2)


def excite(w, name, x, coarse):
    y = F.adaptive_avg_pool2d(coarse, 4)
    y = F.silu(F.conv2d(y, w[name + ".conv1.weight"], w[name + ".conv1.bias"]))
    y = torch.tanh(F.conv2d(y, w[name + ".conv2.weight"], w[name + ".conv2.bias"]))
    return x * (1 + y)


def generate(c, w, z, labels, training):
    x = z
    if c["classes"]:
        x = torch.cat([z, one_hot(c, labels) @ w["generator.class.weight"].T], 1)
    x = norm(c, w, "generator.start", F.conv_transpose2d(x[:, :, None, None], w["generator.start.weight"]), training)
    maps, side = {4: x}, 8
    while side <= c["size"]:
        name = f"generator.side{side}"
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        for conv in (".conv1", ".conv2"):
            if name + conv + ".weight" in w:
                x = norm(c, w, name + conv, F.conv2d(x, w[name + conv + ".weight"], padding=1), training)
        if side >= c["size"] // 2:
            x = excite(w, name + ".excite", x, maps[max(4, side // 16)])
        maps[side] = x
        side *= 2
    return torch.tanh(F.conv2d(x, w["generator.out.weight"], w["generator.out.bias"], padding=1))


def unit(v):
    return v / (v.norm() + 1e-12)


def iterate(w):
    for k in [k for k in w if k.endswith(".u")]:
        m = w[k[:-2] + ".weight"].detach().flatten(1)
        w[k] = unit(m @ unit(m.T @ w[k])).float().double()


def divided(w):
    out = dict(w)
    for k in [k for k in w if k.endswith(".u")]:
        name = k[:-2] + ".weight"
        out[name] = w[name] / ((w[name].flatten(1).T @ w[k]).norm() + 1e-12)
    return out


def discriminate(c, w, x, labels):
    w = divided(w)
    batch = c["discriminatorNorm"] == "BATCH"

    def layer(name, x, norm=True, **how):
        x = F.conv2d(x, w[name + ".weight"], w.get(name + ".bias"), **how)
        if not batch:
            return F.silu(x)
        if norm:
            x = F.batch_norm(x, None, None, w[name + ".norm.gamma"], w[name + ".norm.beta"], True, 0.1, 1e-5)
        return F.leaky_relu(x, 0.2)

    x = layer("discriminator.in", x, False, stride=2, padding=1)
    side = c["size"] // 2
    while side > 4:
        name = f"discriminator.side{side}"
        y = layer(name + ".conv2", layer(name + ".conv1", x, stride=2, padding=1), padding=1)
        x = y + layer(name + ".shortcut", F.avg_pool2d(x, 2))
        side //= 2
    h = layer("discriminator.end", x, False).flatten(1)
    y = F.linear(h, w["discriminator.logit.weight"], w["discriminator.logit.bias"])
    return y[:, 0] + ((y[:, 1:] * one_hot(c, labels)).sum(1) if c["classes"] else 0)


def augment(x, changes):
    """The published code of Zhao et al. 2020 (DiffAugment_pytorch.py), with its random numbers given."""
    out = []
    for image, (brightness, contrast, down, right, top, left, cut) in zip(x, changes.tolist()):
        image = image[0] + brightness
        image = (image - image.mean()) * contrast + image.mean()
        size = image.shape[0]
        padded = F.pad(image[None, None], [1, 1, 1, 1])[0, 0]
        rows = torch.clamp(torch.arange(size) - int(down) + 1, 0, size + 1)
        columns = torch.clamp(torch.arange(size) - int(right) + 1, 0, size + 1)
        image = padded[rows][:, columns]
        mask = torch.ones(size, size, dtype=torch.double)
        if cut:
            rows = torch.clamp(torch.arange(int(cut)) + int(top), 0, size - 1)
            columns = torch.clamp(torch.arange(int(cut)) + int(left), 0, size - 1)
            mask[rows[:, None], columns[None]] = 0
        out.append((image * mask)[None])
    return torch.stack(out)


def losses(c, real, synthetic):
    if c["objective"] == "HINGE":
        return F.relu(1 - real).mean(), F.relu(1 + synthetic).mean()
    return F.softplus(-real).mean(), F.softplus(synthetic).mean()


def generator_loss(c, logits):
    return -logits.mean() if c["objective"] == "HINGE" else F.softplus(-logits).mean()


def penalty_of(c, w, x, labels, d):
    x = x.detach().requires_grad_()
    g, = torch.autograd.grad(discriminate(c, w, x, labels).sum(), x, create_graph=True)
    penalty = c["r1"] / 2 * g.flatten(1).square().sum(1).mean()
    exact = torch.autograd.grad(EVERY * penalty, list(d.values()), allow_unused=True)
    exact = [torch.zeros_like(p) if e is None else e for e, p in zip(exact, d.values())]
    # The same by the difference of two backward passes, for a step that meets no kink and for the one of training.
    def difference(step):
        with torch.no_grad():
            e = step * (g[0].numel() ** 0.5) / g.flatten(1).norm(dim=1)
        total = 0
        for sign in (1, -1):
            y = discriminate(c, w, x.detach() + sign * e[:, None, None, None] * g.detach(), labels)
            total = total + (sign * c["r1"] * EVERY / (2 * e) * y).mean()
        parts = torch.autograd.grad(total, list(d.values()), allow_unused=True)
        return [torch.zeros_like(p) if e is None else e for e, p in zip(parts, d.values())]

    def error(approximate):
        return (sum((a - b).square().sum() for a, b in zip(approximate, exact)) / sum(b.square().sum() for b in exact)).sqrt()

    large = difference(STEP)
    return penalty, dict(zip(d, large)), torch.stack([error(difference(1e-6)), error(large)])


def check(weights, inputs, out):
    c = json.loads(os.environ["FASTGAN_CONFIG"])
    given = {k: v.double() for k, v in load(inputs).items()}
    w = {k: v.double() for k, v in load(weights).items()}
    learnt = [k for k in w if not k.endswith(("mean", "variance", ".u"))]
    for k in learnt:
        w[k].requires_grad_()
    d = {k: w[k] for k in learnt if k.startswith("dis")}
    g = {k: w[k] for k in learnt if k.startswith("gen")}
    labels = given["labels"]

    def step(result, optimisers):
        iterate(w)
        synthetic = generate(c, w, given["z"], labels, True)
        real = augment(given["real"], given["change.real"])
        x = discriminate(c, w, real, labels)
        y = discriminate(c, w, augment(synthetic.detach(), given["change.synthetic"]), labels)
        parts = losses(c, x, y)
        gradients = torch.autograd.grad(sum(parts), list(d.values()))
        penalty = torch.tensor(0.0)
        if optimisers:
            for p, gradient in zip(d.values(), gradients):
                p.grad = gradient
            optimisers[0].step()
        else:
            result.update({"gradient." + k: v for k, v in zip(d, gradients)})
            if c["r1"]:
                penalty, by_difference, errors = penalty_of(c, w, real, labels, d)
                result.update({"penalty." + k: v for k, v in by_difference.items()})
                result["difference"] = errors
            result["augmented"] = real
        loss = generator_loss(c, discriminate(c, w, augment(synthetic, given["change.generator"]), labels))
        gradients = torch.autograd.grad(loss, list(g.values()))
        if optimisers:
            for p, gradient in zip(g.values(), gradients):
                p.grad = gradient
            optimisers[1].step()
        else:
            result.update({"gradient." + k: v for k, v in zip(g, gradients)})
        return [parts[0].item(), parts[1].item(), loss.item(), torch.sign(x).mean().item(), penalty.item()]

    result = {}
    result["losses"] = torch.tensor(step(result, None))
    result.update({k: v for k, v in w.items() if k.endswith(("mean", "variance", ".u"))})
    result["images"] = generate(c, w, given["z"], labels, False)
    result = {k: v.detach().clone() for k, v in result.items()}
    optimisers = [torch.optim.Adam(list(v.values()), 2e-4, betas=(0.5, 0.999)) for v in (d, g)]
    result["trained"] = torch.tensor([step(result, optimisers) for _ in range(3)])
    save(out, result)


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"check": check}[sys.argv[1]](*sys.argv[2:])
