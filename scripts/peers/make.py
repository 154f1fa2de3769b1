"""Writes what peers write, into the folder named: arrays of every type, order and filter, images of every mode, weights, scores.

Each part is left out where its module is not installed; done.json tells which were made.
"""
import json
import os
import sys

os.chdir(sys.argv[1])
done = {}


def part(name):
    def run(make):
        try:
            done[name] = make()
        except ImportError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)

    return run


@part("numpy")
def _():
    import numpy as np

    pixels = (np.random.default_rng(1).random((2, 3, 4, 5, 1)) < 0.5).astype("u1")
    made = []
    for kind in ("?", "i1", "u1", "<i2", ">i2", "<u2", "<i4", ">u4", "<i8", ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
        for order in "CF":
            for save in (np.savez, np.savez_compressed):
                name = f"npz-{len(made)}.npz"
                save(name, **{"training/features": np.array(pixels, dtype=kind, order=order), "training/groups": np.array(pixels, order=order)})
                made.append(name)
    return {"files": made, "pixels": pixels.ravel().tolist(), "shape": list(pixels.shape)}


@part("h5py")
def _():
    import h5py
    import numpy as np

    pixels = (np.random.default_rng(2).random((2, 3, 4, 5, 1)) < 0.5).astype("u1")
    made = []
    for kind in ("?", "i1", "u1", ">i2", "<u4", ">i8", "<f2", ">f2", "<f4", ">f8"):
        for options in ({}, {"chunks": True}, {"compression": "gzip", "shuffle": True}, {"fletcher32": True}, {"scaleoffset": 0}):
            if "scaleoffset" in options and kind not in ("i1", "u1", ">i2", "<u4", ">i8"):
                continue
            name = f"h5-{len(made)}.h5"
            with h5py.File(name, "w") as f:
                f.create_dataset("training/features", data=pixels.astype(kind), **options)
                f.create_dataset("training/groups", data=pixels[..., 0])
            made.append(name)
    return {"files": made, "pixels": pixels.ravel().tolist(), "shape": list(pixels.shape)}


@part("pillow")
def _():
    import numpy as np
    from PIL import Image

    values = np.random.default_rng(3).integers(0, 256, (7, 5)).astype("u1")
    grey = Image.fromarray(values)
    expected = {}
    for mode in ("1", "L", "LA", "RGB", "RGBA", "P", "I;16"):
        image = Image.fromarray(values.astype("u2") * 257) if mode == "I;16" else grey.convert(mode)
        os.makedirs(f"pil-{mode.replace(';', '')}/test/frames")
        image.save(f"pil-{mode.replace(';', '')}/test/frames/a.png", optimize=mode == "L")
        shown = values if mode == "I;16" else np.asarray(image.convert("RGB"))[..., 0]
        expected[mode.replace(";", "")] = shown.ravel().tolist()
    return expected


@part("safetensors")
def _():
    import numpy as np
    from safetensors.numpy import save_file

    arrays = {"a": np.arange(6, dtype="f4").reshape(2, 3), "b": np.float16([1.5]), "c": np.zeros((0, 3), "f4"), "d": np.arange(3)}
    save_file(arrays, "peer.safetensors", metadata={"by": "safetensors"})
    return {name: array.ravel().tolist() for name, array in arrays.items()}


@part("sklearn")
def _():
    import numpy as np
    from sklearn import metrics as m

    rng = np.random.default_rng(4)
    cases = []
    for n in (1, 2, 5, 20, 100, 400):
        for groups in (1, 2, 5, 30):
            t, p = rng.integers(0, groups, n), rng.integers(-2, groups, n)
            scores = {
                "adjustedRandIndex": m.adjusted_rand_score(t, p),
                "randIndex": m.rand_score(t, p) if n > 1 else 1,
                "adjustedMutualInformation": m.adjusted_mutual_info_score(t, p),
                "normalizedMutualInformation": m.normalized_mutual_info_score(t, p),
                "homogeneity": m.homogeneity_score(t, p),
                "completeness": m.completeness_score(t, p),
                "vMeasure": m.v_measure_score(t, p),
                "fowlkesMallows": m.fowlkes_mallows_score(t, p),
            }
            cases.append({"truth": t.tolist(), "prediction": p.tolist(), "scores": {k: float(v) for k, v in scores.items()}})
    return cases


json.dump(done, open("done.json", "w"))
