"""Makes mixtures.json: mixtures and k-means by scikit-learn, densities by SciPy, and EM that em.py writes out in NumPy.

    python3 mixtures.py > mixtures.json
"""
import json
import os
import warnings

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import scipy
import sklearn
from drawn import clusters, flat, random
from em import discrete, missing
from scipy.stats import multivariate_t
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
KINDS = {"full": "full", "diagonal": "diag", "spherical": "spherical", "tied": "tied"}


def begin(points, K, kind):
    """A start that is not a solution: means at the first points of each third, unit covariances."""
    n, d = points.shape
    means = points[[k * (n // K) for k in range(K)]]
    shapes = {"full": (K, d, d), "diag": (K, d), "spherical": (K,), "tied": (d, d)}
    ones = np.zeros(shapes[kind]) + (np.eye(d) if kind in ("full", "tied") else 1)
    return {"weights": np.full(K, 1 / K), "means": means, "covariances": ones}


def mixture(kind, K, start, **options):
    return GaussianMixture(
        K,
        covariance_type=kind,
        weights_init=start["weights"],
        means_init=start["means"],
        # Unit covariances are their own inverses.
        precisions_init=start["covariances"],
        init_params="random",
        random_state=0,
        **options,
    )


def steps(points, K, kind, iterations, tracked):
    """Parameters after each iteration, and the log-likelihood before it."""
    start = begin(points, K, kind)
    fitted = mixture(kind, K, start, max_iter=1, tol=0, warm_start=True)
    history = []
    for i in range(iterations):
        fitted.fit(points)
        step = {"logLikelihood": fitted.lower_bound_}
        if i in tracked:
            step.update(weights=flat(fitted.weights_), means=flat(fitted.means_), covariances=flat(fitted.covariances_))
        history.append(step)
    return start, history, fitted


def trajectory(name, kind):
    points = clusters(150, 3, 3, 1.5)
    start, history, fitted = steps(points, 3, KINDS[kind], 50, range(50))
    probes = np.round(random.normal(size=(5, 3)) * 3, 3)
    return {
        "name": name,
        "covariance": kind,
        "dimensions": 3,
        "components": 3,
        "points": flat(points),
        "start": {key: flat(value) for key, value in start.items()},
        "steps": history,
        "bic": fitted.bic(points),
        "aic": fitted.aic(points),
        "probes": flat(probes),
        "logDensity": flat(fitted.score_samples(probes)),
        "responsibilities": flat(fitted.predict_proba(probes).T),
        "predict": fitted.predict(probes).tolist(),
    }


def outcome(name, points, K, kind="full", iterations=30, counts=None, **extra):
    """What is reached after some iterations; counts repeat points."""
    repeated = points if counts is None else np.repeat(points, counts, axis=0)
    start = begin(points, K, KINDS[kind])
    fitted = mixture(KINDS[kind], K, start, max_iter=iterations, tol=0).fit(repeated)
    return {
        "name": name,
        "covariance": kind,
        "dimensions": points.shape[1],
        "components": K,
        "iterations": iterations,
        "points": flat(points),
        "counts": None if counts is None else counts.tolist(),
        "start": {key: flat(value) for key, value in start.items()},
        "weights": flat(fitted.weights_),
        "means": flat(fitted.means_),
        "covariances": flat(fitted.covariances_),
        "logLikelihood": fitted.lower_bound_,
        "bic": fitted.bic(repeated),
        "aic": fitted.aic(repeated),
        **extra,
    }


def million():
    """A million points that any language can make: a multiplicative hash of their number."""
    i = np.arange(1_000_000, dtype=np.uint64)
    hashed = [((i * np.uint64(p)) % np.uint64(2**32)).astype(float) / 2**32 for p in (2654435761, 2246822519, 3266489917)]
    x = hashed[0] + 2 * (hashed[2] > 0.4)
    y = hashed[1] - 1.5 * (hashed[2] > 0.7) + 0.5 * x
    points = np.stack([x, y], 1)
    start = begin(points, 3, "full")
    fitted = mixture("full", 3, start, max_iter=5, tol=0).fit(points)
    return {
        "means": flat(fitted.means_),
        "weights": flat(fitted.weights_),
        "covariances": flat(fitted.covariances_),
        "logLikelihood": fitted.lower_bound_,
        "start": flat(start["means"]),
    }


def k_means(name, points, K):
    fitted = KMeans(K, init=points[:K], n_init=1, tol=0, max_iter=300, algorithm="lloyd").fit(points)
    return {
        "name": name,
        "dimensions": points.shape[1],
        "clusters": K,
        "points": flat(points),
        "centres": flat(fitted.cluster_centers_),
        "labels": fitted.labels_.tolist(),
        "inertia": fitted.inertia_,
    }


def student():
    probes = np.round(random.normal(size=(6, 2)) * 4, 3)
    mean, scale = np.array([0.5, -1]), np.array([[2, 0.6], [0.6, 1]])
    return {
        "probes": flat(probes),
        "mean": flat(mean),
        "scale": flat(scale),
        "logDensity": {str(df): flat(multivariate_t.logpdf(probes, mean, scale, df)) for df in (1, 2.5, 4, 30)},
    }


line = np.round(np.concatenate([random.normal(size=40), random.normal(size=30) * 0.5 + 3]), 3)[:, None]
collinear = np.round(np.outer(random.normal(size=40), [1, 2, -1]) + np.repeat([[0, 0, 0], [4, 0, 0]], 20, axis=0), 3)
pairs = clusters(60, 2, 2, 2)
# Multiples of 1/64 stay what they are where 1e8 is added.
exact = np.round(clusters(80, 2, 2, 2) * 64) / 64

print(
    json.dumps(
        {
            "origin": "mixtures.py with scikit-learn %s, SciPy %s, NumPy %s" % (sklearn.__version__, scipy.__version__, np.__version__),
            "trajectories": [trajectory("%s covariances" % kind, kind) for kind in KINDS],
            "outcomes": [
                outcome("one dimension", line, 2),
                outcome("one dimension, one variance each", line, 2, "spherical"),
                outcome("weights of points", pairs, 2, counts=random.integers(0, 4, size=len(pairs))),
                outcome("weights of points, tied", pairs, 2, "tied", counts=random.integers(1, 4, size=len(pairs))),
                outcome("identical points", np.full((10, 2), 1.5), 2, iterations=5),
                outcome("points on two lines", collinear, 2, iterations=10),
                outcome("as many components as points", clusters(4, 2, 4, 3), 4, iterations=5),
                outcome("one component", pairs, 1, iterations=2),
                outcome("to be moved far away", exact, 2, offset=1e8),
            ],
            "million": million(),
            "kMeans": [
                k_means("overlapping clusters", clusters(400, 3, 4, 1.0), 7),
                k_means("one dimension", line, 3),
                k_means("many clusters", clusters(300, 2, 5, 2.0), 40),
            ],
            "missing": missing(),
            "binary": discrete([2, 2, 2, 2, 2]),
            "categorical": discrete([3, 2, 4]),
            "student": student(),
        }
    )
)
