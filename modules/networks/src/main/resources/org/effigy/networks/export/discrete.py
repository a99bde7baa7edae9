def signal(t):
    """Returns alpha and sigma of xt = alpha x0 + sigma eps at time step t, from 0 to T."""
    return math.sqrt(ALPHA_BAR[t]), math.sqrt(1 - ALPHA_BAR[t])


def clean(xt, output, t):
    """Returns the image x0 that the network's output stands for."""
    alpha, sigma = signal(t)
    if PREDICTION == "epsilon":
        return (xt - sigma * output) / alpha
    return alpha * xt - sigma * output if PREDICTION == "velocity" else output


def target(x0, eps, t):
    """Returns what the network learns to predict."""
    alpha, sigma = signal(t)
    return {"epsilon": eps, "velocity": alpha * eps - sigma * x0, "sample": x0}[PREDICTION]


def given(xt, t):
    """Returns what the network takes for xt and t."""
    return xt, float(t)


def times(steps):
    """Returns the time steps of a sampler, from the most noise to 0: equal steps of the logarithmic signal-to-noise ratio."""
    last = len(ALPHA_BAR) - 1
    ratio = [0.0] + [math.sqrt((1 - a) / a) if a > 0 else math.inf for a in ALPHA_BAR[1:]]
    most, least = math.log(min(80.0, ratio[last])), math.log(ratio[1])
    found = []
    for i in range(steps):
        wanted = math.exp(most + (least - most) * i / max(1, steps - 1))
        # The nearest step on this scale: the first with at least this ratio, or the one before.
        t = next((t for t in range(1, last) if ratio[t] >= wanted), last)
        found.append(t - 1 if t > 1 and wanted * wanted < ratio[t] * ratio[t - 1] else t)
    for i in range(1, steps):
        found[i] = min(found[i], found[i - 1] - 1)
    return [max(t, steps - i) for i, t in enumerate(found)] + [0]


def start():
    """Returns the deviation of the noise that sampling begins with."""
    return 1.0
