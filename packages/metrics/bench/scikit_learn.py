"""The peer of clustering.ts: reads one request a line, answers with seconds a call and the score."""
import json
import sys
import time

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

SCORES = {"adjustedMutualInformation": adjusted_mutual_info_score, "adjustedRandIndex": adjusted_rand_score}

for line in sys.stdin:
    request = json.loads(line)
    truth, prediction = (np.fromfile(path, dtype=np.int32) for path in request["files"])
    score = SCORES[request["metric"]]
    start = time.perf_counter()
    for _ in range(request["calls"]):
        value = score(truth, prediction)
    print(json.dumps({"seconds": (time.perf_counter() - start) / request["calls"], "value": value}), flush=True)
