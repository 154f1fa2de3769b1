"""RNN-EM on flying shapes in PyTorch: one training step, no gradient through gamma, loss on every step.

The network has 3,403,389 parameters. Every layer is linear, layer norm, activation; a group norm of one group is the layer
norm over H, W and C with a gain and a bias per channel. With --transposed the decoder's nearest-neighbour x2 followed by a
4x4 convolution runs as the equal stride-2 transposed convolution with a 5x5 kernel.

Run: python3 bench/peer_flying_shapes.py, then type `run 2`. Protocol and options: peer.py.
"""

import torch
import torch.nn.functional as F
from peer import arguments, bernoulli_log_prob, bernoulli_loss, bit_flip, initial_gamma, serve
from torch import nn

options = arguments(__doc__, batch=64, components=3, steps=20, height=28, width=28, transposed=False)
B, K, T, H, W, device = options.batch, options.components, options.steps, options.height, options.width, options.device
EPSILON = 1e-6
GRID = (H // 4, W // 4)
FEATURES = 64 * GRID[0] * GRID[1]


class UpsampledConv(nn.Module):
    """Nearest-neighbour x2, then a 4x4 convolution with SAME padding (one before, two after)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.plain = nn.Conv2d(inputs, outputs, 4, padding=2)
        # Per axis, the 5 taps of the transposed kernel from the 4 of the plain one: w3, w2+w3, w1+w2, w0+w1, w0.
        self.taps = torch.tensor([[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], dtype=torch.float32, device=device)

    def expanded_kernel(self):
        return torch.einsum("xi,yj,ocij->coxy", self.taps, self.taps, self.plain.weight)

    def forward(self, x, kernel):
        if kernel is not None:
            return F.conv_transpose2d(x, kernel, self.plain.bias, stride=2, padding=2, output_padding=1)
        # One row and column too many, then dropped: faster than padding by hand.
        return self.plain(F.interpolate(x, scale_factor=2, mode="nearest"))[:, :, 1:, 1:]


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        norm = lambda channels: nn.GroupNorm(1, channels, eps=EPSILON)
        dense = lambda inputs, outputs, activation: nn.Sequential(nn.Linear(inputs, outputs), nn.LayerNorm(outputs, eps=EPSILON), activation)
        self.encoder = nn.Sequential(
            *(nn.Conv2d(1, 32, 4, stride=2, padding=1), norm(32), nn.ELU()),
            *(nn.Conv2d(32, 64, 4, stride=2, padding=1), norm(64), nn.ELU()),
            nn.Flatten(),
            dense(FEATURES, 512, nn.ELU()),
        )
        self.from_input, self.from_state = nn.Linear(512, 100), nn.Linear(100, 100, bias=False)
        self.recurrent_norm = nn.LayerNorm(100, eps=EPSILON)
        self.decoder = nn.Sequential(dense(100, 512, nn.ReLU()), dense(512, FEATURES, nn.ReLU()), nn.Unflatten(1, (64, *GRID)))
        self.up1, self.up1_norm, self.up2 = UpsampledConv(64, 32), norm(32), UpsampledConv(32, 1)

    def kernels(self):
        """The decoder's transposed kernels, made once a training step."""
        return [up.expanded_kernel() if options.transposed else None for up in (self.up1, self.up2)]

    def forward(self, residual, state, kernels):
        """[N,1,H,W] and the state [N,100] → logits [N,1,H,W] and the next state."""
        a = self.from_input(self.encoder(residual))
        if state is not None:
            a = a + self.from_state(state)
        theta = torch.sigmoid(self.recurrent_norm(a))
        x = F.relu(self.up1_norm(self.up1(self.decoder(theta), kernels[0])))
        return self.up2(x, kernels[1]), torch.sigmoid(a)


network = Network().to(device, memory_format=torch.channels_last)  # 5 % faster than the default here


def moving_squares():
    """Binary frames [T+1,B,1,H,W] of three squares each, moving by -1, 0 or 1 pixels a frame and axis, wrapping round."""

    def covered(size):
        """Which places of an axis each square covers at each frame: [T+1,B,3,size]."""
        start, velocity = torch.randint(0, size, (B, 3)), torch.randint(-1, 2, (B, 3))
        first = start + torch.arange(T + 1).view(-1, 1, 1) * velocity
        return (torch.arange(size) - first[..., None]) % size < 7

    return (covered(H)[..., :, None] & covered(W)[..., None, :]).any(dim=2, keepdim=True).float().to(device)


clean = moving_squares()


def loss_of_batch():
    frames = bit_flip(clean[:-1], 0.2, T, B, 1, H, W)
    gamma = initial_gamma(B, K, H, W, device=device)
    kernels = network.kernels()
    state = psi = None
    loss = 0.0
    for t in range(T):
        residual = gamma * (frames[t] if psi is None else frames[t] - psi)
        eta, state = network(residual.view(B * K, 1, H, W), state, kernels)
        eta = eta.view(B, K, H, W)
        log_prob = bernoulli_log_prob(clean[t + 1], eta)
        gamma = torch.softmax(log_prob.detach(), dim=1)
        loss = loss + bernoulli_loss(log_prob, eta, gamma)
        psi = torch.sigmoid(eta)
    return loss


parameters = list(network.parameters())
if (H, W) == (28, 28):
    assert sum(p.numel() for p in parameters) == 3_403_389
serve(options, parameters, loss_of_batch)
