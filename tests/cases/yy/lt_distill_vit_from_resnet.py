import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


class DistillableViT(nn.Module):
    def __init__(self, image_size, patch_size, num_classes, dim, heads, mlp_dim):
        super().__init__()
        n = (image_size // patch_size) ** 2
        self.to_patches = nn.Conv2d(3, dim, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.pos_embedding = nn.Parameter(torch.randn(1, n + 2, dim) * 0.02)
        self.transformer = nn.TransformerEncoderLayer(dim, heads, mlp_dim, batch_first=True)
        self.mlp_head = nn.Linear(dim, num_classes)
        self.dim, self.num_classes = dim, num_classes

    def forward(self, img, distill_token):
        x = self.to_patches(img).flatten(2).transpose(1, 2)
        b = x.size(0)
        x = torch.cat([self.cls_token.expand(b, -1, -1), x, distill_token.expand(b, -1, -1)], dim=1)
        x = self.transformer(x + self.pos_embedding)
        return self.mlp_head(x[:, 0]), x[:, -1]


class DistillWrapper(nn.Module):
    def __init__(self, teacher, student, temperature=3.0, alpha=0.5):
        super().__init__()
        self.teacher, self.student = teacher, student
        self.temperature, self.alpha = temperature, alpha
        self.distillation_token = nn.Parameter(torch.randn(1, 1, student.dim))
        self.distill_mlp = nn.Sequential(nn.LayerNorm(student.dim), nn.Linear(student.dim, student.num_classes))

    def forward(self, img, labels):
        with torch.no_grad():
            teacher_logits = self.teacher(img)
        student_logits, distill_tokens = self.student(img, self.distillation_token)
        distill_logits = self.distill_mlp(distill_tokens)
        loss = F.cross_entropy(student_logits, labels)
        t = self.temperature
        soft = F.kl_div(F.log_softmax(distill_logits / t, dim=-1), F.softmax(teacher_logits / t, dim=-1), reduction="batchmean")
        return loss * (1 - self.alpha) + soft * t ** 2 * self.alpha


tiles, labels = torch.rand(24, 3, 64, 64), torch.randint(0, 2, (24,))
loader = DataLoader(TensorDataset(tiles[:16], labels[:16]), batch_size=8, shuffle=True)
val_loader = DataLoader(TensorDataset(tiles[16:], labels[16:]), batch_size=8)

teacher = resnet18(weights=None)
student = DistillableViT(image_size=64, patch_size=16, num_classes=2, dim=64, heads=4, mlp_dim=128)
distiller = DistillWrapper(teacher.eval(), student)
optimizer = torch.optim.Adam([p for n, p in distiller.named_parameters() if not n.startswith("teacher")], lr=3e-4)
for epoch in range(2):
    for img, target in loader:
        loss = distiller(img, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        acc = [(student(x, distiller.distillation_token)[0].argmax(1) == y).float().mean().item() for x, y in val_loader]
    print(f"epoch {epoch} loss {loss.item():.3f} val acc {sum(acc) / len(acc):.2f}")
