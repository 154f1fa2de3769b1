"""RNN-EM on static shapes in PyTorch: one training step, gradient through gamma, loss on the last step only.

Run: python3 bench/peer_static_shapes.py, then type `run 5`. Protocol and options: peer.py.
"""

import torch
from peer import arguments, bernoulli_log_prob, bernoulli_loss, bit_flip, initial_gamma, serve

options = arguments(__doc__, batch=64, components=4, steps=15, height=28, width=28)
B, K, T, D, M, device = options.batch, options.components, options.steps, options.height * options.width, 250, options.device


def glorot(rows, columns):
    limit = (6 / (rows + columns)) ** 0.5
    return torch.empty(rows, columns, device=device).uniform_(-limit, limit).requires_grad_()


def zeros(size):
    return torch.zeros(size, device=device, requires_grad=True)


w_in, w_state, b_state, w_out, b_out = glorot(D, M), glorot(M, M), zeros(M), glorot(M, D), zeros(D)
clean = (torch.rand(B, 1, D, device=device) < 0.16).float()


def loss_of_batch():
    frames = bit_flip(clean, 0.1, T, B, 1, D)
    gamma = initial_gamma(B, K, D, device=device)
    theta = psi = None
    for t in range(T):
        residual = gamma * (frames[t] if psi is None else frames[t] - psi)
        a = torch.addmm(b_state, residual.view(B * K, D), w_in)
        theta = torch.sigmoid(a if theta is None else torch.addmm(a, theta, w_state))
        eta = torch.addmm(b_out, theta, w_out).view(B, K, D)
        log_prob = bernoulli_log_prob(clean, eta)
        gamma = torch.softmax(log_prob, dim=1)
        if t < T - 1:
            psi = torch.sigmoid(eta)
    return bernoulli_loss(log_prob, eta, gamma)


serve(options, [w_in, w_state, b_state, w_out, b_out], loss_of_batch)
