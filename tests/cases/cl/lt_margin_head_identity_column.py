import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(9)


class AlignedFaces(Dataset):
    def __init__(self, n=48, n_ids=10):
        self.faces = torch.rand(n, 3, 56, 56)
        self.ids = torch.randint(0, n_ids, (n,)).tolist()

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        face = (self.faces[i] - 0.5) / 0.5
        if torch.rand(()) < 0.5:
            face = face.flip(-1)
        return face, torch.LongTensor([self.ids[i]])


class Backbone(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.PReLU(16),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.PReLU(32),
            nn.AdaptiveAvgPool2d(4), nn.Flatten(),
        )
        self.output = nn.Linear(32 * 16, dim)

    def forward(self, x):
        return self.output(self.body(x))


class CurricularHead(nn.Module):
    def __init__(self, in_features, out_features, m=0.5, s=64.0):
        super().__init__()
        self.m, self.s = m, s
        self.threshold = math.cos(math.pi - m)
        self.mm = math.sin(math.pi - m) * m
        self.kernel = nn.Parameter(0.01 * torch.randn(in_features, out_features))
        self.register_buffer("t", torch.zeros(1))

    def forward(self, embeddings, label):
        cos_theta = F.normalize(embeddings) @ F.normalize(self.kernel, dim=0)
        cos_theta = cos_theta.clamp(-1, 1)
        target_logit = cos_theta[torch.arange(0, embeddings.size(0)), label].view(-1, 1)
        sin_theta = torch.sqrt(1.0 - target_logit ** 2)
        cos_theta_m = target_logit * math.cos(self.m) - sin_theta * math.sin(self.m)
        final_target = torch.where(target_logit > self.threshold, cos_theta_m, target_logit - self.mm)
        hard = cos_theta > cos_theta_m
        with torch.no_grad():
            self.t = target_logit.mean() * 0.01 + 0.99 * self.t
        logits = torch.where(hard, cos_theta * (self.t + cos_theta), cos_theta)
        logits = logits.scatter(1, label.view(-1, 1), final_target)
        return logits * self.s


train_set = AlignedFaces()
loader = DataLoader(train_set, batch_size=12, shuffle=True, drop_last=True)
backbone, head = Backbone(), CurricularHead(64, 10)
optimizer = torch.optim.SGD([*backbone.parameters(), *head.parameters()], lr=0.05, momentum=0.9)
for epoch in range(2):
    for step, (faces, label) in enumerate(loader):
        features = backbone(faces)
        thetas = head(features, label)
        loss = F.cross_entropy(thetas, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} t {head.t.item():.4f}")
