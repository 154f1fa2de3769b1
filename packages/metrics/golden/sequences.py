"""Makes sequences.json: scores of tracks and masks by another way, with NumPy and SciPy, that `sequences-golden.test.ts` compares with.

    python3 sequences.py > sequences.json

Rectangles move over a small canvas. A prediction has other labels, shifted and eroded masks, labels that swap, and stray groups.
"""
import json

import numpy as np
import scipy
from scipy.ndimage import binary_dilation
from scipy.optimize import linear_sum_assignment


def sequence(seed, steps, height, width, objects, swap, stray):
    """Labels [steps, height, width] of truth and prediction."""
    draw = np.random.RandomState(seed)
    place = draw.randint(0, [height - 4, width - 4], (objects, 2))
    speed = draw.randint(-1, 2, (objects, 2))
    truth = np.zeros((steps, height, width), int)
    prediction = np.zeros_like(truth)
    names = draw.permutation(objects) + 1
    for t in range(steps):
        if draw.rand() < swap:
            names = draw.permutation(names)
        for i in range(objects):
            if draw.rand() < 0.1:
                continue  # out of sight
            y, x = np.clip(place[i] + t * speed[i], 0, [height - 4, width - 4])
            truth[t, y : y + 4, x : x + 4] = i + 1
            dy, dx = draw.randint(-1, 2, 2) * (draw.rand() < 0.5)
            lower = draw.randint(2, 5)
            if draw.rand() < 0.85:
                prediction[t, max(0, y + dy) : y + dy + lower, max(0, x + dx) : x + dx + 4] = names[i]
        if draw.rand() < stray:
            y, x = draw.randint(0, [height - 2, width - 2])
            prediction[t, y : y + 2, x : x + 2] = 9
    return truth, prediction


def iou(a, b):
    either = (a | b).sum()
    return (a & b).sum() / either if either else 1.0


def clear_mot(truth, prediction, threshold):
    """Bernardin and Stiefelhagen's procedure: keep, then match; 0 is the background on both sides."""
    held, last, history = {}, {}, {}
    found = missed = strays = switches = resumed = 0
    quality = []
    for real, guess in zip(truth, prediction):
        objects, groups = [int(v) for v in np.unique(real) if v], [int(v) for v in np.unique(guess) if v]
        value = {(o, g): iou(real == o, guess == g) for o in objects for g in groups}
        now = {}
        for o in objects:
            g = held.get(o)
            if g is not None and g not in now.values() and value.get((o, g), 0) >= threshold:
                now[o] = g
        rest = [o for o in objects if o not in now]
        free = [g for g in groups if g not in now.values()]
        cost = np.array([[-(1000 + value[o, g]) if value[o, g] >= threshold else 0.0 for g in free] for o in rest]).reshape(len(rest), len(free))
        for i, j in zip(*linear_sum_assignment(cost)):
            if cost[i, j] < 0:
                now[rest[i]] = free[j]
        for o in objects:
            history.setdefault(o, []).append(o in now)
            if o not in now:
                held.pop(o, None)
                continue
            quality.append(value[o, now[o]])
            switches += o in last and last[o] != now[o]
            resumed += len(history[o]) > 1 and not history[o][-2] and any(history[o][:-1])
            held[o] = last[o] = now[o]
        found += len(now)
        missed += len(objects) - len(now)
        strays += len(groups) - len(now)
    shares = [np.mean(each) for each in history.values()]
    return {
        "mota": 1 - (missed + strays + switches) / (found + missed),
        "motp": float(np.mean(quality)),
        "objects": found + missed,
        "matches": found,
        "misses": missed,
        "falsePositives": strays,
        "switches": int(switches),
        "fragmentations": int(resumed),
        "mostlyTracked": sum(bool(share >= 0.8) for share in shares),
        "partlyTracked": sum(bool(0.2 <= share < 0.8) for share in shares),
        "mostlyLost": sum(bool(share < 0.2) for share in shares),
    }


def contour(mask):
    """Where one of the three neighbours to the right and below differs; neighbours beyond the edge are equal."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    out = np.zeros_like(mask)
    for dy, dx in ((0, 1), (1, 0), (1, 1)):
        out |= padded[dy : dy + mask.shape[0], dx : dx + mask.shape[1]] != mask
    return out


def contour_accuracy(real, guess, radius):
    grid = np.arange(-radius, radius + 1)
    disc = grid[:, None] ** 2 + grid**2 <= radius**2
    a, b = contour(real), contour(guess)
    precision = (b & binary_dilation(a, disc)).sum() / b.sum() if b.any() else 1.0
    recall = (a & binary_dilation(b, disc)).sum() / a.sum() if a.any() else 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mask_scores(truth, prediction, radius):
    objects, groups = [int(v) for v in np.unique(truth) if v], [int(v) for v in np.unique(prediction)]
    j = np.array([[np.mean([iou(r == o, g == p) for r, g in zip(truth, prediction)]) for p in groups] for o in objects])
    f = np.array([[np.mean([contour_accuracy(r == o, g == p, radius) for r, g in zip(truth, prediction)]) for p in groups] for o in objects])
    pairs = dict(zip(*(side.tolist() for side in linear_sum_assignment(-(j + f) / 2))))
    empty = np.zeros_like(truth[0], bool)
    out = []
    for i, o in enumerate(objects):
        if i in pairs:
            out.append({"label": o, "match": groups[pairs[i]], "j": j[i, pairs[i]], "f": f[i, pairs[i]]})
        else:
            seen = [(r == o) for r in truth]
            out.append({"label": o, "match": None, "j": np.mean([iou(r, empty) for r in seen]), "f": np.mean([contour_accuracy(r, empty, radius) for r in seen])})
    return out


CASES = [
    dict(seed=1, steps=8, height=12, width=12, objects=2, swap=0.0, stray=0.0),
    dict(seed=2, steps=8, height=14, width=11, objects=3, swap=0.2, stray=0.3),
    dict(seed=3, steps=10, height=12, width=16, objects=4, swap=0.3, stray=0.2),
    dict(seed=4, steps=6, height=16, width=16, objects=5, swap=0.5, stray=0.5),
    dict(seed=5, steps=12, height=10, width=10, objects=3, swap=0.1, stray=0.1),
]


def text(labels):
    return ["".join(map(str, frame.ravel())) for frame in labels]


def main():
    cases = []
    for case in CASES:
        truth, prediction = sequence(**case)
        assert case["objects"] < 9
        tracks = {str(threshold): clear_mot(truth, prediction, threshold) for threshold in (0.2, 0.5)}
        masks = {str(radius): mask_scores(truth, prediction, radius) for radius in (0, 1, 2)}
        cases.append({"shape": list(truth.shape), "truth": text(truth), "prediction": text(prediction), "tracks": tracks, "masks": masks})
    draw = np.random.RandomState(0)
    assignments = []
    for rows, columns, kind in [(1, 1, "any"), (7, 7, "any"), (5, 9, "any"), (9, 5, "any"), (20, 20, "ties"), (30, 12, "ties"), (60, 60, "any")]:
        costs = draw.normal(size=(rows, columns)).round(4) if kind == "any" else draw.randint(0, 4, (rows, columns)).astype(float)
        totals = [costs[linear_sum_assignment(costs, maximize=maximize)].sum() for maximize in (False, True)]
        assignments.append({"shape": [rows, columns], "costs": costs.ravel().tolist(), "smallest": totals[0], "largest": totals[1]})
    print('{"origin": "sequences.py with SciPy %s, NumPy %s",' % (scipy.__version__, np.__version__))
    print('"sequences": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n],")
    print('"assignments": [\n' + ",\n".join(json.dumps(case) for case in assignments) + "\n]}")


main()
