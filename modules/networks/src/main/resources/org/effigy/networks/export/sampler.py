def clean(xt, output, t):
    """Returns the image x0 that a prediction at time step t stands for."""
    alpha, sigma = math.sqrt(ALPHA_BAR[t]), math.sqrt(1 - ALPHA_BAR[t])
    if PREDICTION == "epsilon":
        return (xt - sigma * output) / alpha
    return alpha * xt - sigma * output if PREDICTION == "velocity" else output


def noisy(x0, eps, t):
    """Returns xt of images, noise and a time step for each image."""
    share = torch.tensor(ALPHA_BAR, dtype=torch.float64)[t].reshape(-1, 1, 1, 1)
    return (share.sqrt() * x0 + (1 - share).sqrt() * eps).to(x0.dtype)


def target(x0, eps, t):
    """Returns what the network learns to predict."""
    share = torch.tensor(ALPHA_BAR, dtype=torch.float64)[t].reshape(-1, 1, 1, 1)
    velocity = share.sqrt() * eps - (1 - share).sqrt() * x0
    return {"epsilon": eps, "velocity": velocity.to(x0.dtype), "sample": x0}[PREDICTION]


@torch.no_grad()
def sample(network, noise, label=None, steps=20, guidance=1.0):
    """DPM-Solver++(2M) (Lu et al. 2022, algorithm 2) over time steps equally spaced up to T.

    noise: (N, C, H, W), standard normal. label: (N, classes) for a network that has classes. guidance: above 1 the
    class shows more (Ho and Salimans 2022). Returns images in about [-1, 1].
    """
    last = len(ALPHA_BAR) - 1
    times = [(2 * i * last + steps) // (2 * steps) for i in range(steps + 1)]
    step = lambda t: 0.5 * math.log(ALPHA_BAR[t] / (1 - ALPHA_BAR[t]))
    labels = [] if label is None else [label]

    def predict(x, t):
        time = torch.full((len(x),), float(t))
        output = network(x, time, *labels)
        if label is not None and guidance != 1:
            free = network(x, time, torch.zeros_like(label))
            output = free + guidance * (output - free)
        return output

    xt, before = noise, None
    for i in range(steps, 0, -1):
        t, s = times[i], times[i - 1]
        x0 = clean(xt.double(), predict(xt, t).double(), t).clamp(-1, 1)
        d = x0
        if before is not None and s > 0:
            d = x0 + (step(s) - step(t)) / (2 * (step(t) - step(times[i + 1]))) * (x0 - before)
        from_xt = math.sqrt((1 - ALPHA_BAR[s]) / (1 - ALPHA_BAR[t]))
        from_x0 = math.sqrt(ALPHA_BAR[s]) - from_xt * math.sqrt(ALPHA_BAR[t])
        xt, before = (from_xt * xt.double() + from_x0 * d).to(noise.dtype), x0
    return xt
