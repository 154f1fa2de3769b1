"""Makes golden.json: what scikit-learn, SciPy and NumPy say of the labelings that `golden.test.ts` scores.

    python3 golden.py > golden.json

Labelings are short lists, or recipes for a linear congruential generator that the test runs as well.
"""
import json
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix, entropy, expected_mutual_information

warnings.filterwarnings("ignore")
AVERAGES = {"arithmetic": np.mean, "max": max, "min": min, "geometric": lambda pair: np.sqrt(pair[0] * pair[1])}


def uniforms(seed):
    """Numerical Recipes' generator: 32 bits of state, in [0, 1)."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def labelings(items, groups, seed, power=1, agree=0.0, scale=1, offset=0):
    """Truth: floor(groups[0] * u^power). Prediction: the truth modulo groups[1] with probability `agree`, else uniform."""
    u = uniforms(seed)
    truth, prediction = [], []
    for _ in range(items):
        drawn = next(u)
        place = drawn
        for _ in range(power - 1):
            place *= drawn
        truth.append(int(groups[0] * place))
        kept, other = next(u) < agree, int(groups[1] * next(u))
        prediction.append(truth[-1] % groups[1] if kept else other)
    return [t * scale + offset for t in truth], prediction


def overlap_scores(truth, prediction, background):
    """Mean matched IoU, mean best overlap and segmentation covering from masks, one after the other."""
    truth, prediction = np.array(truth), np.array(prediction)
    objects = [truth == label for label in np.unique(truth) if label != background]
    groups = [prediction == label for label in np.unique(prediction)]
    if not objects:
        return None
    iou = np.array([[(o & g).sum() / (o | g).sum() for g in groups] for o in objects])
    matched = iou[linear_sum_assignment(iou, maximize=True)].sum() / len(objects)
    sizes = [o.sum() for o in objects]
    return {"meanIoU": matched, "meanBestOverlap": iou.max(1).mean(), "segmentationCovering": np.average(iou.max(1), weights=sizes)}


def scores(truth, prediction):
    out = {
        "adjustedRandIndex": metrics.adjusted_rand_score(truth, prediction),
        "randIndex": metrics.rand_score(truth, prediction),
        "homogeneity": metrics.homogeneity_score(truth, prediction),
        "completeness": metrics.completeness_score(truth, prediction),
        "vMeasure": metrics.v_measure_score(truth, prediction),
        "vMeasureBeta2": metrics.v_measure_score(truth, prediction, beta=2.0),
        "fowlkesMallows": metrics.fowlkes_mallows_score(truth, prediction),
    }
    expected = 0.0
    if truth:
        table = contingency_matrix(truth, prediction)
        expected = expected_mutual_information(contingency_matrix(truth, prediction, sparse=True).astype(float), len(truth))
        out["mutualInformation"] = metrics.mutual_info_score(truth, prediction)
        out["expectedMutualInformation"] = expected
        out["purity"] = table.max(0).sum() / len(truth)
    for name, average in AVERAGES.items():
        out[f"normalizedMutualInformation/{name}"] = metrics.normalized_mutual_info_score(truth, prediction, average_method=name)
        ami = metrics.adjusted_mutual_info_score(truth, prediction, average_method=name)
        # Where chance alone reaches the bound AMI is 0 / 0, and scikit-learn prints the rounding noise: no golden value.
        noise = truth and ami not in (0.0, 1.0) and average([entropy(truth), entropy(prediction)]) - expected < 1e-12
        out[f"adjustedMutualInformation/{name}"] = None if noise or (truth, prediction) == ([0, 1], [0, 1]) else ami
    if len(set(truth)) * len(set(prediction)) * len(truth) < 1e9:
        out["objects"] = overlap_scores(truth, prediction, 0)
        out["allObjects"] = overlap_scores(truth, prediction, None)
    return {key: float(value) if isinstance(value, np.floating) else value for key, value in out.items() if value is not None}


LISTS = {
    "no items": ([], []),
    "one item": ([5], [3]),
    "two items apart": ([0, 1], [0, 1]),
    "one class on both sides": ([0] * 5, [1] * 5),
    "one class against three": ([0] * 6, [0, 1, 2, 0, 1, 2]),
    "three classes against one": ([0, 1, 2, 0, 1, 2], [4] * 6),
    "singletons on both sides": (list(range(7)), list(range(7))[::-1]),
    "one class against singletons": ([0] * 5, list(range(5))),
    "two classes against singletons": ([0, 0, 0, 1, 1, 1], list(range(6))),
    "singletons against two classes": (list(range(60)), [0] * 25 + [1] * 35),
    "same grouping, other names": ([0, 0, 1, 1, 2], [7, 7, -3, -3, 0]),
    "independent": ([0, 0, 1, 1], [0, 1, 0, 1]),
    "worse than chance": ([0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2, 0, 1, 2, 0, 1, 2]),
    "one of three split": ([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], [1, 1, 4, 4, 2, 2, 2, 2, 3, 3, 3, 3]),
    "more objects than groups": ([1, 2, 3, 4, 5, 5, 0, 0], [1, 1, 1, 2, 2, 2, 2, 1]),
}

RECIPES = [
    dict(items=1, groups=[4, 4], seed=1),
    dict(items=2, groups=[1, 4], seed=2),
    dict(items=3, groups=[2, 2], seed=3),
    dict(items=10, groups=[3, 4], seed=4, agree=0.5),
    dict(items=10, groups=[10, 10], seed=5),
    dict(items=50, groups=[50, 5], seed=6),
    dict(items=100, groups=[10, 10], seed=7, scale=-7919, offset=10**9),
    dict(items=100, groups=[2, 60], seed=8, agree=0.3),
    dict(items=500, groups=[3, 3], seed=9, agree=0.9),
    dict(items=784, groups=[4, 4], seed=10),
    dict(items=784, groups=[4, 5], seed=11, agree=0.7, power=3),
    dict(items=784, groups=[4, 3], seed=12, agree=0.99, scale=2**40, offset=-(2**41)),
    dict(items=2000, groups=[2000, 2000], seed=13, agree=0.5),
    dict(items=5000, groups=[300, 700], seed=14, agree=0.2, power=2),
    dict(items=10000, groups=[10, 20], seed=15, agree=0.4, power=4),
    dict(items=100000, groups=[50, 40], seed=16, agree=0.1),
    dict(items=100000, groups=[3000, 2], seed=17, power=2),
    dict(items=1000000, groups=[2, 3], seed=18),
    dict(items=1000000, groups=[100, 100], seed=19),
    dict(items=1000000, groups=[100, 30], seed=20, agree=0.6, power=3),
]


def quantile_case(items, seed):
    u = uniforms(seed)
    values = [next(u) for _ in range(items)]
    at = [0, 0.025, 0.25, 0.5, 0.75, 0.9, 1]
    deviation = float(np.std(values, ddof=1)) if items > 1 else None
    return {"items": items, "seed": seed, "at": at, "quantiles": np.quantile(values, at).tolist(), "mean": float(np.mean(values)), "sampleDeviation": deviation}


def main():
    cases = [{"name": name, "truth": t, "prediction": p, "scores": scores(t, p)} for name, (t, p) in LISTS.items()]
    for recipe in RECIPES:
        print(recipe, file=sys.stderr)
        cases.append({"recipe": recipe, "scores": scores(*labelings(**recipe))})
    print('{"origin": "golden.py with scikit-learn %s, SciPy %s, NumPy %s",' % (sklearn.__version__, scipy.__version__, np.__version__))
    print('"clusterings": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n],")
    print('"samples": [\n' + ",\n".join(json.dumps(quantile_case(n, n)) for n in (1, 2, 4, 9, 1000)) + "\n]}")


main()
