"""Golden values of the pixel distributions: log-probability, score and KL from the prior, float64.

Run: python3 scripts/golden/distributions.py  (needs numpy, scipy and torch)
Writes packages/core/golden/distributions.json: a list of cases, each with its settings, the points x, the natural
parameters eta (flat lists; with a learned sigma, etaMean and etaLogSigma), and logProb, score and kl at each point.

None of the closed forms of the library is used: log-probabilities come from scipy, scores from torch's differentiation of
its own distributions, and KL from its definition: a sum over both values of a pixel, or torch's registered formula,
which a numerical integral confirms.
"""

import numpy as np
import torch
from golden import rounded, write
from scipy import integrate, special, stats

LOGITS = [-100, -30, -8, -2.5, -1, -0.25, 0, 0.5, 1.75, 4, 12, 40, 100]
REALS = [-3, -1.25, -0.5, 0, 0.125, 0.75, 1, 2.5]
LOG_SIGMAS = [-2, -0.75, 0, 0.5, 1.5]


def listed(values):
    return [rounded(v) for v in np.asarray(values).reshape(-1)]


def scores(distribution, x, *etas):
    """d log p / d eta at every point, for each natural parameter."""
    etas = [torch.tensor(eta, dtype=torch.float64, requires_grad=True) for eta in etas]
    log_prob = distribution(*etas).log_prob(torch.tensor(x, dtype=torch.float64))
    return [g.numpy() for g in torch.autograd.grad(log_prob.sum(), etas)]


def confirmed_kl(prior, posteriors, scipy_prior, scipy_posterior):
    """torch's KL(prior || posterior) at every point, after a comparison with its integral."""
    kl = torch.distributions.kl_divergence(prior, posteriors).numpy()
    low, high = scipy_prior.ppf(1e-14), scipy_prior.ppf(1 - 1e-14)
    for i, value in enumerate(kl):
        p, q = scipy_prior, scipy_posterior(i)
        kinks = sorted({float(np.clip(d.median(), low, high)) for d in (p, q)})
        integral, _ = integrate.quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), low, high, points=kinks, limit=500)
        assert abs(integral - value) < 1e-8 * max(1, value), (integral, value)
    return kl


def bernoulli(prior):
    x, eta = (a.reshape(-1) for a in np.meshgrid([0.0, 1.0], LOGITS))
    log_prob = {0: special.log_expit(-eta), 1: special.log_expit(eta)}
    kl = sum(special.xlogy(p, p) - p * log_prob[value] for value, p in ((1, prior), (0, 1 - prior)))
    (score,) = scores(lambda logits: torch.distributions.Bernoulli(logits=logits), x, eta)
    return {"name": "bernoulli", "settings": {"prior": prior}, "x": listed(x), "eta": listed(eta), "logProb": listed(np.where(x == 1, log_prob[1], log_prob[0])), "score": listed(score), "kl": listed(kl)}


def location(name, key, scale, prior_mean, scipy_family, torch_family):
    """A family with a fixed scale, whose natural parameter is its mean."""
    x, eta = (a.reshape(-1) for a in np.meshgrid(REALS, REALS))
    x = x + 0.03125  # never on the kink of a Laplace
    (score,) = scores(lambda mean: torch_family(mean, torch.tensor(scale)), x, eta)
    kl = confirmed_kl(
        torch_family(torch.tensor(prior_mean), torch.tensor(scale)),
        torch_family(torch.tensor(eta), torch.tensor(scale)),
        scipy_family(prior_mean, scale),
        lambda i: scipy_family(eta[i], scale),
    )
    log_prob = scipy_family.logpdf(x, eta, scale)
    return {"name": name, "settings": {key: scale, "priorMean": prior_mean}, "x": listed(x), "eta": listed(eta), "logProb": listed(log_prob), "score": listed(score), "kl": listed(kl)}


def gaussian_learned_sigma(prior_mean, prior_sigma):
    x, mean, log_sigma = (a.reshape(-1) for a in np.meshgrid([-1, 0.25, 1], REALS, LOG_SIGMAS))
    score_mean, score_log_sigma = scores(lambda m, s: torch.distributions.Normal(m, s.exp()), x, mean, log_sigma)
    kl = confirmed_kl(
        torch.distributions.Normal(torch.tensor(prior_mean), torch.tensor(prior_sigma)),
        torch.distributions.Normal(torch.tensor(mean, dtype=torch.float64), torch.tensor(np.exp(log_sigma))),
        stats.norm(prior_mean, prior_sigma),
        lambda i: stats.norm(mean[i], np.exp(log_sigma[i])),
    )
    return {
        "name": "gaussian-learned-sigma",
        "settings": {"priorMean": prior_mean, "priorSigma": prior_sigma},
        "x": listed(x),
        "etaMean": listed(mean),
        "etaLogSigma": listed(log_sigma),
        "logProb": listed(stats.norm.logpdf(x, mean, np.exp(log_sigma))),
        "scoreMean": listed(score_mean),
        "scoreLogSigma": listed(score_log_sigma),
        "kl": listed(kl),
    }


if __name__ == "__main__":
    normal, laplace = torch.distributions.Normal, torch.distributions.Laplace
    cases = [
        bernoulli(prior=0.0),
        bernoulli(prior=0.3),
        location("gaussian", "sigma", 1.0, 0.0, stats.norm, normal),
        location("gaussian", "sigma", 0.25, 0.0, stats.norm, normal),
        location("gaussian", "sigma", 0.25, 0.5, stats.norm, normal),
        gaussian_learned_sigma(0.0, 1.0),
        gaussian_learned_sigma(0.5, 0.25),
        location("laplace", "scale", 0.5, 0.0, stats.laplace, laplace),
    ]
    write("packages/core/golden/distributions.json", {"origin": "scripts/golden/distributions.py, float64 scipy and PyTorch", "cases": cases})
