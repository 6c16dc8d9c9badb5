import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Teacher(nn.Module):
    def __init__(self, width=32, num_classes=1000):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width * 2, 3, 2, 1), nn.BatchNorm2d(width * 2), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.fc = nn.Linear(width * 2, num_classes)

    def forward(self, x):
        return self.fc(self.body(x))


class PatchStudent(nn.Module):
    def __init__(self, num_classes, patch=8, dim=24):
        super().__init__()
        self.embed = nn.Conv2d(3, dim, patch, patch)
        self.distill_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.block = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)
        self.head = nn.Linear(dim, num_classes)
        self.distill_head = nn.Linear(dim, num_classes)

    def forward(self, x):
        tokens = self.embed(x).flatten(2).transpose(1, 2)
        tokens = self.block(torch.cat([tokens, self.distill_token.expand(len(x), -1, -1)], dim=1))
        return self.head(tokens[:, 0]), self.distill_head(tokens[:, -1])


class Distiller(nn.Module):
    def __init__(self, student, teacher, temperature=3.0, alpha=0.5):
        super().__init__()
        self.student, self.teacher, self.T, self.alpha = student, teacher, temperature, alpha

    def forward(self, x, labels):
        with torch.no_grad():
            teacher_logits = self.teacher(x)
        logits, distill_logits = self.student(x)
        hard = F.cross_entropy(logits, labels)
        soft = F.kl_div(
            F.log_softmax(distill_logits / self.T, dim=-1),
            F.softmax(teacher_logits / self.T, dim=-1),
            reduction="batchmean",
        ) * self.T ** 2
        return hard * (1 - self.alpha) + soft * self.alpha


torch.manual_seed(1)
tissue = TensorDataset(torch.rand(24, 3, 32, 32), torch.randint(0, 2, (24,)))
distiller = Distiller(PatchStudent(num_classes=2), Teacher().eval())
optimizer = torch.optim.Adam(distiller.student.parameters(), lr=3e-4)
for data, target in DataLoader(tissue, batch_size=8):
    loss = distiller(data, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
