"""Statistics of three shapes on a canvas, from the law of the data alone; prints the golden values of statistics.test.ts.

Mean pixel and images with overlap are exact (every placement is enumerated); the other two are means over 1e6 drawn images.
Run: python3 shape-statistics.py   (NumPy)
"""
import numpy as np

SQUARE = np.array([[int(c) for c in row] for row in "1111111 1111111 1100011 1100011 1100011 1111111 1111111".split()], dtype=bool)
TRIANGLE = np.array([[int(c) for c in row] for row in "000001100000 000011110000 000111111000 001110011100 011100001110 111111111111 111111111111".split()], dtype=bool)
SHAPES = [SQUARE, TRIANGLE, TRIANGLE[::-1]]


def placements(size):
    masks, weights = [], []
    for shape in SHAPES:
        h, w = shape.shape
        places = [(y, x) for y in range(size - h + 1) for x in range(size - w + 1)]
        for y, x in places:
            mask = np.zeros((size, size), dtype=bool)
            mask[y:y + h, x:x + w] = shape
            masks.append(mask.ravel())
            weights.append(1 / 3 / len(places))
    return np.array(masks), np.array(weights)


for size in (28, 20):
    masks, p = placements(size)
    covered = p @ masks
    mean_pixel = (1 - (1 - covered) ** 3).mean()
    disjoint = (masks.astype(np.float32) @ masks.T.astype(np.float32) == 0).astype(np.float64)
    weighted = disjoint * np.sqrt(np.outer(p, p))
    no_overlap = np.trace(weighted @ weighted @ weighted)
    rng = np.random.default_rng(0)
    overlap, lost, n = 0.0, 0, 1_000_000
    for _ in range(n // 10_000):
        picks = rng.choice(len(p), size=(10_000, 3), p=p)
        a, b, c = masks[picks[:, 0]], masks[picks[:, 1]], masks[picks[:, 2]]
        count = a.astype(np.uint8) + b + c
        overlap += ((count > 1).sum(1) / (count > 0).sum(1)).sum()
        alone = count == 1
        lost += (~((a & alone).any(1) & (b & alone).any(1) & (c & alone).any(1))).sum()
    print(f"{size}x{size}: mean pixel {mean_pixel:.5f}, images with overlap {1 - no_overlap:.5f}, overlap {overlap / n:.5f}, images that lose an object {lost / n:.5f}")
