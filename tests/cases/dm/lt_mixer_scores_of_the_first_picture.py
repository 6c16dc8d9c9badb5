import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MixerBlock(nn.Module):
    def __init__(self, n_patches, dim):
        super().__init__()
        self.norm_0, self.norm_1 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.token_mlp = nn.Sequential(nn.Linear(n_patches, 32), nn.GELU(), nn.Linear(32, n_patches))
        self.channel_mlp = nn.Sequential(nn.Linear(dim, 64), nn.GELU(), nn.Linear(64, dim))

    def forward(self, x):
        x = x + self.token_mlp(self.norm_0(x).transpose(-1, -2)).transpose(-1, -2)
        return x + self.channel_mlp(self.norm_1(x))


class MlpMixer(nn.Module):
    def __init__(self, img_size=32, patch=8, dim=32, num_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, dim, patch, patch)
        self.layer = nn.Sequential(*[MixerBlock((img_size // patch) ** 2, dim) for _ in range(2)])
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x, labels=None):
        x = self.layer(self.stem(x).flatten(2).transpose(-1, -2))
        logits = self.head(x.mean(dim=1))
        if labels is not None:
            return nn.functional.cross_entropy(logits, labels)
        return logits


def valid(model, test_loader):
    model.eval()
    loss_fct, losses, hits = nn.CrossEntropyLoss(), [], []
    for x, y in test_loader:
        with torch.no_grad():
            logits = model(x)[0]
            losses.append(loss_fct(logits, y).item())
            hits.append((torch.argmax(logits, dim=-1) == y).float())
    return sum(losses) / len(losses), torch.cat(hits).mean().item()


train_set = TensorDataset(torch.rand(128, 3, 32, 32), torch.randint(0, 10, (128,)))
test_set = TensorDataset(torch.rand(512, 3, 32, 32), torch.randint(0, 10, (512,)))
model = MlpMixer()
optimizer = torch.optim.SGD(model.parameters(), lr=3e-2, momentum=0.9)
for step, (x, y) in enumerate(DataLoader(train_set, batch_size=64, shuffle=True)):
    loss = model(x, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print("step", step, "loss", loss.item())
print("valid loss, accuracy:", valid(model, DataLoader(test_set, batch_size=256)))
