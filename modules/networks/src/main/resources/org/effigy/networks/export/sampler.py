@torch.no_grad()
def sample(network, noise, label=None, steps=20, guidance=1.0, mask=None, covariates=None):
    """DPM-Solver++(2M) (Lu et al. 2022, algorithm 2) from noise to what the network denoises.

    noise: (N, C, H, W), standard normal. label: (N, classes) for a network that has classes. guidance: above 1 the
    class shows more (Ho and Salimans 2022). mask: (N, 1, H, W) for a network that takes masks, all -1 for none.
    covariates: (N, features) for a network that takes them, as it says; all 0 for none.
    """

    def predict(xt, t):
        image, time = given(xt, t)
        time = torch.full((len(xt),), time, dtype=torch.float64)
        seen = [image] if mask is None else [image, mask]
        told = [known for known in (label, covariates) if known is not None]
        output = network(*seen, time, *told)
        if told and guidance != 1:
            free = network(*seen, time, *[torch.zeros_like(known) for known in told])
            output = free + guidance * (output - free)
        return output

    def ratio(t):
        alpha, sigma = signal(t)
        return math.log(alpha / sigma) if alpha > 0 else -math.inf

    at = times(steps)
    xt, before = noise * start(), None
    for i in range(steps):
        t, s = at[i], at[i + 1]
        x0 = clean(xt.double(), predict(xt, t).double(), t)
        x0 = x0.clamp(-1, 1) if CLIPPED else x0
        d = x0
        if before is not None and s > 0:
            d = x0 + (ratio(s) - ratio(t)) / (2 * (ratio(t) - ratio(at[i - 1]))) * (x0 - before)
        from_xt = signal(s)[1] / signal(t)[1]
        from_x0 = signal(s)[0] - from_xt * signal(t)[0]
        xt, before = (from_xt * xt.double() + from_x0 * d).to(noise.dtype), x0
    return xt
