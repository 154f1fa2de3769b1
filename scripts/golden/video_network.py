"""The networks of flying shapes and flying MNIST: layers, encoder, recurrent layer, decoder, and random parameters.

The architectures are the paper's; every width is divided by `widthDivisor` and the images are smaller, so that the golden files
stay small. Images are NHWC, convolution kernels HWIO, dense kernels [in, out], as in TensorFlow.

Every layer is linear (with bias), layer norm, activation. Layer norm takes mean and population variance over H, W and C
together, divides by sqrt(variance + epsilon), and has a gain and a bias per channel; a dense layer's are per feature.
4x4 convolutions with SAME padding: stride 2 in the encoder; in the decoder nearest-neighbour x2, then stride 1.
Recurrent layer: a = W_x x + W_h h + b; the new state is sigmoid(a), the decoder reads sigmoid(layer norm(a)).
Flying MNIST first normalises the residual of every image and component: (r - mean) / sqrt(variance + epsilon).
"""

import numpy as np
import torch
import torch.nn.functional as F
from golden import float32_exact

WINDOW = 4
LAYER_NORM_EPSILON = INPUT_EPSILON = 1e-6


# ---------------------------------------------------------------- layers, all on NHWC


def same_padding(size, stride):
    """TensorFlow's SAME: what a side of the image gets before and after."""
    total = max((-(-size // stride) - 1) * stride + WINDOW - size, 0)
    return total // 2, total - total // 2


def conv(x, kernel, bias, stride):
    top, bottom = same_padding(x.shape[1], stride)
    left, right = same_padding(x.shape[2], stride)
    padded = F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
    return F.conv2d(padded.contiguous(), kernel.permute(3, 2, 0, 1).contiguous(), bias, stride=stride).permute(0, 2, 3, 1)


def nearest_x2(x):
    return x.repeat_interleave(2, dim=1).repeat_interleave(2, dim=2)


def standardise(x, epsilon):
    """Zero mean and unit deviation over all axes but the first."""
    axes = tuple(range(1, x.dim()))
    centred = x - x.mean(axes, keepdim=True)
    return centred / torch.sqrt((centred**2).mean(axes, keepdim=True) + epsilon)


def layer_norm(p, name, x):
    return standardise(x, LAYER_NORM_EPSILON) * p[f"{name}/norm/gain"] + p[f"{name}/norm/bias"]


def dense_layer(p, name, x, activation):
    return activation(layer_norm(p, name, x @ p[f"{name}/kernel"] + p[f"{name}/bias"]))


# ---------------------------------------------------------------- the network


def widths(case):
    divided = {key: case[key] // case["widthDivisor"] for key in ("dense", "theta")}
    return {"conv": [width // case["widthDivisor"] for width in case["conv"]], **divided, "grid": case["side"] // 2 ** len(case["conv"])}


def encode(p, case, residual):
    """[N,H,W,1] → [N,dense]"""
    x = standardise(residual, INPUT_EPSILON) if case["normaliseInput"] else residual
    for i in range(len(case["conv"])):
        name = f"encoder/conv{i + 1}"
        x = F.elu(layer_norm(p, name, conv(x, p[f"{name}/kernel"], p[f"{name}/bias"], stride=2)))
    return dense_layer(p, "encoder/dense", x.reshape(x.shape[0], -1), F.elu)


def recur(p, x, h):
    """Returns what the decoder reads and the new state."""
    a = x @ p["recurrent/inputKernel"] + h @ p["recurrent/recurrentKernel"] + p["recurrent/bias"]
    return torch.sigmoid(layer_norm(p, "recurrent", a)), torch.sigmoid(a)


def decode(p, case, theta):
    """[N,theta] → [N,H,W,1]"""
    size = widths(case)
    x = dense_layer(p, "decoder/dense1", theta, F.relu)
    x = dense_layer(p, "decoder/dense2", x, F.relu).reshape(-1, size["grid"], size["grid"], size["conv"][-1])
    for i in range(len(case["conv"])):
        name = f"decoder/conv{i + 1}"
        x = conv(nearest_x2(x), p[f"{name}/kernel"], p[f"{name}/bias"], stride=1)
        if i < len(case["conv"]) - 1:
            x = F.relu(layer_norm(p, name, x))
    return x


def parameters_of(case, rng):
    """Random weights, with gains and biases away from their initial ones and zeros. Plain random weights let all
    components collapse into one or amplify rounding from step to step; a strong diagonal, which makes every recurrent
    unit a latch, and the scales of the recurrent input and of the output keep them apart."""
    size = widths(case)
    convs, grid = size["conv"], size["grid"] ** 2 * size["conv"][-1]
    params = {}

    def layer(name, kernel_shape, kernel="kernel", norm=True, others=()):
        fan_in = int(np.prod(kernel_shape[:-1]))
        params[f"{name}/{kernel}"] = float32_exact(rng.standard_normal(kernel_shape) / np.sqrt(fan_in))
        for other, value in others:
            params[f"{name}/{other}"] = value
        params[f"{name}/bias"] = float32_exact(rng.standard_normal(kernel_shape[-1]) * 0.2)
        if norm:
            params[f"{name}/norm/gain"] = float32_exact(1 + rng.standard_normal(kernel_shape[-1]) * 0.2)
            params[f"{name}/norm/bias"] = float32_exact(rng.standard_normal(kernel_shape[-1]) * 0.2)

    for i, (c_in, c_out) in enumerate(zip([1, *convs], convs)):
        layer(f"encoder/conv{i + 1}", (WINDOW, WINDOW, c_in, c_out))
    layer("encoder/dense", (grid, size["dense"]))
    recurrent_kernel = float32_exact(rng.standard_normal((size["theta"], size["theta"])) * 0.3 + 5.5 * np.eye(size["theta"]))
    layer("recurrent", (size["dense"], size["theta"]), "inputKernel", others=[("recurrentKernel", recurrent_kernel)])
    params["recurrent/bias"] = float32_exact(params["recurrent/bias"] - 2.75)
    layer("decoder/dense1", (size["theta"], size["dense"]))
    layer("decoder/dense2", (size["dense"], grid))
    for i, (c_in, c_out) in enumerate(zip(convs[::-1], [*convs[-2::-1], 1])):
        layer(f"decoder/conv{i + 1}", (WINDOW, WINDOW, c_in, c_out), norm=c_out != 1)
    for name, scale in (("recurrent/inputKernel", "inputScale"), (f"decoder/conv{len(convs)}/kernel", "outputScale")):
        params[name] = params[name] * case[scale]  # powers of two: still exact in float32
    return params
