import torch
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, dim, mult=4):
        super().__init__()
        self.net = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, dim * mult), nn.SiLU(), nn.Linear(dim * mult, dim))

    def forward(self, x):
        return self.net(x)


class ConformerConvModule(nn.Module):
    def __init__(self, dim, expansion=2, kernel_size=31, dropout=0.1):
        super().__init__()
        inner = dim * expansion
        self.norm = nn.LayerNorm(dim)
        self.pointwise_in = nn.Conv1d(dim, inner * 2, 1)
        self.glu = nn.GLU(dim=1)
        self.depthwise = nn.Conv1d(inner, inner, kernel_size, padding=kernel_size // 2, groups=inner)
        self.bn = nn.BatchNorm1d(inner)
        self.pointwise_out = nn.Conv1d(inner, dim, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        x = self.norm(x).transpose(1, 2)
        x = self.depthwise(self.glu(self.pointwise_in(x)))
        x = self.pointwise_out(nn.functional.silu(self.bn(x)))
        return self.dropout(x.transpose(1, 2))


class ConformerBlock(nn.Module):
    def __init__(self, dim, heads=4, conv_kernel_size=31):
        super().__init__()
        self.ff1, self.ff2 = FeedForward(dim), FeedForward(dim)
        self.attn_norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.conv = ConformerConvModule(dim, kernel_size=conv_kernel_size)
        self.post_norm = nn.LayerNorm(dim)

    def forward(self, x):
        x = 0.5 * self.ff1(x) + x
        n = self.attn_norm(x)
        x = self.attn(n, n, n, need_weights=False)[0] + x
        x = self.conv(x) + x
        x = 0.5 * self.ff2(x) + x
        return self.post_norm(x)


class Recognizer(nn.Module):
    def __init__(self, n_mels=80, dim=48, depth=2, n_tokens=30):
        super().__init__()
        self.proj = nn.Linear(n_mels, dim)
        self.layers = nn.Sequential(*[ConformerBlock(dim, conv_kernel_size=32) for _ in range(depth)])
        self.ctc = nn.Linear(dim, n_tokens)

    def forward(self, mel):
        return self.ctc(self.layers(self.proj(mel))).log_softmax(-1)


model = Recognizer()
mel = torch.randn(4, 120, 80)
text = torch.randint(1, 30, (4, 20))
log_probs = model(mel).transpose(0, 1)
loss = nn.functional.ctc_loss(log_probs, text, torch.full((4,), 120), torch.full((4,), 20))
loss.backward()
print("ctc", loss.item())
