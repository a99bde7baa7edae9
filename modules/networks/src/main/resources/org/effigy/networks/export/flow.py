def signal(t):
    """Returns alpha and sigma of xt = alpha x0 + sigma eps at time t, from 0 to 1 (rectified flow, Liu et al. 2023)."""
    return 1.0 - t, t


def clean(xt, output, t):
    """Returns the image x0 that the network's output, the velocity, stands for."""
    return xt - t * output


def target(x0, eps, t):
    """Returns what the network learns to predict."""
    return eps - x0


def given(xt, t):
    """Returns what the network takes for xt and t."""
    return xt, 1000.0 * t


def times(steps):
    """Returns the times of a sampler, equally spaced, from 1 to 0."""
    return [i / steps for i in range(steps, -1, -1)]


def start():
    """Returns the deviation of the noise that sampling begins with."""
    return 1.0
