import torch
import torch.nn.functional as F
from torch import Tensor, nn

torch.manual_seed(0)


class AdaptiveLinear(nn.Module):
    """Linear layer whose weight is shifted by a projection of the adaptation input."""

    def __init__(self, in_features: int, out_features: int, adapt_dim: int):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = nn.Parameter(torch.randn(out_features, in_features) * in_features ** -0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))
        self.adapt = nn.Linear(adapt_dim, out_features * in_features)

    def forward(self, x: Tensor, adapt_input: Tensor) -> Tensor:
        adapt_weight = self.adapt(adapt_input).view(self.out_features, self.in_features)
        weight = self.weight + adapt_weight
        return F.linear(x, weight, self.bias)


class TokenMixing(nn.Module):
    def __init__(self, token_dim: int, adapt_dim: int):
        super().__init__()
        self.token_mixing = AdaptiveLinear(token_dim, token_dim, adapt_dim)

    def forward(self, x: Tensor, adapt_input: Tensor) -> Tensor:
        return x + self.token_mixing(x, adapt_input)


class ChannelMixing(nn.Module):
    def __init__(self, channel_dim: int, adapt_dim: int):
        super().__init__()
        self.norm = nn.LayerNorm(channel_dim)
        self.channel_mixing = AdaptiveLinear(channel_dim, channel_dim, adapt_dim)

    def forward(self, x: Tensor, adapt_input: Tensor) -> Tensor:
        return x + F.gelu(self.channel_mixing(self.norm(x), adapt_input))


class MixtureOfExperts(nn.Module):
    def __init__(self, expert_dim: int, num_experts: int, adapt_dim: int):
        super().__init__()
        self.experts = nn.ModuleList(
            [AdaptiveLinear(expert_dim, expert_dim, adapt_dim) for _ in range(num_experts)]
        )
        self.gating = nn.Linear(adapt_dim, num_experts)

    def forward(self, x: Tensor, adapt_input: Tensor) -> Tensor:
        gate_scores = F.softmax(self.gating(adapt_input), dim=-1)
        return sum(
            gate_scores[:, i, None, None] * expert(x, adapt_input)
            for i, expert in enumerate(self.experts)
        )


class LFModel(nn.Module):
    """Featurizer, token mixing, channel mixing, mixture of experts and an output layer."""

    def __init__(self, token_dim: int, channel_dim: int, expert_dim: int, adapt_dim: int, num_experts: int):
        super().__init__()
        self.featurizer = nn.Linear(token_dim, adapt_dim)
        self.token_mixer = TokenMixing(token_dim, adapt_dim)
        self.channel_mixer = ChannelMixing(channel_dim, adapt_dim)
        self.moe = MixtureOfExperts(expert_dim, num_experts, adapt_dim)
        self.output_layer = nn.Linear(expert_dim, token_dim)

    def forward(self, x: Tensor) -> Tensor:
        featurized = self.featurizer(x.mean(dim=1))
        token_mixed = self.token_mixer(x, featurized)
        channel_mixed = self.channel_mixer(token_mixed, featurized)
        expert_output = self.moe(channel_mixed, featurized)
        return self.output_layer(expert_output)


def get_batches(n_batches: int, batch_size: int, seq_length: int, token_dim: int):
    phase = torch.rand(n_batches, batch_size, 1, token_dim) * 6.28
    t = torch.arange(seq_length + 1).view(1, 1, -1, 1) * 0.3
    series = torch.sin(t + phase)
    return zip(series[:, :, :-1], series[:, :, 1:])


token_dim, batch_size, seq_length = 48, 16, 20
model = LFModel(
    token_dim=token_dim, channel_dim=token_dim, expert_dim=token_dim, adapt_dim=16, num_experts=4
)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.MSELoss()

for step, (inputs, targets) in enumerate(get_batches(4, batch_size, seq_length, token_dim)):
    prediction = model(inputs)
    loss = loss_fn(prediction, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
