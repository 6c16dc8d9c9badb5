import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, num_head):
        super().__init__()
        self.num_head = num_head
        self.head_dim = dim // num_head
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, n, _ = x.shape
        qkv = self.qkv(x).reshape(b, n, 3, self.num_head, self.head_dim).permute(2, 0, 3, 1, 4)
        q, k, v = qkv
        attn = (q @ k.transpose(-2, -1) * self.head_dim ** -0.5).softmax(dim=-1)
        return self.proj((attn @ v).transpose(1, 2).reshape(b, n, -1))


class Block(nn.Module):
    def __init__(self, dim, num_head):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = Attention(dim, num_head)
        self.mlp = nn.Sequential(nn.Linear(dim, dim * 4), nn.GELU(), nn.Linear(dim * 4, dim))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class MAE(nn.Module):
    def __init__(self, image_size=32, patch_size=4, emb_dim=192, layers=2, num_head=3, mask_ratio=0.75):
        super().__init__()
        self.p, self.n = patch_size, (image_size // patch_size) ** 2
        self.keep = int(self.n * (1 - mask_ratio))
        self.patchify = nn.Conv2d(3, emb_dim, patch_size, patch_size)
        self.pos = nn.Parameter(torch.randn(1, self.n, emb_dim) * 0.02)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, emb_dim))
        self.encoder = nn.Sequential(*[Block(emb_dim, num_head) for _ in range(layers)])
        self.decoder = Block(emb_dim, num_head)
        self.head = nn.Linear(emb_dim, 3 * patch_size ** 2)

    def forward(self, img):
        tokens = self.patchify(img).flatten(2).transpose(1, 2) + self.pos
        order = torch.randperm(self.n)
        seen = self.encoder(tokens[:, order[:self.keep]])
        hidden = self.mask_token.expand(len(img), self.n - self.keep, -1)
        full = torch.cat([seen, hidden], dim=1)[:, order.argsort()]
        return self.head(self.decoder(full + self.pos)), order[self.keep:]


def patches(img, p):
    return nn.functional.unfold(img, p, stride=p).transpose(1, 2)


# my crops have more detail than CIFAR, so I use a wider embedding
model = MAE(emb_dim=256)
optim = torch.optim.AdamW(model.parameters(), lr=1.5e-4)
for step in range(2):
    img = torch.rand(8, 3, 32, 32)
    predicted, masked = model(img)
    loss = ((predicted - patches(img, model.p)) ** 2)[:, masked].mean() / 0.75
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(step, loss.item())
