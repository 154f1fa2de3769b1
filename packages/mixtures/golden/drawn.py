"""Random points for mixtures.json. All of its scripts draw from one stream, in the order in which mixtures.py calls them."""
import numpy as np

random = np.random.default_rng(7)


def flat(values):
    return np.asarray(values, float).ravel().tolist()


def clusters(n, d, K, apart):
    """Points of K Gaussians of different shapes, to three decimals."""
    parts = []
    for k in range(K):
        shape = random.normal(size=(d, d)) * 0.5 + np.eye(d)
        parts.append(random.normal(size=(n // K + (k < n % K), d)) @ shape + apart * random.normal(size=d))
    return np.round(np.concatenate(parts), 3)
