"""Golden values of one whole training step of the two dense models: loss and every gradient, float64 PyTorch.

Run: python3 scripts/golden/static_step.py  (needs numpy and torch)
Writes packages/core/golden/{rnn-em,n-em}-{static,sequence,gaussian}-step.json.

static    Bernoulli pixels, one clean image as the target of every step, loss on the last step only, gradient through gamma
sequence  Bernoulli pixels, a new target at every step, loss on every step, no gradient through gamma (neither in the
          residual's mask nor in the loss)
gaussian  as sequence, with Gaussian pixels (sigma 1), E-step temperature 0.25 squared, inter-cluster weight 0.2

One EM step, in this order (the paper's equations 2-6):
  psi      = 0 at the first step, the mean of the last eta afterwards
  residual = gamma * (x_t - psi)
  theta    = RNN-EM: sigmoid(residual W_x + theta W_h + b);  N-EM: theta + lr * sigmoid'(theta) * (W residual)
  eta      = RNN-EM: theta W_o + b_o;                         N-EM: sigmoid(theta) W
  gamma    = softmax over K of log p(target_t | eta) / temperature
  loss    += stepWeights[t] * (intra + interWeight * inter), with this new eta and this new gamma
theta starts at 0. The N-EM step is made twice, in closed form and by a gradient through the decoder; both must agree.
"""

import numpy as np
import torch
from golden import Bernoulli, Gaussian, bit_flip, e_step, em_loss, float32_exact, initial_gamma, masked_uniform, packed, relative_difference, rounded, write

STEPS, BATCH, COMPONENTS, SIDE, SIZE = 15, 2, 4, 8, 20
PIXELS = SIDE * SIDE


# ---------------------------------------------------------------- the two models: (parameters, theta, residual) → theta, and theta → eta


def rnn_em_step(p, theta, residual):
    return torch.sigmoid(residual @ p["encoder/kernel"] + theta @ p["recurrent/kernel"] + p["recurrent/bias"])


def rnn_em_decode(p, theta):
    return theta @ p["decoder/kernel"] + p["decoder/bias"]


def n_em_decode(p, theta):
    return torch.sigmoid(theta) @ p["decoder/kernel"]


def n_em_step_closed(p, theta, residual):
    s = torch.sigmoid(theta)
    return theta + p["learningRate"] * s * (1 - s) * (residual @ p["decoder/kernel"].T)


def n_em_step_autograd(p, theta, residual):
    theta = theta if theta.requires_grad else theta.detach().requires_grad_()
    (pullback,) = torch.autograd.grad(n_em_decode(p, theta), theta, grad_outputs=residual, create_graph=True)
    return theta + p["learningRate"] * pullback


# ---------------------------------------------------------------- one training step


def unroll(m_step, decode, params, inputs, settings):
    """Forward over all steps. Returns the weighted loss, each step's (intra, inter), and the last theta, eta and gamma."""
    pixels = settings["pixels"]
    gamma = inputs["gamma0"]
    theta = torch.zeros(gamma.shape[0], COMPONENTS, SIZE, dtype=gamma.dtype)
    eta = None
    total = 0.0
    per_step = []
    for t in range(STEPS):
        x = inputs["frames"][t][:, None, :, None]
        target = inputs["target"][t if inputs["target"].dim() == 3 else slice(None)][:, None, :, None]
        mask = gamma if settings["gradientThroughGamma"] else gamma.detach()
        psi = torch.zeros_like(mask) if eta is None else pixels.mean(eta)
        residual = mask * (x - psi)  # sigma is 1, so for both distributions this is gamma times the score
        theta = m_step(params, theta, residual[..., 0])
        eta = decode(params, theta)[..., None]
        gamma = e_step(pixels.log_prob(target, eta), settings["temperature"])
        loss_gamma = gamma if settings["gradientThroughGamma"] else gamma.detach()
        loss, intra, inter = em_loss(pixels, target, eta, loss_gamma, settings["interWeight"])
        total = total + settings["stepWeights"][t] * loss
        per_step.append((float(intra.detach()), float(inter.detach())))
    return total, per_step, theta, eta, gamma


def train_step(m_step, decode, values, inputs, settings):
    params = {name: value.clone().requires_grad_() for name, value in values.items()}
    total, per_step, theta, eta, gamma = unroll(m_step, decode, params, inputs, settings)
    gradients = dict(zip(params, torch.autograd.grad(total, list(params.values()))))
    return total.detach(), per_step, gradients, theta.detach(), eta.detach(), gamma.detach()


# ---------------------------------------------------------------- the cases


def moving_rectangles(rng, frames, batch):
    """Binary [frames,B,D]: two filled rectangles an image, each moving by -1, 0 or 1 pixels a frame and axis, wrapping round."""
    images = np.zeros((frames, batch, SIDE, SIDE))
    for b in range(batch):
        for _ in range(2):
            shape = np.zeros((SIDE, SIDE))
            shape[: rng.integers(2, 5), : rng.integers(2, 5)] = 1
            start, velocity = rng.integers(0, SIDE, 2), rng.integers(-1, 2, 2)
            for t in range(frames):
                images[t, b] = np.maximum(images[t, b], np.roll(shape, start + t * velocity, axis=(0, 1)))
    return images.reshape(frames, batch, PIXELS)


def inputs_of(case, rng):
    gamma0 = initial_gamma(rng, BATCH, COMPONENTS, PIXELS)
    if case == "static":
        clean = moving_rectangles(rng, 1, BATCH)[0]
        return {"frames": bit_flip(rng, clean, STEPS, 0.1), "target": float32_exact(clean), "gamma0": gamma0}
    clean = moving_rectangles(rng, STEPS + 1, BATCH)
    if case == "sequence":
        return {"frames": bit_flip(rng, clean[:-1], STEPS, 0.2), "target": float32_exact(clean[1:]), "gamma0": gamma0}
    clean = clean * rng.uniform(0.3, 1, (BATCH, 1))
    return {"frames": masked_uniform(rng, clean[:-1], STEPS, 0.2), "target": float32_exact(clean[1:]), "gamma0": gamma0}


LAST_STEP_ONLY = [0.0] * (STEPS - 1) + [1.0]
RISING = [(t + 1) / (STEPS * (STEPS + 1) / 2) for t in range(STEPS)]  # sums to 1
CASES = {
    "static": dict(pixels=Bernoulli(prior=0.0), temperature=1.0, interWeight=1.0, gradientThroughGamma=True, stepWeights=LAST_STEP_ONLY),
    "sequence": dict(pixels=Bernoulli(prior=0.0), temperature=1.0, interWeight=1.0, gradientThroughGamma=False, stepWeights=RISING),
    "gaussian": dict(pixels=Gaussian(sigma=1.0), temperature=0.25**2, interWeight=0.2, gradientThroughGamma=False, stepWeights=RISING),
}


def parameters_of(model, case, rng):
    """Random weights that keep the components apart without chaos: small random ones let all components collapse into
    one, large ones amplify rounding from step to step. A strong diagonal makes every recurrent unit a latch."""

    def normal(*shape, scale, mean=0.0):
        return float32_exact(mean + rng.standard_normal(shape) * scale)

    gaussian = case == "gaussian"
    if model == "n-em":
        return {"decoder/kernel": normal(SIZE, PIXELS, scale=0.4 if gaussian else 2.0), "learningRate": float32_exact(0.3)}
    return {
        "encoder/kernel": normal(PIXELS, SIZE, scale=1.0),
        "recurrent/kernel": normal(SIZE, SIZE, scale=0.3, mean=5.5 * np.eye(SIZE)),
        "recurrent/bias": normal(SIZE, scale=0.3, mean=-2.75),
        "decoder/kernel": normal(SIZE, PIXELS, scale=0.1 if gaussian else 1.0),
        "decoder/bias": normal(PIXELS, scale=0.3),
    }


def differences(a, b):
    """The max-norm relative difference of two training steps' losses, last gammas and gradients, by name."""
    pairs = {"loss": (a[0], b[0]), "gamma": (a[5], b[5]), **{key: (a[2][key], b[2][key]) for key in a[2]}}
    return {name: relative_difference(*pair) for name, pair in pairs.items()}


def in_float32(m_step, decode, values, inputs, settings):
    """The same step in single precision: how far rounding alone can take a correct float32 implementation."""

    def single(tensors):
        return {key: value.float() for key, value in tensors.items()}

    return train_step(m_step, decode, single(values), single(inputs), settings)


def make(model, case, seed):
    rng = np.random.default_rng(seed)
    settings = CASES[case]
    m_step, decode = (rnn_em_step, rnn_em_decode) if model == "rnn-em" else (n_em_step_closed, n_em_decode)
    values, inputs = parameters_of(model, case, rng), inputs_of(case, rng)
    result = train_step(m_step, decode, values, inputs, settings)
    if model == "n-em":
        nested = train_step(n_em_step_autograd, decode, values, inputs, settings)
        assert max(differences(nested, result).values()) < 1e-11, "closed form and nested gradient disagree"
    rounding = max(differences(in_float32(m_step, decode, values, inputs, settings), result).values())
    assert rounding < 1e-5, f"{model} {case}: too sensitive to rounding, {rounding}"
    flipped = train_step(m_step, decode, values, inputs, {**settings, "gradientThroughGamma": not settings["gradientThroughGamma"]})
    through_gamma = min(d for name, d in differences(flipped, result).items() if name in values)
    assert through_gamma > 1e-3, f"{model} {case}: the gradient through gamma is too small to be tested, {through_gamma}"

    loss, per_step, gradients, theta, eta, gamma = result
    spread = float((gamma.max(dim=1).values - gamma.min(dim=1).values).mean())
    assert spread > 0.1, f"{model} {case}: the components have collapsed, spread {spread}"
    print(f"{model} {case}: loss {float(loss):.4f}, rounding {rounding:.1e}, mean spread of gamma {spread:.2f}, gradient through gamma {through_gamma:.1e}")
    write(
        f"packages/core/golden/{model}-{case}-step.json",
        {
            "origin": "scripts/golden/static_step.py, float64 PyTorch",
            "model": model,
            "settings": {**settings, "pixels": settings["pixels"].settings(), "stepWeights": [rounded(w) for w in settings["stepWeights"]]},
            "sizes": {"steps": STEPS, "batch": BATCH, "components": COMPONENTS, "pixels": PIXELS, "theta": SIZE},
            "parameters": {key: packed(value) for key, value in values.items()},
            "frames": packed(inputs["frames"]),
            "target": packed(inputs["target"]),
            "gamma0": packed(inputs["gamma0"]),
            "loss": rounded(loss),
            "intra": [rounded(intra) for intra, _ in per_step],
            "inter": [rounded(inter) for _, inter in per_step],
            "gradients": {key: packed(value) for key, value in gradients.items()},
            "theta": packed(theta),
            "eta": packed(eta),
            "gamma": packed(gamma),
            "float32Rounding": float(f"{rounding:.1e}"),
        },
    )


if __name__ == "__main__":
    for model in ("rnn-em", "n-em"):
        for case in CASES:
            make(model, case, seed=2)
