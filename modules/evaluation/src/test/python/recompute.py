"""Computes the fidelity figures of an evaluation again, from evaluation.json, rows.json and the feature files alone, in numpy and
apart from the program. Prints one line for each figure that differs by more than 1e-6 (relative, or absolute below 1), then
"figures N worst X"; exit code 1 if any differs.

    python3 recompute.py EVAL
"""
import json
import struct
import sys

import numpy as np


def features(folder, space, role):
    with open('%s/features-%s-%s.safetensors' % (folder, space, role), 'rb') as f:
        n, = struct.unpack('<Q', f.read(8))
        head = json.loads(f.read(n))['features']
        assert head['dtype'] == 'F32'
        data = np.frombuffer(f.read(), '<f4').reshape(head['shape'])
    assert np.isfinite(data).all()
    return data.astype(np.float64)


def kid(r, s):
    d = r.shape[1]

    def k(a, b):
        return (a @ b.T / d + 1) ** 3

    n, m = len(r), len(s)
    rr, ss = k(r, r), k(s, s)
    return ((rr.sum() - np.trace(rr)) / (n * (n - 1)) + (ss.sum() - np.trace(ss)) / (m * (m - 1))
            - 2 * k(r, s).mean())


def frechet(r, s):
    x = (r - r.mean(0)) / np.sqrt(len(r) - 1)
    y = (s - s.mean(0)) / np.sqrt(len(s) - 1)
    # tr (C1 C2)^(1/2) is the sum of the singular values of X Y'.
    root = np.linalg.svd(x @ y.T, compute_uv=False).sum()
    return ((r.mean(0) - s.mean(0)) ** 2).sum() + (x ** 2).sum() + (y ** 2).sum() - 2 * root


def frechet_limit(r, s):
    points = []
    for parts in (1, 2, 3):
        points.append((parts / len(s), np.mean([frechet(r, s[i::parts]) for i in range(parts)])))
    x, y = np.array(points).T
    return np.polyfit(x, y, 1)[1]


def squared(a, b):
    return np.maximum(0, (a ** 2).sum(1)[:, None] + (b ** 2).sum(1)[None, :] - 2 * a @ b.T)


def balls(r, s, k=5):
    rr, ss, rs = squared(r, r), squared(s, s), squared(r, s)
    np.fill_diagonal(rr, np.inf)
    np.fill_diagonal(ss, np.inf)
    radius_r, radius_s = np.sort(rr, 1)[:, k - 1], np.sort(ss, 1)[:, k - 1]
    inside = rs < radius_r[:, None]
    return {'precision': inside.any(0).mean(), 'recall': (rs < radius_s[None, :]).any(1).mean(),
            'density': inside.sum(0).mean() / k, 'coverage': inside.any(1).mean()}


def vendi(s):
    u = s / np.maximum(np.linalg.norm(s, axis=1, keepdims=True), 1e-300)
    w = np.linalg.eigvalsh(u @ u.T / len(u))
    w = w[w > 0]
    return np.exp(-(w * np.log(w)).sum())


def some(rows, most):
    return rows if len(rows) <= most else rows[np.arange(most) * len(rows) // most]


def pick(rows, cell):
    if cell['by'] == 'all':
        return np.arange(len(rows))
    return np.array([i for i, row in enumerate(rows) if row.get(cell['by'], '') == cell['value']], int)


def main(folder):
    with open(folder + '/evaluation.json') as f:
        evaluation = json.load(f)
    with open(folder + '/rows.json') as f:
        rows = json.load(f)
    cache, values, bad, worst, count = {}, {}, 0, 0.0, 0
    low, high = 0.0, 1.0
    recipe = json.loads(evaluation['settings']['preprocessing'])
    if recipe['range']['kind'] == 'hounsfield':
        low, high = recipe['range']['low'], recipe['range']['high']
    for figure in evaluation['figures']:
        kind = figure['id'].split('.')
        if kind[0] != 'fidelity' or figure['measured'] is None:
            continue
        cell = figure['cell']
        told = cell['by'] == 'all' or any(row.get(cell['by'], '') for row in rows['synthetic'])
        train = some(pick(rows['train'], cell), 3000)
        hold = some(pick(rows['holdout'], cell), 3000)
        syn = some(pick(rows['synthetic'], cell if told else {'by': 'all'}), 3000)
        if len(hold) >= 50:
            size = min(len(hold), len(syn))
            hold, syn = some(hold, size), some(syn, size)
        plain = kind[1] in ('histogram', 'spectrum', 'hounsfield')
        space = kind[1] if plain else figure['space']
        if space not in cache:
            cache[space] = {role: features(folder, space, role) for role in ('train', 'holdout', 'synthetic')}
        r = cache[space]['train'][train]
        for side, role, which in (('measured', 'synthetic', syn), ('floor', 'holdout', hold)):
            if figure[side] is None:
                continue
            s = cache[space][role][which]
            name = '.'.join(kind[1:])
            key = (space, cell['by'], cell['value'], side)
            if name in ('precision', 'recall', 'density', 'coverage'):
                if key not in values:
                    values[key] = balls(r, s)
                expected = values[key][name]
            elif name == 'histogram':
                width = (high - low) / r.shape[1]
                expected = np.abs(np.cumsum(r.mean(0) - s.mean(0))).sum() * width
            elif name == 'spectrum':
                expected = 10 * np.sqrt(((r.mean(0) - s.mean(0)) ** 2).mean())
            elif name == 'hounsfield':
                expected = np.abs(r.mean(0) - s.mean(0)).sum() / 2
            elif name == 'hounsfield.share':
                names = ['air', 'lung', 'between lung and fat', 'fat', 'soft tissue', 'contrast and spongy bone', 'bone',
                         'out of range']
                expected = s.mean(0)[names.index(figure['space'])]
            elif name == 'vendi':
                expected = vendi(s)
            else:
                expected = {'kid': kid, 'frechet': frechet, 'frechet.limit': frechet_limit}[name](r, s)
            found = figure[side]['value']
            error = abs(found - expected) / max(1, abs(expected))
            worst, count = max(worst, error), count + 1
            if not error <= 1e-6:
                bad += 1
                print(figure['id'], figure['space'], cell, side, 'found', found, 'numpy', expected)
    print('figures %d worst %.2g' % (count, worst))
    return 1 if bad or count == 0 else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
