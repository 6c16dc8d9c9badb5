from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, que_dim, key_dim, num_heads=4):
        super().__init__()
        self.num_heads = num_heads
        self.que_dim = que_dim
        self.scale = (que_dim // num_heads) ** -0.5
        self.q_transform = nn.Linear(que_dim, que_dim)
        self.k_transform = nn.Linear(key_dim, que_dim)
        self.v_transform = nn.Linear(key_dim, que_dim)
        self.proj = nn.Linear(que_dim, que_dim)

    def forward(self, x, y):
        B, M, _ = y.shape
        N = x.shape[1]
        head_dim = self.que_dim // self.num_heads
        q = self.q_transform(x)
        q = q.reshape(B, N, self.num_heads, head_dim).permute(0, 2, 1, 3)
        k = self.k_transform(y).reshape(B, M, self.num_heads, head_dim).permute(0, 2, 1, 3)
        v = self.v_transform(y).reshape(B, M, self.num_heads, head_dim).permute(0, 2, 1, 3)
        attn = ((q @ k.transpose(-2, -1)) * self.scale).softmax(dim=-1)
        out = (attn @ v).transpose(1, 2).reshape(B, N, self.que_dim)
        return self.proj(out)
