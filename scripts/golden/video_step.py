"""Golden values of one whole training step of the flying-shapes and flying-MNIST networks: loss and every gradient.

Run: python3 scripts/golden/video_step.py  (needs numpy and torch)
Writes packages/networks/golden/{flying-shapes,flying-mnist}-step.json.

The networks are those of video_network.py.

One EM step, in this order:
  residual = gamma * (x_t - psi), no gradient through gamma, psi = 0 at the first step
  theta, h = recurrent(encoder(residual), h), h = 0 at the first step
  eta      = decoder(theta)
  gamma    = softmax over K of log p(x_{t+1} | eta) / temperature, on the clean next frame
  loss    += intra + interWeight * inter, summed over all but B, divided by B, no gradient through gamma
"""

import numpy as np
import torch
from golden import Bernoulli, Gaussian, bit_flip, e_step, em_loss, float32_exact, initial_gamma, packed, relative_difference, rounded, write
from video_network import INPUT_EPSILON, LAYER_NORM_EPSILON, decode, encode, parameters_of, recur, widths

STEPS, BATCH = 20, 2

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
