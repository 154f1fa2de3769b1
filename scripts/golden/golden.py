"""What every golden-value script shares: seeded inputs, EM in log space, and JSON out.

Axes: T steps, B images, K components, D pixels, C channels, M = size of theta.
Everything is float64. Inputs are drawn, rounded to float32 and only then used, so that a float32 reader
of the JSON starts from exactly the numbers used here.
"""

import json
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

ROOT = Path(__file__).resolve().parents[2]


# ---------------------------------------------------------------- inputs


def float32_exact(array):
    """The nearest float32 numbers, as a float64 tensor."""
    return torch.from_numpy(np.asarray(array, dtype=np.float32).astype(np.float64))


def initial_gamma(rng, batch, components, pixels):
    """|N(0,1)| per pixel and component, divided by its sum over K: [B,K,D,1]."""
    draw = np.abs(rng.standard_normal((batch, components, pixels, 1)))
    return float32_exact(draw / draw.sum(axis=1, keepdims=True))


def bit_flip(rng, clean, steps, probability):
    """[B,D] or [T,B,D] binary → [T,B,D], every pixel flipped with the given probability at every step."""
    clean = np.broadcast_to(clean, (steps,) + clean.shape[-2:])
    flips = rng.random(clean.shape) < probability
    return float32_exact(np.where(flips, 1 - clean, clean))


def masked_uniform(rng, clean, steps, probability):
    """[B,D] or [T,B,D] grey → [T,B,D], every pixel replaced by U(0,1) with the given probability at every step."""
    clean = np.broadcast_to(clean, (steps,) + clean.shape[-2:])
    mask = rng.random(clean.shape) < probability
    return float32_exact(np.where(mask, rng.random(clean.shape), clean))


# ---------------------------------------------------------------- pixel distributions


def softplus(x):
    """log(1 + exp(x)), exact for large |x| (torch's own cuts over to x at 20)."""
    return torch.logaddexp(x, torch.zeros_like(x))


class Bernoulli:
    """eta is the logit."""

    name = "bernoulli"

    def __init__(self, prior=0.0):
        self.prior = prior

    def mean(self, eta):
        return torch.sigmoid(eta)

    def log_prob(self, x, eta):
        return x * eta - softplus(eta)

    def score(self, x, eta):
        return x - torch.sigmoid(eta)

    def kl_from_prior(self, eta):
        p = self.prior
        minus_entropy = sum(q * np.log(q) for q in (p, 1 - p) if q > 0)
        return minus_entropy - p * eta + softplus(eta)

    def settings(self):
        return {"name": self.name, "prior": self.prior}


class Gaussian:
    """eta is the mean; sigma is fixed, for the prior too."""

    name = "gaussian"

    def __init__(self, sigma=1.0, prior_mean=0.0):
        self.sigma = sigma
        self.prior_mean = prior_mean

    def mean(self, eta):
        return eta

    def log_prob(self, x, eta):
        return -0.5 * ((x - eta) / self.sigma) ** 2 - np.log(self.sigma) - 0.5 * np.log(2 * np.pi)

    def score(self, x, eta):
        return (x - eta) / self.sigma**2

    def kl_from_prior(self, eta):
        return 0.5 * ((self.prior_mean - eta) / self.sigma) ** 2

    def settings(self):
        return {"name": self.name, "sigma": self.sigma, "priorMean": self.prior_mean}


# ---------------------------------------------------------------- EM


def e_step(log_prob, temperature):
    """[B,K,D,1] → gamma [B,K,D,1], normalised over K."""
    return torch.softmax(log_prob / temperature, dim=1)


def em_loss(pixels, target, eta, gamma, inter_weight):
    """Summed over pixels, components and channels, divided by B. Returns total, intra, inter (inter unweighted)."""
    batch = eta.shape[0]
    intra = -(gamma * pixels.log_prob(target, eta)).sum() / batch
    inter = ((1 - gamma) * pixels.kl_from_prior(eta)).sum() / batch
    return intra + inter_weight * inter, intra, inter


# ---------------------------------------------------------------- output


def rounded(value):
    return float(f"{value:.9g}")


def packed(tensor):
    """{"shape", "data"}: the row-major values to 9 significant digits, which is exact for float32."""
    array = tensor.detach().numpy() if isinstance(tensor, torch.Tensor) else np.asarray(tensor)
    values = [rounded(v) for v in array.reshape(-1)]
    return {"shape": list(array.shape), "data": [int(v) if v == int(v) else v for v in values]}


def write(path, content):
    """Writes one JSON file, one line per top-level entry, and prints its size."""
    path = ROOT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in content.items())
    path.write_text("{\n" + lines + "\n}\n")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} kB")


def relative_difference(a, b):
    """max |a - b| / max |b|."""
    return float((a.double() - b.double()).abs().max() / b.double().abs().max())
