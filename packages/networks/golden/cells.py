"""Golden values of the gated cells: outputs of three steps and gradients, from torch.nn.GRU and torch.nn.LSTM in float64.

Run: python3 packages/networks/golden/cells.py  (needs numpy and torch)
Writes packages/networks/golden/cells.json. Kernels are [in, gates * size], gates in PyTorch's order. PyTorch has two biases;
the second is zero here. The loss whose gradients are taken is the sum of probe * outputs.
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
STEPS, ITEMS, INPUTS, SIZE = 3, 2, 3, 4


def packed(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]}


def golden(network):
    x = torch.randn(STEPS, ITEMS, INPUTS).float().double()
    probe = torch.randn(STEPS, ITEMS, SIZE).float().double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.randn_like(parameter).float())
        network.bias_hh_l0.zero_()
    outputs, _ = network(x)
    (outputs * probe).sum().backward()
    weights = {"inputKernel": network.weight_ih_l0, "recurrentKernel": network.weight_hh_l0, "bias": network.bias_ih_l0}
    return {
        "x": packed(x),
        "probe": packed(probe),
        "weights": {name: packed(weight.T if weight.dim() == 2 else weight) for name, weight in weights.items()},
        "outputs": packed(outputs),
        "gradients": {name: packed(weight.grad.T if weight.dim() == 2 else weight.grad) for name, weight in weights.items()},
    }


torch.manual_seed(0)
content = {"origin": "packages/networks/golden/cells.py, float64 PyTorch"}
content.update({name: golden(network(INPUTS, SIZE)) for name, network in (("gru", torch.nn.GRU), ("lstm", torch.nn.LSTM))})
lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in content.items())
Path(__file__).with_name("cells.json").write_text("{\n" + lines + "\n}\n")
