"""What the PyTorch peers share: arguments, and training steps on demand.

A peer prints one JSON line when it is ready, and then answers each line `run N` on its standard input with N training
steps and one JSON line: {"ms": mean milliseconds a step, "rss": peak resident bytes of the process, "loss": the last loss}.
A training step is everything from a clean batch on: noise, initial responsibilities, loss, gradients, Adam.
"""

import argparse
import json
import platform
import resource
import sys
import time

import torch


def arguments(description, **defaults):
    """Reads the command line: the options every peer has, and one for each of the sizes given with its default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=0, help="threads of PyTorch, 0 for its own choice")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--compile", action="store_true", help="torch.compile, where this PyTorch has it")
    parser.add_argument("--seed", type=int, default=0)
    for name, value in defaults.items():
        if value is False:
            parser.add_argument(f"--{name}", action="store_true")
        else:
            parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    return options


def initial_gamma(*shape, device):
    """|N(0,1)| divided by its sum over K, axis 1."""
    draw = torch.randn(shape, device=device).abs_()
    return draw / draw.sum(dim=1, keepdim=True)


def bit_flip(clean, probability, *shape):
    """Binary values, broadcast to a shape, each flipped with the given probability."""
    flips = torch.rand(shape, device=clean.device) < probability
    return (flips != (clean > 0.5)).float()


def bernoulli_log_prob(target, eta):
    """log p(x | eta) of binary pixels, from the logit; one pass where x * eta - softplus(eta) takes three."""
    return torch.nn.functional.logsigmoid((2 * target - 1) * eta)


def bernoulli_loss(log_prob, eta, gamma):
    """Intra- plus inter-cluster loss of binary pixels with a prior of 0, divided by B: [B,K,...] each."""
    return ((1 - gamma) * torch.nn.functional.softplus(eta) - gamma * log_prob).sum() / eta.shape[0]


def peak_memory():
    """Peak resident bytes of this process alone (what getrusage says may be the parent's)."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)


def serve(options, parameters, loss_of_batch):
    """Answers `run N` until standard input ends. `loss_of_batch` makes the noise and returns the loss."""
    cuda = options.device == "cuda"
    if options.compile:
        loss_of_batch = torch.compile(loss_of_batch)
    optimizer = torch.optim.Adam(parameters, lr=1e-3, **({"fused": True} if cuda else {}))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of_batch()
        loss.backward()
        optimizer.step()
        return loss.item()

    def say(message):
        print(json.dumps(message), flush=True)

    count = sum(p.numel() for p in parameters)
    say({"ready": True, "torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": count})
    for line in sys.stdin:
        command, steps = line.split()
        assert command == "run", line
        start = time.perf_counter()
        for _ in range(int(steps)):
            loss = step()
        if cuda:
            torch.cuda.synchronize()
        elapsed = time.perf_counter() - start
        say({"ms": 1000 * elapsed / int(steps), "rss": torch.cuda.max_memory_allocated() if cuda else peak_memory(), "loss": loss})
