"""Golden values of one whole training step of the flying-shapes and flying-MNIST networks: loss and every gradient.

Run: python3 scripts/golden/video_step.py  (needs numpy and torch)
Writes packages/networks/golden/{flying-shapes,flying-mnist}-step.json.

The architectures are the paper's; every width is divided by `widthDivisor` and the images are smaller, so that the files
stay small. Images are NHWC, convolution kernels HWIO, dense kernels [in, out], as in TensorFlow.

Every layer is linear (with bias), layer norm, activation. Layer norm takes mean and population variance over H, W and C
together, divides by sqrt(variance + epsilon), and has a gain and a bias per channel; a dense layer's are per feature.
4x4 convolutions with SAME padding: stride 2 in the encoder; in the decoder nearest-neighbour x2, then stride 1.
Recurrent layer: a = W_x x + W_h h + b; the new state is sigmoid(a), the decoder reads sigmoid(layer norm(a)).
Flying MNIST first normalises the residual of every image and component: (r - mean) / sqrt(variance + epsilon).

One EM step, in this order:
  residual = gamma * (x_t - psi), no gradient through gamma, psi = 0 at the first step
  theta, h = recurrent(encoder(residual), h), h = 0 at the first step
  eta      = decoder(theta)
  gamma    = softmax over K of log p(x_{t+1} | eta) / temperature, on the clean next frame
  loss    += intra + interWeight * inter, summed over all but B, divided by B, no gradient through gamma
"""

import numpy as np
import torch
import torch.nn.functional as F
from golden import Bernoulli, Gaussian, bit_flip, e_step, em_loss, float32_exact, initial_gamma, packed, relative_difference, rounded, write

STEPS, BATCH, WINDOW = 20, 2, 4
LAYER_NORM_EPSILON = INPUT_EPSILON = 1e-6

CASES = {
    "flying-shapes": dict(
        side=12, components=3, conv=[32, 64], dense=512, theta=100, widthDivisor=8, normaliseInput=False,
        pixels=Bernoulli(prior=0.0), temperature=1.0, interWeight=1.0, inputScale=4.0, outputScale=8.0, seed=3,
    ),
    "flying-mnist": dict(
        side=16, components=2, conv=[32, 64, 128], dense=512, theta=250, widthDivisor=16, normaliseInput=True,
        pixels=Gaussian(sigma=1.0), temperature=0.25**2, interWeight=0.2, inputScale=1.0, outputScale=0.5, seed=0,
    ),
}


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


# ---------------------------------------------------------------- one training step


def train_step(case, values, inputs):
    p = {name: value.clone().requires_grad_() for name, value in values.items()}
    pixels, side, K = case["pixels"], case["side"], case["components"]
    gamma = inputs["gamma0"]
    h = torch.zeros(BATCH * K, widths(case)["theta"], dtype=gamma.dtype)
    psi = torch.zeros_like(gamma)
    per_step, total = [], 0.0
    for t in range(STEPS):
        x = inputs["frames"][t][:, None, :, None]
        target = inputs["target"][t][:, None, :, None]
        residual = gamma * (x - psi)
        theta, h = recur(p, encode(p, case, residual.reshape(BATCH * K, side, side, 1)), h)
        eta = decode(p, case, theta).reshape(BATCH, K, side * side, 1)
        gamma = e_step(pixels.log_prob(target, eta), case["temperature"]).detach()
        loss, intra, inter = em_loss(pixels, target, eta, gamma, case["interWeight"])
        total = total + loss
        per_step.append((float(intra.detach()), float(inter.detach())))
        psi = pixels.mean(eta)
    gradients = dict(zip(p, torch.autograd.grad(total, list(p.values()))))
    return {"loss": total.detach(), "per_step": per_step, "gradients": gradients, "eta": eta.detach(), "gamma": gamma}


# ---------------------------------------------------------------- inputs


def moving_shapes(rng, case):
    """[T+1,B,D]: K filled squares or discs an image, each moving by -1, 0 or 1 pixels a frame and axis, wrapping round."""
    side, frames = case["side"], STEPS + 1
    rows, columns = np.mgrid[:side, :side]
    images = np.zeros((frames, BATCH, side, side))
    for b in range(BATCH):
        for _ in range(case["components"]):
            radius = rng.integers(2, 4)
            shape = (np.maximum(rows, columns) < radius + 1) if rng.random() < 0.5 else ((rows - 2) ** 2 + (columns - 2) ** 2 <= radius**2)
            start, velocity = rng.integers(0, side, 2), rng.integers(-1, 2, 2)
            for t in range(frames):
                images[t, b] = np.maximum(images[t, b], np.roll(shape, start + t * velocity, axis=(0, 1)))
    return images.reshape(frames, BATCH, -1)


def inputs_of(name, case, rng):
    clean = moving_shapes(rng, case)
    gamma0 = initial_gamma(rng, BATCH, case["components"], case["side"] ** 2)
    if name == "flying-shapes":
        return {"frames": bit_flip(rng, clean[:-1], STEPS, 0.2), "target": float32_exact(clean[1:]), "gamma0": gamma0}
    # Grey values in sixty-fourths are exact and short: a shade for each place, and uniform noise at a fifth of the pixels.
    clean = clean * rng.integers(24, 65, clean.shape[-1]) / 64
    noise = rng.integers(0, 65, clean[:-1].shape) / 64
    frames = np.where(rng.random(noise.shape) < 0.2, noise, clean[:-1])
    return {"frames": float32_exact(frames), "target": float32_exact(clean[1:]), "gamma0": gamma0}


def in_float32(case, values, inputs):
    """The same step in single precision: how far rounding alone can take a correct float32 implementation."""

    def single(tensors):
        return {key: value.float() for key, value in tensors.items()}

    return train_step(case, single(values), single(inputs))


def make(name):
    case = CASES[name]
    rng = np.random.default_rng(case["seed"])
    values, inputs = parameters_of(case, rng), inputs_of(name, case, rng)
    result, single = train_step(case, values, inputs), in_float32(case, values, inputs)
    rounding = max([relative_difference(single[key], result[key]) for key in ("loss", "gamma")] + [relative_difference(single["gradients"][key], g) for key, g in result["gradients"].items()])
    spread = float((result["gamma"].max(dim=1).values - result["gamma"].min(dim=1).values).mean())
    count = sum(value.numel() for value in values.values())
    print(f"{name}: {count} parameters, loss {float(result['loss']):.4f}, rounding {rounding:.1e}, mean spread of gamma {spread:.2f}")
    assert rounding < 1e-5, f"{name}: too sensitive to rounding"
    assert spread > 0.1, f"{name}: the components have collapsed"
    write(
        f"packages/networks/golden/{name}-step.json",
        {
            "origin": "scripts/golden/video_step.py, float64 PyTorch",
            "settings": {
                "pixels": case["pixels"].settings(),
                "temperature": case["temperature"],
                "interWeight": case["interWeight"],
                "gradientThroughGamma": False,
                "stepWeights": [1] * STEPS,
                "layerNormEpsilon": LAYER_NORM_EPSILON,
                "inputEpsilon": INPUT_EPSILON if case["normaliseInput"] else None,
            },
            "sizes": {"steps": STEPS, "batch": BATCH, "components": case["components"], "side": case["side"], "widthDivisor": case["widthDivisor"], **widths(case)},
            "parameters": {key: packed(value) for key, value in values.items()},
            "frames": packed(inputs["frames"]),
            "target": packed(inputs["target"]),
            "gamma0": packed(inputs["gamma0"]),
            "loss": rounded(result["loss"]),
            "intra": [rounded(intra) for intra, _ in result["per_step"]],
            "inter": [rounded(inter) for _, inter in result["per_step"]],
            "gradients": {key: packed(value) for key, value in result["gradients"].items()},
            "eta": packed(result["eta"]),
            "gamma": packed(result["gamma"]),
            "float32Rounding": float(f"{rounding:.1e}"),
        },
    )


def assert_published_sizes():
    """At full width the parameters are the paper's."""
    for name, side, count in (("flying-shapes", 28, 3_403_389), ("flying-mnist", 24, 1_835_091)):
        params = parameters_of({**CASES[name], "side": side, "widthDivisor": 1}, np.random.default_rng(0))
        assert sum(value.numel() for value in params.values()) == count, name


if __name__ == "__main__":
    assert_published_sizes()
    for name in CASES:
        make(name)
