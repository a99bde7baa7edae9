"""Prints the golden values of StructuralSimilarityTest; needs numpy and scikit-image."""
import numpy as np
from skimage.metrics import structural_similarity


def wave(n, frequency):
    return np.sin(frequency * np.arange(n) + 0.5).astype(np.float32)


a = wave(480, 0.11)
for weight in (0.1, 0.5):
    b = ((1 - weight) * a + weight * wave(480, 0.37).astype(np.float64)).astype(np.float32)
    pair = [v.astype(np.float64).reshape(20, 24) for v in (a, b)]
    print(weight, structural_similarity(*pair, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=2))
