"""The PyTorch side of NetworkComparison: the same network, weights and batch as Effigy's NetworkWorker.

python3 network_worker.py UNIT CONFIG WEIGHTS BATCH THREADS DTYPE

UNIT is unet-step, unet-predict, unet-sample (20 steps of DPM-Solver++) or dcgan-step; CONFIG is JSON; WEIGHTS a safetensors file; DTYPE float32 or bfloat16
(autocast). Prints "ready"; then answers each line "K" on standard input with the milliseconds that K repetitions took, and
"memory" with the peak resident size in MiB. Memory format is channels last; Adam is PyTorch's default implementation.
"""
import contextlib
import json
import os
import sys
import time

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../../networks/src/test/python"))
import dcgan
import unet

unit, config, weights, batch, threads, dtype = sys.argv[1:]
config, batch = json.loads(config), int(batch)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
w = {}
for name, value in unet.load(weights).items():
    value = value.contiguous(memory_format=torch.channels_last) if value.dim() == 4 else value
    w[name] = value.requires_grad_(not name.endswith((".mean", ".variance")))


def cast():
    return torch.autocast("cpu", dtype=torch.bfloat16) if dtype == "bfloat16" else contextlib.nullcontext()


def images():
    return torch.randn(batch, 1, config["size"], config["size"]).contiguous(memory_format=torch.channels_last)


def unet_step():
    x, target = images(), images()
    t = torch.randint(1, 1001, (batch,))
    labels = torch.zeros(batch, dtype=torch.long)
    optimiser = torch.optim.Adam(list(w.values()), 2e-4)

    def run():
        optimiser.zero_grad()
        with cast():
            loss = F.mse_loss(unet.UNet(config, w).forward(x, t, labels).float(), target)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(w.values()), 1.0)
        optimiser.step()

    return run


def unet_predict():
    x = images()
    t = torch.randint(1, 1001, (batch,))
    labels = torch.zeros(batch, dtype=torch.long)

    def run():
        with torch.no_grad(), cast():
            unet.UNet(config, w).forward(x, t, labels)

    return run


def alpha_bars():
    steps = config["timesteps"]
    if config["schedule"] == "linear":
        betas = torch.linspace(1e-4, 0.02, steps, dtype=torch.float64) * 1000 / steps
    else:
        at = torch.arange(steps + 1, dtype=torch.float64) / steps
        bars = torch.cos((at + 0.008) / 1.008 * torch.pi / 2) ** 2
        betas = (1 - bars[1:] / bars[:-1]).clamp(max=0.999)
    return torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - betas, 0)])


def unet_sample():
    bars = alpha_bars()
    times = [round(config["timesteps"] * (i + 1) / 20) for i in range(20)]
    lam = lambda t: float(0.5 * torch.log(bars[t] / (1 - bars[t])))
    labels = torch.full((batch,), -1, dtype=torch.long) if config["classes"] else torch.zeros(batch, dtype=torch.long)

    def x0_of(x, t):
        with torch.no_grad(), cast():
            y = unet.UNet(config, w).forward(x, torch.full((batch,), t), labels).float()
        a, s = float(bars[t]) ** 0.5, float(1 - bars[t]) ** 0.5
        kind = config["prediction"].lower()
        x0 = (x - s * y) / a if kind == "epsilon" else a * x - s * y if kind == "velocity" else y
        return x0.clamp(-1, 1)

    def run():
        x, last = images(), None
        for i in range(19, -1, -1):
            t, s = times[i], times[i - 1] if i else 0
            x0 = x0_of(x, t)
            d = x0
            if last is not None and s:
                d = x0 + (lam(s) - lam(t)) / (2 * (lam(t) - lam(times[i + 1]))) * (x0 - last)
            from_x = float((1 - bars[s]) / (1 - bars[t])) ** 0.5
            x = from_x * x + (float(bars[s]) ** 0.5 - from_x * float(bars[t]) ** 0.5) * d
            last = x0

    return run


def dcgan_step():
    real, z = images(), torch.randn(batch, config["latentSize"])
    labels = torch.zeros(batch, dtype=torch.long)
    g = [v for k, v in w.items() if k.startswith("gen") and v.requires_grad]
    d = [v for k, v in w.items() if k.startswith("dis")]
    optimisers = [torch.optim.Adam(v, 2e-4, betas=(0.5, 0.999)) for v in (d, g)]

    def run():
        for v in d + g:
            v.grad = None
        with cast():
            real_loss = dcgan.bce(dcgan.discriminate(config, w, real, labels).float(), config["realLabel"])
            synthetic = dcgan.generate(config, w, z, labels, True)
            synthetic_loss = dcgan.bce(dcgan.discriminate(config, w, synthetic.detach(), labels).float(), 0.0)
        (real_loss + synthetic_loss).backward()
        optimisers[0].step()
        for v in d + g:
            v.grad = None
        with cast():
            loss = dcgan.bce(dcgan.discriminate(config, w, synthetic, labels).float(), 1.0)
        loss.backward()
        optimisers[1].step()

    return run


work = {"unet-step": unet_step, "unet-predict": unet_predict, "unet-sample": unet_sample, "dcgan-step": dcgan_step}[unit]()
work()
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "memory":
        peak = [row for row in open("/proc/self/status") if row.startswith("VmHWM")][0]
        print(int(peak.split()[1]) // 1024, flush=True)
        continue
    start = time.perf_counter()
    for _ in range(int(line)):
        work()
    print((time.perf_counter() - start) * 1000, flush=True)
