"""The PyTorch side of scripts/quality-parity, and its figures.

python3 quality_parity.py train DIR        trains the twin in DIR (model.py, weights.safetensors) on what QualityParity gave:
                                           settings.json and steps.f32; writes trained.safetensors (the moving average) and
                                           losses.json; stopped, it goes on where it was
python3 quality_parity.py sample DIR OUT   samples it from start.safetensors with the sampler of model.py
python3 quality_parity.py report OUT SEED...  prints the figures of all seeds in Markdown
"""
import importlib.util
import json
import math
import os
import struct
import sys

import numpy as np
import torch

SAVE_EVERY = 100
REPLICATES = 2000


def twin(folder):
    spec = importlib.util.spec_from_file_location("model", os.path.join(folder, "model.py"))
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    return model


# ---- Training


def batches(folder, settings, first):
    """Yields images, noise, time steps and labels of each step from a first one, counted from 0."""
    n, area, classes = settings["batch"], settings["size"] ** 2, settings["classes"]
    length = n * (2 * area + 1 + classes)
    with open(os.path.join(folder, "steps.f32"), "rb") as file:
        file.seek(4 * length * first)
        for _ in range(first, settings["steps"]):
            values = torch.frombuffer(bytearray(file.read(4 * length)), dtype=torch.float32)
            x0, eps, t, label = values.split([n * area, n * area, n, n * classes])
            shape = (n, 1, settings["size"], settings["size"])
            yield x0.reshape(shape), eps.reshape(shape), t, label.reshape(n, classes)


def train(folder):
    model, settings = twin(folder), json.load(open(os.path.join(folder, "settings.json")))
    network = model.load().train()
    beta1, beta2, eps = settings["adam"]
    adam = torch.optim.Adam(network.parameters(), lr=1.0, betas=(beta1, beta2), eps=eps)
    average = {name: value.detach().clone() for name, value in network.named_parameters()}
    losses, saved = [], os.path.join(folder, "state.pt")
    if os.path.exists(saved):
        state = torch.load(saved)
        network.load_state_dict(state["network"])
        adam.load_state_dict(state["adam"])
        average, losses = state["average"], state["losses"]
    for x0, noise, t, label in batches(folder, settings, len(losses)):
        step = len(losses)
        alpha, sigma = torch.tensor([model.signal(int(i)) for i in t], dtype=torch.float64).T.reshape(2, -1, 1, 1, 1)
        xt = (alpha * x0 + sigma * noise).float()
        goal = torch.stack([model.target(a.double(), b.double(), int(i)) for a, b, i in zip(x0, noise, t)]).float()
        loss = ((network(xt, t, *([label] if settings["classes"] else [])) - goal) ** 2).mean()
        adam.zero_grad()
        loss.backward()
        norm = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in network.parameters()))
        for p in network.parameters():
            p.grad.mul_(min(1.0, settings["clip"] / norm))
        adam.param_groups[0]["lr"] = settings["rates"][step]
        adam.step()
        decay = settings["decays"][step]
        with torch.no_grad():
            for name, value in network.named_parameters():
                average[name].mul_(decay).add_(value, alpha=1 - decay)
        losses.append(loss.item())
        if len(losses) % SAVE_EVERY == 0:
            state = {"network": network.state_dict(), "adam": adam.state_dict(), "average": average, "losses": losses}
            torch.save(state, saved + ".partial")
            os.replace(saved + ".partial", saved)
    network.load_state_dict(average)
    model.save(os.path.join(folder, "trained.safetensors"), network)
    # Last: it says that all is done.
    json.dump(losses, open(os.path.join(folder, "losses.json"), "w"))


def sample(folder, out):
    model = twin(folder)
    given = model.read(os.path.join(folder, "start.safetensors"))
    network = model.load(path=os.path.join(folder, "trained.safetensors"))
    label = given["label"] if given["label"].shape[1] else None
    parts = []
    for i in range(0, len(given["noise"]), 50):
        labels = None if label is None else label[i : i + 50]
        noise = given["noise"][i : i + 50]
        parts.append(model.sample(network, noise, labels, int(given["steps"]), float(given["guidance"])))
    images = torch.cat(parts).contiguous()
    raw = images.numpy().astype("<f4").tobytes()
    header = {"images": {"dtype": "F32", "shape": list(images.shape), "data_offsets": [0, len(raw)]}}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(out, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + raw)


# ---- Figures


def tensor(path):
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    entry = next(value for name, value in header.items() if name != "__metadata__")
    begin, end = entry["data_offsets"]
    return np.frombuffer(data[8 + length + begin : 8 + length + end], "<f4").astype(float).reshape(entry["shape"])


def kernel(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3


def kid(real, other):
    """The unbiased estimate of the squared maximum mean discrepancy (Binkowski et al. 2018), all points at once."""
    n, m = len(real), len(other)
    a, b = kernel(real, real), kernel(other, other)
    return (
        (a.sum() - np.trace(a)) / (n * (n - 1)) + (b.sum() - np.trace(b)) / (m * (m - 1)) - 2 * kernel(real, other).mean()
    )


def frechet(x, y):
    a, b = np.cov(x.T), np.cov(y.T)
    values, vectors = np.linalg.eigh(a)
    root = vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    cross = np.sqrt(np.clip(np.linalg.eigvalsh(root @ b @ root), 0, None)).sum()
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(a) + np.trace(b) - 2 * cross


def paired(real, ours, theirs):
    """Returns the difference of kernel distances, ours minus theirs, with the 95 % interval over pairs of images from one noise."""
    m = len(ours)
    a, b = kernel(ours, ours), kernel(theirs, theirs)
    within = a - b
    np.fill_diagonal(within, 0)
    cross = (kernel(ours, real) - kernel(theirs, real)).mean(1)

    def value(w):
        pairs = w.sum() ** 2 - (w * w).sum()
        return w @ within @ w / pairs - 2 * (w @ cross) / w.sum()

    random = np.random.default_rng(1)
    drawn = [value(np.bincount(random.integers(0, m, m), minlength=m).astype(float)) for _ in range(REPLICATES)]
    return (value(np.ones(m)), *np.percentile(drawn, [2.5, 97.5]))


def curve(folder):
    """Returns the losses of both sides."""
    with open(os.path.join(folder, "run", "metrics.jsonl")) as file:
        ours = np.array([json.loads(line)["loss"] for line in file])
    theirs = np.array(json.load(open(os.path.join(folder, "twin", "losses.json"))))
    return ours[: len(theirs)], theirs


def smooth(values, width=50):
    width = min(width, len(values))
    return np.convolve(values, np.ones(width) / width, "valid")


def figures(folder, side):
    with open(os.path.join(folder, side + "-evaluation", "evaluation.json")) as file:
        found = json.load(file)["figures"]
    return {f["id"]: f for f in found if f["space"] == "random" and f["cell"]["by"] == "all"}


def text(estimate, digits=3):
    return f"{estimate['value']:.{digits}f} [{estimate['low']:.{digits}f}, {estimate['high']:.{digits}f}]"


def report(out, seeds):
    print("Losses and images of both sides; differences are relative for losses, of values in [-1, 1] for images:\n")
    print("| seed | step 1 | steps 1-25, largest | all steps, largest | means of 50 steps, largest | images, root mean square |")
    print("|---|---|---|---|---|---|")
    for seed in seeds:
        folder = os.path.join(out, seed)
        ours, theirs = curve(folder)
        apart = np.abs(ours - theirs) / theirs
        smoothed = np.abs(smooth(ours) - smooth(theirs)) / smooth(theirs)
        pair = [tensor(os.path.join(folder, side + ".safetensors")) for side in ("effigy", "pytorch")]
        rms = math.sqrt(((pair[0] - pair[1]) ** 2).mean())
        print(f"| {seed} | {apart[0]:.1e} | {apart[:25].max():.1e} | {apart.max():.1e} | {smoothed.max():.1e} | {rms:.1e} |")
        if not apart[0] < 1e-4:
            sys.exit("the two sides were not shown the same")
    print("\nEach side beside the training images, by 'effigy evaluate', with 95 % intervals by bootstrap:\n")
    print("| seed | KID, Effigy | KID, PyTorch | KID, floor | Frechet, Effigy | Frechet, PyTorch | Frechet, floor |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for seed in seeds:
        folder = os.path.join(out, seed)
        ours, theirs = figures(folder, "effigy"), figures(folder, "pytorch")
        cells = []
        for name in ("fidelity.kid", "fidelity.frechet"):
            cells += [text(ours[name]["measured"]), text(theirs[name]["measured"]), text(ours[name]["floor"])]
        print(f"| {seed} | " + " | ".join(cells) + " |")
        base = os.path.join(folder, "effigy-evaluation", "features-random-")
        train, holdout, mine = (tensor(base + role + ".safetensors") for role in ("train", "holdout", "synthetic"))
        other = tensor(os.path.join(folder, "pytorch-evaluation", "features-random-synthetic.safetensors"))
        rows.append((seed, train, holdout, mine, other))
    print("\nBeside the held-out images, computed in numpy; the floor is of every fourth training image:\n")
    print("| seed | KID, Effigy | KID, PyTorch | KID, floor | Effigy minus PyTorch | Frechet, Effigy | Frechet, PyTorch | Frechet, floor |")
    print("|---|---|---|---|---|---|---|---|")
    differences = []
    for seed, train, holdout, mine, other in rows:
        real = train[::4][: len(holdout)]
        difference = paired(holdout, mine, other)
        apart = frechet(holdout, mine) - frechet(holdout, other)
        differences.append((difference[0], apart))
        print(
            f"| {seed} | {kid(holdout, mine):.3f} | {kid(holdout, other):.3f} | {kid(holdout, real):.3f}"
            f" | {difference[0]:+.4f} [{difference[1]:+.4f}, {difference[2]:+.4f}]"
            f" | {frechet(holdout, mine):.2f} | {frechet(holdout, other):.2f} | {frechet(holdout, real):.2f} |"
        )
    if len(seeds) == 3:
        # Student's t for 2 degrees of freedom.
        for name, values in zip(("KID", "Frechet distance"), np.array(differences).T):
            half = 4.303 * values.std(ddof=1) / math.sqrt(3)
            print(f"\n{name}, Effigy minus PyTorch, mean of 3 seeds: {values.mean():+.4f}, 95 % interval +-{half:.4f}")


if __name__ == "__main__":
    torch.manual_seed(1)
    torch.set_num_threads(1)
    what, place, *rest = sys.argv[1:]
    if what == "train":
        train(place)
    elif what == "sample":
        sample(place, rest[0])
    else:
        report(place, rest)
