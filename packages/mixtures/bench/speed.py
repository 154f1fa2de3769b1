"""The other side of speed.ts: answers each line of standard input with the seconds that the work named in it took, one thread.

Data come from the file named as the first argument: little-endian float64 points [n, D], then the first K points as means.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import sys
import time
import warnings

import cv2
import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
cv2.setNumThreads(1)

POINTS, FRAMES, D, K, ITERATIONS = sys.argv[1], sys.argv[2], 8, 16, 20
X = np.fromfile(POINTS).reshape(-1, D)
frames = np.fromfile(FRAMES, np.uint8).reshape(-1, 480, 640, 3)


def mixture():
    GaussianMixture(
        K,
        max_iter=ITERATIONS,
        tol=0,
        init_params="random",
        weights_init=np.full(K, 1 / K),
        means_init=X[:K],
        precisions_init=np.tile(np.eye(D), (K, 1, 1)),
    ).fit(X)


def k_means(algorithm):
    KMeans(K, init=X[:K], n_init=1, max_iter=ITERATIONS, tol=0, algorithm=algorithm).fit(X)


subtractor = cv2.createBackgroundSubtractorMOG2()


def background():
    for frame in frames:
        subtractor.apply(frame)


WORK = {"mixture": mixture, "k-means": lambda: k_means("lloyd"), "k-means, bounds": lambda: k_means("elkan"), "background": background}
print("scikit-learn %s, OpenCV %s, NumPy %s" % (sklearn.__version__, cv2.__version__, np.__version__), flush=True)
for line in sys.stdin:
    began = time.perf_counter(), time.process_time()
    WORK[line.strip()]()
    print(time.perf_counter() - began[0], time.process_time() - began[1], flush=True)
