def signal(t):
    """Returns alpha and sigma of xt = alpha x0 + sigma eps; the time t is the noise's deviation (Karras et al. 2022)."""
    return 1.0, t


def clean(xt, output, t):
    """Returns the image x0 that the network's output stands for: cSkip xt + cOut output."""
    total = t * t + SIGMA_DATA * SIGMA_DATA
    return SIGMA_DATA * SIGMA_DATA / total * xt + t * SIGMA_DATA / math.sqrt(total) * output


def target(x0, eps, t):
    """Returns what the network learns to predict."""
    total = t * t + SIGMA_DATA * SIGMA_DATA
    return (x0 - SIGMA_DATA * SIGMA_DATA / total * (x0 + t * eps)) * math.sqrt(total) / (t * SIGMA_DATA)


def given(xt, t):
    """Returns what the network takes for xt and t: cIn xt and cNoise."""
    return xt / math.sqrt(t * t + SIGMA_DATA * SIGMA_DATA), math.log(t) / 4


def times(steps):
    """Returns the times of a sampler, from the most noise to 0; equal steps of t^(1/7)."""
    most, least = SIGMA_MAX ** (1 / 7), SIGMA_MIN ** (1 / 7)
    return [(most + (least - most) * i / max(1, steps - 1)) ** 7 for i in range(steps)] + [0.0]


def start():
    """Returns the deviation of the noise that sampling begins with."""
    return SIGMA_MAX
