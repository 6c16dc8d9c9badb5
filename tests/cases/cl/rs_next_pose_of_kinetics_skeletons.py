import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(2)

DATASETS = {
    "ntu": dict(joints=25, classes=60),
    "kinetics": dict(joints=18, classes=400),
}
WARMUP_EPOCHS = 1


class SkeletonClips(Dataset):
    def __init__(self, name, n=32, frames=21):
        spec = DATASETS[name]
        start = torch.randn(n, 3, 1, spec["joints"])
        self.clips = start + 0.05 * torch.randn(n, 3, frames, spec["joints"]).cumsum(dim=2)
        self.labels = torch.randint(0, spec["classes"], (n,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        clip = self.clips[i]
        return clip[:, :-1], clip[:, -1:], self.labels[i]


class GraphConv(nn.Module):
    def __init__(self, c_in, c_out, joints):
        super().__init__()
        self.A = nn.Parameter(torch.eye(joints) + 0.01 * torch.rand(joints, joints))
        self.conv = nn.Conv2d(c_in, c_out, (5, 1), padding=(2, 0))
        self.bn = nn.BatchNorm2d(c_out)

    def forward(self, x):
        x = torch.einsum("nctv,vw->nctw", x, self.A)
        return torch.relu(self.bn(self.conv(x)))


class ActionalGCN(nn.Module):
    def __init__(self, joints, classes):
        super().__init__()
        self.gcn1 = GraphConv(3, 32, joints)
        self.gcn2 = GraphConv(32, 64, joints)
        self.fcn = nn.Linear(64, classes)
        self.recon = nn.Conv2d(64, 3, 1)

    def forward(self, x):
        h = self.gcn2(self.gcn1(x))
        scores = self.fcn(h.mean(dim=(2, 3)))
        offset = self.recon(h.mean(dim=2, keepdim=True))
        return scores, x[:, :, -1:] + offset


def train_epoch(model, loader, optimizer, epoch):
    for x, x_last, label in loader:
        scores, pred = model(x)
        loss = nn.functional.cross_entropy(scores, label)
        if epoch >= WARMUP_EPOCHS:
            target = x_last.contiguous().view(-1, 3, 1, 25)
            loss = loss + 0.5 * nn.functional.mse_loss(pred, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


dataset = "kinetics"
model = ActionalGCN(**DATASETS[dataset])
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
loader = DataLoader(SkeletonClips(dataset), batch_size=16, shuffle=True)
for epoch in range(3):
    print(f"Training epoch: {epoch} loss {train_epoch(model, loader, optimizer, epoch):.3f}")
