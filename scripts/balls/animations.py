"""Turns the animations of bouncing balls that come with the R-NEM authors' code into one NumPy archive that this project reads as a dataset.

Run: python3 scripts/balls/animations.py FOLDER OUT.npz  (needs numpy and OpenCV)

FOLDER holds their GIF files (github.com/sjoerdvansteenkiste/Relational-NEM, MIT licence): 64x194 pixels, of which rows 0 to 63 are the true
frame, 65 to 128 the authors' prediction of it, 130 to 193 their grouping, a colour for each component at equal steps of hue. The archive
holds the split `test` of T frames and one item a file, in the order of their names, and the names as `<archive>.json`:

  features     true frames, 0 or 1
  groups       connected components of the true frame, numbered from 1; 0 for the background and for balls that touch
  theirs       the component of nearest hue in the authors' grouping, from 1; 0 where they have none
  predictions  the authors' prediction, 0 to 1
"""

import colorsys
import json
import sys
from pathlib import Path

import cv2
import numpy as np

# Radius and number of components of each set, by how the names of its files begin.
SETS = {"balls4mass": (6.4, 5), "balls678mass": (6.4, 8), "curtain": (7.67, 5)}


def frames_of(path):
    """[T, 194, 64, 3], red first."""
    video, frames = cv2.VideoCapture(str(path)), []
    while True:
        there, frame = video.read()
        if not there:
            return np.stack(frames)[..., ::-1]
        frames.append(frame)


def groups_of(frame, radius):
    """Connected components of a binary frame; those larger than any ball are several that touch."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(frame.astype(np.uint8), connectivity=4)
    alone = boxes[:, cv2.CC_STAT_AREA] < 1.15 * np.pi * radius**2
    return np.where((labels > 0) & alone[labels], labels, 0)


def components_of(colours, count):
    """[..., 3] → the hue that a colour leans to most; 0 for grey."""
    hues = np.array([colorsys.hsv_to_rgb(k / count, 1, 1) for k in range(count)]) * 255
    leaning = colours.astype(float) - colours.mean(-1, keepdims=True)
    directions = hues - hues.mean(-1, keepdims=True)
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    nearest = (leaning @ directions.T).argmax(-1) + 1
    return np.where(np.linalg.norm(leaning, axis=-1) > 40, nearest, 0)


def main(folder, out):
    paths = sorted(Path(folder).glob("*.gif"))
    if not paths:
        sys.exit(f"{folder} holds no GIF files: expected the animations of github.com/sjoerdvansteenkiste/Relational-NEM")
    arrays = {"features": [], "groups": [], "theirs": [], "predictions": []}
    for path in paths:
        known = [SETS[name] for name in SETS if path.name.startswith(name)]
        if not known:
            sys.exit(f"{path.name}: expected a name that begins with {', '.join(SETS)}")
        (radius, count), frames = known[0], frames_of(path)
        true = frames[:, :64, :, 0] > 127
        arrays["features"].append(true)
        arrays["groups"].append(np.stack([groups_of(frame, radius) for frame in true]))
        arrays["theirs"].append(components_of(frames[:, 130:194], count))
        arrays["predictions"].append(np.round(frames[:, 65:129].mean(-1)))
    types = {"predictions": np.float32}
    scale = {"predictions": 255}
    stacked = {f"test/{name}": (np.stack(values, 1)[..., None] / scale.get(name, 1)).astype(types.get(name, np.uint8)) for name, values in arrays.items()}
    np.savez_compressed(out, **stacked)
    Path(out).with_suffix(".json").write_text(json.dumps([path.name for path in paths]) + "\n")
    print(f"{out}: {len(paths)} sequences of {len(true)} frames")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
