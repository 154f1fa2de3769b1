"""EM with missing values, of binary and of categorical data, written out in NumPy, point by point."""
import numpy as np
from drawn import clusters, flat, random
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def missing():
    """EM with missing values (Ghahramani and Jordan 1994), each point by the textbook's formulas."""
    points = clusters(60, 3, 2, 2.5)
    points[random.uniform(size=points.shape) < 0.25] = np.nan
    points[5] = np.nan
    K, d, n = 2, 3, len(points)
    start = {"weights": np.array([0.4, 0.6]), "means": np.array([[-1.0, 0, 0.5], [1, 0.5, -0.5]]), "covariances": np.tile(np.eye(3) * 2, (2, 1, 1))}
    weights, means, covariances = start["weights"], start["means"], start["covariances"]
    history = []
    for _ in range(12):
        logs, expected, left = np.zeros((n, K)), np.zeros((n, K, d)), np.zeros((n, K, d, d))
        for i, x in enumerate(points):
            o, m = np.flatnonzero(~np.isnan(x)), np.flatnonzero(np.isnan(x))
            for k in range(K):
                C = covariances[k]
                logs[i, k] = np.log(weights[k])
                if len(o):
                    logs[i, k] += multivariate_normal.logpdf(x[o], means[k][o], C[np.ix_(o, o)])
                expected[i, k, o] = x[o]
                gain = C[np.ix_(m, o)] @ np.linalg.inv(C[np.ix_(o, o)]) if len(o) else np.zeros((len(m), 0))
                expected[i, k, m] = means[k][m] + gain @ (x[o] - means[k][o])
                left[i, k][np.ix_(m, m)] = C[np.ix_(m, m)] - gain @ C[np.ix_(o, m)]
        evidence = logsumexp(logs, 1)
        gamma = np.exp(logs - evidence[:, None])
        filled = np.where(np.isnan(points), np.einsum("ik,ikd->id", gamma, expected), points)
        mass = gamma.sum(0)
        weights = mass / n
        means = np.einsum("ik,ikd->kd", gamma, expected) / mass[:, None]
        off = expected - means
        covariances = (np.einsum("ik,ikd,ike->kde", gamma, off, off) + np.einsum("ik,ikde->kde", gamma, left)) / mass[:, None, None]
        covariances += 1e-6 * np.eye(d)
        history.append(
            {
                "logLikelihood": evidence.mean(),
                "weights": flat(weights),
                "means": flat(means),
                "covariances": flat(covariances),
                "filled": flat(filled),
            }
        )
    cells = [None if np.isnan(value) else value for value in points.ravel()]
    return {"dimensions": d, "components": K, "points": cells, "start": {key: flat(v) for key, v in start.items()}, "steps": history}


def discrete(categories, smoothing=1e-6):
    """EM of independent categories, missing values left out; a binary value is one of two."""
    n, K, d = 80, 2, len(categories)
    truth = [[random.dirichlet(np.ones(c)) for c in categories] for _ in range(K)]
    points = np.array([[random.choice(c, p=truth[i % K][a]) for a, c in enumerate(categories)] for i in range(n)], float)
    points[random.uniform(size=points.shape) < 0.1] = np.nan
    gamma = random.uniform(size=(n, K))
    gamma /= gamma.sum(1, keepdims=True)
    first = gamma.T
    history = []
    for _ in range(20):
        weights = gamma.mean(0)
        tables = []
        for a, c in enumerate(categories):
            counts = np.array([[gamma[points[:, a] == value, k].sum() + smoothing for value in range(c)] for k in range(K)])
            tables.append(counts / counts.sum(1, keepdims=True))
        logs = np.tile(np.log(weights), (n, 1))
        for i in range(n):
            for a in range(d):
                if not np.isnan(points[i, a]):
                    logs[i] += np.log(tables[a][:, int(points[i, a])])
        evidence = logsumexp(logs, 1)
        gamma = np.exp(logs - evidence[:, None])
        history.append({"weights": flat(weights), "tables": [flat(table) for table in tables], "logLikelihood": evidence.mean()})
    cells = [None if np.isnan(value) else value for value in points.ravel()]
    return {"categories": categories, "points": cells, "gamma": flat(first), "steps": history}
