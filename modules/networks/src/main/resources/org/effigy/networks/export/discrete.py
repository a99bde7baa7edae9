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
    """Returns the time steps of a sampler, equally spaced, from T to 0."""
    last = len(ALPHA_BAR) - 1
    return [(2 * i * last + steps) // (2 * steps) for i in range(steps, -1, -1)]


def start():
    """Returns the deviation of the noise that sampling begins with."""
    return 1.0
