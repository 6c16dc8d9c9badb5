import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Patterns(Dataset):
    """Stripes, checks, discs and rings in two colours."""

    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        y, x = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
        r = ((x - 16) ** 2 + (y - 16) ** 2).sqrt()
        kind = i % 4
        shape = [(x % 8 < 4), ((x // 8 + y // 8) % 2 == 0), (r < 10), ((r > 6) & (r < 12))][kind]
        a, b = torch.rand(2, 3, 1, 1, generator=g)
        return torch.where(shape, a, b) + 0.1 * torch.randn(3, 32, 32, generator=g), kind


class Teacher(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU(), nn.Conv2d(24, 48, 3, 2, 1), nn.ReLU())
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        return self.fc(self.body(x).mean((2, 3)))


class TinyDeiT(nn.Module):
    def __init__(self, num_classes=4, dim=48, patch=4, depth=2):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, (32 // patch) ** 2 + 1, dim))
        blocks = [nn.TransformerEncoderLayer(dim, 4, 2 * dim, dropout=0.0, batch_first=True) for _ in range(depth)]
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x, with_feature=False):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.pos_embed
        feats = []
        for block in self.blocks:
            x = block(x)
            feats.append(x)
        logits = self.head(self.norm(x)[:, 0])
        return (logits, feats) if with_feature else logits


class ExitBranch(nn.Module):
    """Turns an intermediate student feature into class scores."""

    def __init__(self, dim, num_classes):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(dim, 64, 3, stride=2, padding=1), nn.BatchNorm2d(64), nn.ReLU())
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x):
        b, n, c = x.shape
        side = int(n ** 0.5)
        x = x.transpose(1, 2).reshape(b, c, side, side)
        return self.fc(self.conv(x).mean((2, 3)))


def kd_loss(student, teacher, t=2.0):
    return F.kl_div((student / t).log_softmax(1), (teacher / t).softmax(1), reduction="batchmean") * t * t


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


torch.manual_seed(0)
train = DataLoader(Patterns(96, seed=0), batch_size=16, shuffle=True)
test = DataLoader(Patterns(32, seed=1000), batch_size=16)
teacher = Teacher()
opt = torch.optim.Adam(teacher.parameters(), 5e-3)
for x, y in train:
    loss = F.cross_entropy(teacher(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("teacher", evaluate(teacher, test))

student = TinyDeiT()
exits = nn.ModuleList(ExitBranch(48, 4) for _ in student.blocks)
opt = torch.optim.AdamW([*student.parameters(), *exits.parameters()], 1e-3)
for epoch in range(2):
    student.train()
    for x, y in train:
        with torch.no_grad():
            soft = teacher(x)
        logits, feats = student(x, with_feature=True)
        loss = F.cross_entropy(logits, y) + kd_loss(logits, soft)
        for branch, f in zip(exits, feats):
            loss = loss + 0.5 * kd_loss(branch(f), soft)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item(), evaluate(student, test))
