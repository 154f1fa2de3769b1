"""Reads what this software writes, in the folder named, with the programs that others read it with; read.json tells what they found.

Each part is left out where its module is not installed.
"""
import json
import os
import sys

os.chdir(sys.argv[1])
found = {}


def part(name):
    def run(read):
        try:
            found[name] = read()
        except ImportError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)

    return run


@part("numpy")
def _():
    import numpy as np

    with np.load("ours.npz", allow_pickle=False) as archive:
        return {name: [list(array.shape), array.ravel().tolist()] for name, array in archive.items()}


@part("h5py")
def _():
    import h5py

    arrays = {}
    with h5py.File("ours.h5") as f:
        f.visititems(lambda name, item: arrays.update({name: [list(item.shape), item[()].ravel().tolist()]}) if hasattr(item, "shape") else None)
    return arrays


@part("pillow")
def _():
    import numpy as np
    from PIL import Image

    image = Image.open("png/test/frames/000000.png")
    image.load()
    return [image.mode, np.asarray(image).ravel().tolist()]


@part("safetensors")
def _():
    from safetensors import safe_open

    with safe_open("ours.safetensors", "np") as file:
        tensors = {name: [list(file.get_tensor(name).shape), file.get_tensor(name).ravel().tolist()] for name in file.keys()}
        return {"metadata": file.metadata(), "tensors": tensors}


@part("tensorboard")
def _():
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    log = EventAccumulator("tensorboard").Reload()
    tags = log.Tags()
    scalars = {tag: [[event.wall_time, event.step, event.value] for event in log.Scalars(tag)] for tag in tags["scalars"]}
    images = {tag: [[i.step, i.width, i.height, len(i.encoded_image_string)] for i in log.Images(tag)] for tag in tags["images"]}
    return {"scalars": scalars, "images": images}


json.dump(found, open("read.json", "w"))
