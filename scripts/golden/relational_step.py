"""Golden values of one whole training step of the networks for bouncing balls: loss and every gradient.

Run: python3 scripts/golden/relational_step.py  (needs numpy and torch)
Writes packages/networks/golden/balls-{r-nem,r-nem-no-attention,lstm}-step.json.

Encoder, decoder and layer norm are those of video_network.py, the order of an EM step is that of video_step.py; sizes are far smaller than the published ones, so that
the files stay small, and `assert_published_sizes` counts the parameters at full width. Here the loss is the mean over steps.

Relational cell, from the states h_k and the encoded residuals u_k (LN = layer norm):
  s_k  = ReLU(LN(dense(h_k)))
  r_kj = ReLU(LN(dense([s_k, s_j]))), computed pair by pair, k != j
  e_kj = ReLU(LN(dense(r_kj)))
  a_kj = sigmoid(dense(tanh(LN(dense(r_kj))))), 1 without attention
  v_k  = dense([s_k, sum over j of a_kj e_kj, u_k]);  new state sigmoid(v_k), output sigmoid(LN(v_k))

LSTM (one component): the four products are normalised one by one, c = LN(sigmoid(f + 1) c + sigmoid(i) tanh(g)), output sigmoid(o) tanh(c).
"""

import numpy as np
import torch
import torch.nn.functional as F
from golden import Bernoulli, bit_flip, e_step, em_loss, float32_exact, initial_gamma, packed, relative_difference, rounded, write
from video_network import LAYER_NORM_EPSILON, WINDOW, decode, dense_layer, encode, layer_norm
from video_step import BATCH, moving_shapes

STEPS = 6
PIXELS = Bernoulli(prior=0.0)
SMALL = dict(side=8, conv=[2, 3], dense=12, theta=8, attention=5, widthDivisor=1, normaliseInput=False)
CASES = {
    "r-nem": dict(SMALL, components=3, seed=40),
    "r-nem-no-attention": dict(SMALL, components=3, attention=0, seed=0),
    "lstm": dict(SMALL, components=1, attention=0, lstm=True, seed=0),
}


# ---------------------------------------------------------------- the cells


def relate(p, case, h, u):
    """h [B,K,M], u [B,K,F] → output and new state, [B,K,M] both. Loops over pairs, as the definition does."""
    K = h.shape[1]
    s = dense_layer(p, "recurrent/self", h.reshape(-1, h.shape[-1]), F.relu).reshape(h.shape)
    effects = []
    for k in range(K):
        total = torch.zeros_like(s[:, k])
        for j in range(K):
            if j == k:
                continue
            pair = dense_layer(p, "recurrent/pair", torch.cat([s[:, k], s[:, j]], -1), F.relu)
            effect = dense_layer(p, "recurrent/effect", pair, F.relu)
            if case["attention"]:
                hidden = dense_layer(p, "recurrent/attention/hidden", pair, torch.tanh)
                name = "recurrent/attention/score"
                effect = torch.sigmoid(hidden @ p[f"{name}/kernel"] + p[f"{name}/bias"]) * effect
            total = total + effect
        effects.append(total)
    v = torch.cat([s, torch.stack(effects, 1), u], -1) @ p["recurrent/update/kernel"] + p["recurrent/update/bias"]
    flat = v.reshape(-1, v.shape[-1])
    return torch.sigmoid(layer_norm(p, "recurrent/update", flat)).reshape(v.shape), torch.sigmoid(v)


def remember(p, state, u):
    """One LSTM step: hidden and cell [N,M], u [N,F] → output and new state."""
    hidden, cell = state
    products = u @ p["recurrent/inputKernel"] + hidden @ p["recurrent/recurrentKernel"]
    names = ("input", "forget", "candidate", "output")
    i, f, g, o = (normed(p, name, x) for name, x in zip(names, products.chunk(4, -1)))
    cell = normed(p, "cell", torch.sigmoid(f + 1) * cell + torch.sigmoid(i) * torch.tanh(g))
    output = torch.sigmoid(o) * torch.tanh(cell)
    return output, (output, cell)


def normed(p, name, x):
    centred = x - x.mean(-1, keepdim=True)
    scale = torch.sqrt((centred**2).mean(-1, keepdim=True) + LAYER_NORM_EPSILON)
    return centred / scale * p[f"recurrent/{name}/gain"] + p[f"recurrent/{name}/bias"]


# ---------------------------------------------------------------- parameters


def parameters_of(case, rng):
    """Random weights, with gains and biases away from their initial ones and zeros."""
    M, dense, convs = case["theta"], case["dense"], case["conv"]
    grid = (case["side"] // 2 ** len(convs)) ** 2 * convs[-1]
    params = {}

    def weights(name, shape, scale=1.0):
        params[name] = float32_exact(rng.standard_normal(shape) * scale / np.sqrt(max(1, int(np.prod(shape[:-1])))))

    def layer(name, shape, norm=True, scale=1.0):
        weights(f"{name}/kernel", shape, scale)
        params[f"{name}/bias"] = float32_exact(rng.standard_normal(shape[-1]) * 0.2)
        if norm:
            gain_and_bias(f"{name}/norm", shape[-1])

    def gain_and_bias(name, size):
        params[f"{name}/gain"] = float32_exact(1 + rng.standard_normal(size) * 0.2)
        params[f"{name}/bias"] = float32_exact(rng.standard_normal(size) * 0.2)

    for i, (c_in, c_out) in enumerate(zip([1, *convs], convs)):
        layer(f"encoder/conv{i + 1}", (WINDOW, WINDOW, c_in, c_out))
    layer("encoder/dense", (grid, dense))
    if case.get("lstm"):
        weights("recurrent/inputKernel", (dense, 4 * M))
        weights("recurrent/recurrentKernel", (M, 4 * M))
        for name in ("input", "forget", "candidate", "output", "cell"):
            gain_and_bias(f"recurrent/{name}", M)
    else:
        layer("recurrent/self", (M, M))
        layer("recurrent/pair", (2 * M, M))
        layer("recurrent/effect", (M, M))
        if case["attention"]:
            layer("recurrent/attention/hidden", (M, case["attention"]))
            layer("recurrent/attention/score", (case["attention"], 1), norm=False)
        layer("recurrent/update", (2 * M + dense, M), scale=2.0)
    layer("decoder/dense1", (M, dense))
    layer("decoder/dense2", (dense, grid))
    for i, (c_in, c_out) in enumerate(zip(convs[::-1], [*convs[-2::-1], 1])):
        last = i == len(convs) - 1
        layer(f"decoder/conv{i + 1}", (WINDOW, WINDOW, c_in, c_out), norm=not last, scale=4.0 if last else 1.0)
    return params


# ---------------------------------------------------------------- one training step


def train_step(case, values, inputs):
    p = {name: value.clone().requires_grad_() for name, value in values.items()}
    side, K, M = case["side"], case["components"], case["theta"]
    gamma = inputs["gamma0"]
    zeros = torch.zeros(BATCH, K, M, dtype=gamma.dtype)
    state = (zeros[:, 0], zeros[:, 0]) if case.get("lstm") else zeros
    psi, total = torch.zeros_like(gamma), 0.0
    for t in range(STEPS):
        x = inputs["frames"][t][:, None, :, None]
        target = inputs["target"][t][:, None, :, None]
        features = encode(p, case, (gamma * (x - psi)).reshape(BATCH * K, side, side, 1))
        if case.get("lstm"):
            theta, state = remember(p, state, features)
        else:
            theta, state = relate(p, case, state, features.reshape(BATCH, K, -1))
        eta = decode(p, case, theta.reshape(BATCH * K, M)).reshape(BATCH, K, side * side, 1)
        gamma = e_step(PIXELS.log_prob(target, eta), 1.0).detach()
        total = total + em_loss(PIXELS, target, eta, gamma, 1.0)[0] / STEPS
        psi = PIXELS.mean(eta)
    gradients = dict(zip(p, torch.autograd.grad(total, list(p.values()))))
    return {"loss": total.detach(), "gradients": gradients, "gamma": gamma}


def in_float32(case, values, inputs):
    """The same step in single precision: how far rounding alone can take a correct float32 implementation."""

    def single(tensors):
        return {key: value.float() for key, value in tensors.items()}

    return train_step(case, single(values), single(inputs))


def make(name):
    case = CASES[name]
    rng = np.random.default_rng(case["seed"])
    values = parameters_of(case, rng)
    clean = moving_shapes(rng, dict(case, components=2))[: STEPS + 1]
    gamma0 = initial_gamma(rng, BATCH, case["components"], case["side"] ** 2)
    inputs = {"frames": bit_flip(rng, clean[:-1], STEPS, 0.2), "target": float32_exact(clean[1:]), "gamma0": gamma0}
    result, single = train_step(case, values, inputs), in_float32(case, values, inputs)
    rounding = max(
        [relative_difference(single["loss"], result["loss"])]
        + [relative_difference(single["gradients"][key], g) for key, g in result["gradients"].items()]
    )
    spread = float((result["gamma"].max(dim=1).values - result["gamma"].min(dim=1).values).mean())
    print(f"{name}: loss {float(result['loss']):.4f}, rounding {rounding:.1e}, mean spread of gamma {spread:.2f}")
    assert rounding < 3e-5, f"{name}: too sensitive to rounding"
    assert case["components"] == 1 or spread > 0.1, f"{name}: the components have collapsed"
    write(
        f"packages/networks/golden/balls-{name}-step.json",
        {
            "origin": "scripts/golden/relational_step.py, float64 PyTorch",
            "settings": {
                "pixels": PIXELS.settings(),
                "temperature": 1,
                "interWeight": 1,
                "gradientThroughGamma": False,
                "stepWeights": [1 / STEPS] * STEPS,
            },
            "sizes": {"steps": STEPS, **{key: case[key] for key in ("side", "components", "conv", "dense", "theta", "attention")}},
            "parameters": {key: packed(value) for key, value in values.items()},
            "frames": packed(inputs["frames"]),
            "target": packed(inputs["target"]),
            "gamma0": packed(inputs["gamma0"]),
            "loss": rounded(result["loss"]),
            "gradients": {key: packed(value) for key, value in result["gradients"].items()},
        },
    )


def assert_published_sizes():
    """At full width the parameters are as many as published."""
    full = dict(side=64, conv=[16, 32, 64], dense=512, theta=250)
    for name, attention, count in (("r-nem", 100, 4_951_978), ("r-nem-no-attention", 0, 4_926_577), ("lstm", 0, 5_185_077)):
        params = parameters_of({**CASES[name], **full, "attention": attention}, np.random.default_rng(0))
        assert sum(value.numel() for value in params.values()) == count, name


if __name__ == "__main__":
    assert_published_sizes()
    for name in CASES:
        make(name)
