"""Makes pixels.json: how scikit-learn and SciPy group the foreground of small images.

    python3 pixels.py > pixels.json

Images are strings of rows, '#' for foreground. Labels are numbered by their first pixel, 0 in the background.
"""
import json
import warnings

import numpy as np
import scipy
import sklearn
from scipy import ndimage
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")


def image(shapes, height=14, width=16):
    out = np.zeros((height, width), int)
    for top, left, rows in shapes:
        for y, row in enumerate(rows):
            for x, pixel in enumerate(row):
                if pixel == "#":
                    out[top + y, left + x] = 1
    return out


RING = ["#####", "#   #", "#   #", "#####"]
BAR = ["############"]
POST = ["#"] * 12
WEDGE = ["   #", "  ##", " ###", "####"]
DOT = ["#"]

IMAGES = {
    "a ring, a wedge and a square": (image([(0, 0, RING), (1, 9, WEDGE), (9, 5, ["###"] * 3)]), 3),
    "shapes that touch at corners": (image([(0, 0, WEDGE), (4, 4, RING), (8, 9, RING)]), 3),
    "a bar beside a block": (image([(2, 1, BAR), (4, 9, ["#####"] * 4)]), 2),
    "a bar crossing a post": (image([(8, 2, BAR), (1, 5, POST)]), 2),
    "dots": (image([(0, 0, DOT), (0, 2, DOT), (2, 1, DOT), (9, 12, DOT), (10, 14, DOT), (11, 12, DOT)]), 2),
}


def numbered(mask, labels):
    out = np.zeros(mask.shape, int)
    names = {}
    for place, label in zip(np.argwhere(mask), labels):
        out[tuple(place)] = names.setdefault(label, len(names) + 1)
    return out.ravel().tolist()


def case(name, mask, groups):
    points = np.argwhere(mask)
    means = KMeans(groups, n_init=200, random_state=0, tol=0).fit(points)
    # One EM run from the groups of k-means: their weights, means and covariances.
    parts = [points[means.labels_ == k] for k in range(groups)]
    covariances = [np.cov(part.T, bias=True) + 1e-6 * np.eye(2) for part in parts]
    mixture = GaussianMixture(
        groups,
        tol=1e-10,
        max_iter=5000,
        weights_init=[len(part) / len(points) for part in parts],
        means_init=[part.mean(0) for part in parts],
        precisions_init=np.linalg.inv(covariances),
    ).fit(points)
    components = {n: ndimage.label(mask, structure)[0][mask > 0] for n, structure in ((4, None), (8, np.ones((3, 3))))}
    return {
        "name": name,
        "rows": ["".join("#" if pixel else " " for pixel in row) for row in mask],
        "groups": groups,
        "kMeans": numbered(mask, means.labels_),
        "gaussianMixture": numbered(mask, mixture.predict(points)),
        "connected4": numbered(mask, components[4]),
        "connected8": numbered(mask, components[8]),
    }


cases = [json.dumps(case(name, *drawn)) for name, drawn in IMAGES.items()]
print('{"origin": "pixels.py with scikit-learn %s, SciPy %s",' % (sklearn.__version__, scipy.__version__))
print('"images": [\n' + ",\n".join(cases) + "\n]}")
