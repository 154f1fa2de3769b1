"""A straightforward NumPy generator of static shapes and flying shapes; prints the seconds that each takes.

Run by generation.ts, or: python3 generation.py IMAGES SEQUENCES
"""
import sys
import time
import numpy as np

SQUARE = np.array([[int(c) for c in row] for row in "1111111 1111111 1100011 1100011 1100011 1111111 1111111".split()], dtype=bool)
TRIANGLE = np.array([[int(c) for c in row] for row in "000001100000 000011110000 000111111000 001110011100 011100001110 111111111111 111111111111".split()], dtype=bool)
SHAPES = [SQUARE, TRIANGLE, TRIANGLE[::-1]]


def paint(image, groups, objects):
    covered = np.zeros(image.shape, dtype=np.uint8)
    for label, (shape, y, x) in enumerate(objects, start=1):
        h, w = shape.shape
        covered[y:y + h, x:x + w] += shape
        groups[y:y + h, x:x + w][shape] = label
    groups[covered > 1] = 0
    image[:] = covered > 0


def draw(rng, size, count):
    objects = []
    for _ in range(count):
        shape = SHAPES[rng.integers(3)]
        h, w = shape.shape
        objects.append((shape, int(rng.integers(size - h + 1)), int(rng.integers(size - w + 1))))
    return objects


def static_shapes(rng, n, size=28, count=3):
    images = np.zeros((n, size, size), dtype=np.float32)
    groups = np.zeros((n, size, size), dtype=np.uint8)
    for i in range(n):
        paint(images[i], groups[i], draw(rng, size, count))
    return images, groups


def flying_shapes(rng, n, frames=21, size=28, count=3):
    images = np.zeros((frames, n, size, size), dtype=np.float32)
    groups = np.zeros((frames, n, size, size), dtype=np.uint8)
    for i in range(n):
        objects = draw(rng, size, count)
        velocity = rng.integers(-1, 2, size=(count, 2))
        for t in range(frames):
            paint(images[t, i], groups[t, i], objects)
            for k, (shape, y, x) in enumerate(objects):
                place = [y, x]
                for axis in range(2):
                    if not 0 <= place[axis] + velocity[k, axis] <= size - shape.shape[axis]:
                        velocity[k, axis] = -velocity[k, axis]
                    place[axis] += velocity[k, axis]
                objects[k] = (shape, *place)
    return images, groups


for generate, count in ((static_shapes, int(sys.argv[1])), (flying_shapes, int(sys.argv[2]))):
    start = time.perf_counter()
    generate(np.random.default_rng(1), count)
    print(time.perf_counter() - start)
