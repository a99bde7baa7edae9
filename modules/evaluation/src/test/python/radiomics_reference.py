"""Radiomic features in numpy, written from the documentation of pyradiomics 3 (matrices as arrays, formulas as printed there),
apart from the program. Prints "name value" for the image of RadiomicsTest; needs numpy, scipy and PyWavelets.

    python3 radiomics_reference.py > ../resources/golden/radiomics.txt
"""
import numpy as np
import pywt
from scipy import ndimage

EPS = np.spacing(1)


def image(side):
    y, x = np.mgrid[0:side, 0:side].astype(np.float64)
    noise = np.modf(np.abs(np.sin(x * 12.9898 + y * 78.233) * 43758.5453))[0]
    return (0.8 * np.sin(x / 5.0) * np.cos(y / 7.0) + 0.2 * noise - 0.1).astype(np.float32)


def discretise(a, width):
    low = np.floor(a.min() / width) * width
    edges = np.arange(low, a.max() + 2 * width, width)
    return np.digitize(a, edges)


def first_order(a, q, shift=300):
    x = a.ravel()
    p10, p25, p50, p75, p90 = np.percentile(x, [10, 25, 50, 75, 90])
    inner = x[(x >= p10) & (x <= p90)]
    _, c = np.unique(q, return_counts=True)
    p = c / c.sum()
    m2, m3, m4 = (np.mean((x - x.mean()) ** k) for k in (2, 3, 4))
    return {
        '10Percentile': p10, '90Percentile': p90, 'Energy': np.sum((x + shift) ** 2),
        'Entropy': -np.sum(p * np.log2(p + EPS)), 'InterquartileRange': p75 - p25, 'Kurtosis': m4 / m2 ** 2,
        'Maximum': x.max(), 'MeanAbsoluteDeviation': np.mean(np.abs(x - x.mean())), 'Mean': x.mean(), 'Median': p50,
        'Minimum': x.min(), 'Range': np.ptp(x),
        'RobustMeanAbsoluteDeviation': np.mean(np.abs(inner - inner.mean())),
        'RootMeanSquared': np.sqrt(np.mean((x + shift) ** 2)), 'Skewness': m3 / m2 ** 1.5,
        'TotalEnergy': np.sum((x + shift) ** 2), 'Uniformity': np.sum(p ** 2), 'Variance': m2}


def glcm(q):
    ng = q.max()
    out = []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = q[:q.shape[0] - dy, max(0, -dx):q.shape[1] - max(0, dx)]
        b = q[dy:, max(0, dx):q.shape[1] + min(0, dx)]
        p = np.zeros((ng + 1, ng + 1))
        np.add.at(p, (a.ravel(), b.ravel()), 1)
        p = p + p.T
        levels = np.unique(q)
        p = p[np.ix_(levels, levels)]
        p /= p.sum()
        i, j = np.meshgrid(levels, levels, indexing='ij')
        px, py = p.sum(1), p.sum(0)
        ux, uy = np.sum(i * p), np.sum(j * p)
        padd = np.array([p[i + j == k].sum() for k in range(2, 2 * ng + 1)])
        psub = np.array([p[np.abs(i - j) == k].sum() for k in range(ng)])
        ks, kd = np.arange(2, 2 * ng + 1), np.arange(ng)
        hx = -np.sum(px * np.log2(px + EPS))
        hy = -np.sum(py * np.log2(py + EPS))
        hxy = -np.sum(p * np.log2(p + EPS))
        pp = np.outer(px, py)
        hxy1 = -np.sum(p * np.log2(pp + EPS))
        hxy2 = -np.sum(pp * np.log2(pp + EPS))
        sx, sy = np.sqrt(np.sum(p * (i - ux) ** 2)), np.sqrt(np.sum(p * (j - uy) ** 2))
        qm = (p[:, None, :] * p[None, :, :] / (px[:, None, None] * py[None, None, :] + EPS)).sum(2)
        eig = np.sort(np.linalg.eigvals(qm).real)
        da = np.sum(kd * psub)
        out.append({
            'Autocorrelation': np.sum(p * i * j), 'ClusterProminence': np.sum(p * (i + j - ux - uy) ** 4),
            'ClusterShade': np.sum(p * (i + j - ux - uy) ** 3), 'ClusterTendency': np.sum(p * (i + j - ux - uy) ** 2),
            'Contrast': np.sum(p * (i - j) ** 2),
            'Correlation': (np.sum(p * (i - ux) * (j - uy)) + EPS) / (sx * sy + EPS),
            'DifferenceAverage': da, 'DifferenceEntropy': -np.sum(psub * np.log2(psub + EPS)),
            'DifferenceVariance': np.sum(psub * (kd - da) ** 2), 'Id': np.sum(psub / (1 + kd)),
            'Idm': np.sum(psub / (1 + kd ** 2)), 'Idmn': np.sum(psub / (1 + kd ** 2 / ng ** 2)),
            'Idn': np.sum(psub / (1 + kd / ng)), 'Imc1': (hxy - hxy1) / max(hx, hy),
            'Imc2': np.sqrt(1 - np.exp(-2 * (hxy2 - hxy))), 'InverseVariance': np.sum(psub[1:] / kd[1:] ** 2),
            'JointAverage': ux, 'JointEnergy': np.sum(p ** 2), 'JointEntropy': hxy, 'MCC': np.sqrt(eig[-2]),
            'MaximumProbability': p.max(), 'SumAverage': np.sum(ks * padd),
            'SumEntropy': -np.sum(padd * np.log2(padd + EPS)), 'SumSquares': np.sum(p * (i - ux) ** 2)})
    return {k: np.mean([o[k] for o in out]) for k in out[0]}


def sixteen(p, np_, names):
    thing, sizes, share, small, large = names
    nz = p.sum()
    i = np.arange(1, p.shape[0] + 1)[:, None].astype(float)
    j = np.arange(1, p.shape[1] + 1)[None, :].astype(float)
    pg, pr = p.sum(1), p.sum(0)
    q = p / nz
    ui, uj = np.sum(q * i), np.sum(q * j)
    return {
        'GrayLevelNonUniformity': np.sum(pg ** 2) / nz, 'GrayLevelNonUniformityNormalized': np.sum(pg ** 2) / nz ** 2,
        'GrayLevelVariance': np.sum(q * (i - ui) ** 2), 'HighGrayLevel' + thing + 'Emphasis': np.sum(q * i ** 2),
        large + 'Emphasis': np.sum(q * j ** 2), large + 'HighGrayLevelEmphasis': np.sum(q * i ** 2 * j ** 2),
        large + 'LowGrayLevelEmphasis': np.sum(q * j ** 2 / i ** 2),
        'LowGrayLevel' + thing + 'Emphasis': np.sum(q / i ** 2), thing + 'Entropy': -np.sum(q * np.log2(q + EPS)),
        sizes + 'NonUniformity': np.sum(pr ** 2) / nz, sizes + 'NonUniformityNormalized': np.sum(pr ** 2) / nz ** 2,
        share: nz / np_, thing + 'Variance': np.sum(q * (j - uj) ** 2), small + 'Emphasis': np.sum(q / j ** 2),
        small + 'HighGrayLevelEmphasis': np.sum(q * i ** 2 / j ** 2),
        small + 'LowGrayLevelEmphasis': np.sum(q / (i ** 2 * j ** 2))}


def glrlm(q):
    out = []
    side = q.shape[0]
    for lines in ([r for r in q], [c for c in q.T], [np.diagonal(q, k) for k in range(-side + 1, side)],
                  [np.diagonal(q[:, ::-1], k) for k in range(-side + 1, side)]):
        p = np.zeros((q.max(), side))
        for line in lines:
            cut = np.flatnonzero(np.diff(line)) + 1
            for run in np.split(line, cut):
                p[run[0] - 1, len(run) - 1] += 1
        out.append(sixteen(p, q.size, ('Run', 'RunLength', 'RunPercentage', 'ShortRun', 'LongRun')))
    return {k: np.mean([o[k] for o in out]) for k in out[0]}


def glszm(q):
    p = np.zeros((q.max(), q.size))
    for level in np.unique(q):
        lab, n = ndimage.label(q == level, structure=np.ones((3, 3)))
        for size in np.bincount(lab.ravel())[1:]:
            p[level - 1, size - 1] += 1
    return sixteen(p, q.size, ('Zone', 'SizeZone', 'ZonePercentage', 'SmallArea', 'LargeArea'))


def ngtdm(q):
    k = np.ones((3, 3))
    k[1, 1] = 0
    total = ndimage.convolve(q.astype(float), k, mode='constant')
    count = ndimage.convolve(np.ones(q.shape), k, mode='constant')
    diff = np.abs(q - total / count)
    levels = np.unique(q)
    s = np.array([diff[q == v].sum() for v in levels])
    p = np.array([(q == v).mean() for v in levels])
    i = levels.astype(float)
    ii, jj = np.meshgrid(i, i, indexing='ij')
    pi, pj = np.meshgrid(p, p, indexing='ij')
    si, sj = np.meshgrid(s, s, indexing='ij')
    n = len(levels)
    return {
        'Busyness': np.sum(p * s) / np.sum(np.abs(ii * pi - jj * pj)), 'Coarseness': 1 / np.sum(p * s),
        'Complexity': np.sum(np.abs(ii - jj) * (pi * si + pj * sj) / (pi + pj)) / q.size,
        'Contrast': np.sum(pi * pj * (ii - jj) ** 2) / (n * (n - 1)) * s.sum() / q.size,
        'Strength': np.sum((pi + pj) * (ii - jj) ** 2) / s.sum()}


def images(a):
    yield 'original', a
    for sigma in (2, 3, 4, 5):
        yield 'log-sigma-%d' % sigma, sigma ** 2 * ndimage.gaussian_laplace(a, sigma, mode='nearest')
    (ll, (lh, hl, hh)), = pywt.swt2(a, 'coif1', 1)
    # pywt's horizontal detail is the high pass along the first axis.
    yield 'wavelet-LL', ll
    yield 'wavelet-LH', hl
    yield 'wavelet-HL', lh
    yield 'wavelet-HH', hh


def features(scaled):
    a = scaled.astype(np.float64)
    a = (a - a.mean()) / a.std() * 100
    for name, plane in images(a):
        q = discretise(plane, 5)
        for family, found in (('firstorder', first_order(plane, q)), ('glcm', glcm(q)), ('glrlm', glrlm(q)),
                              ('glszm', glszm(q)), ('ngtdm', ngtdm(q))):
            for feature, value in found.items():
                yield '%s_%s_%s' % (name, family, feature), value


if __name__ == '__main__':
    for name, value in features(image(32)):
        print(name, repr(float(value)))
