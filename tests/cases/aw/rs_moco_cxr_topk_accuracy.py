import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class TwoCropsTransform:
    def __init__(self, base_transform):
        self.base_transform = base_transform

    def __call__(self, x):
        return [self.base_transform(x), self.base_transform(x)]


class ChestXrays(Dataset):
    def __init__(self, transform, n=32):
        self.transform, self.n = transform, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        xray = torch.rand(1, 96, 96, generator=torch.Generator().manual_seed(i)).expand(3, -1, -1)
        return self.transform(xray)


class MoCo(nn.Module):
    def __init__(self, base_encoder, dim=32, K=64, m=0.99, T=0.2):
        super().__init__()
        self.K, self.m, self.T = K, m, T
        self.encoder_q, self.encoder_k = base_encoder(dim), base_encoder(dim)
        self.encoder_k.load_state_dict(self.encoder_q.state_dict())
        self.encoder_k.requires_grad_(False)
        self.register_buffer("queue", nn.functional.normalize(torch.randn(dim, K), dim=0))
        self.ptr = 0

    @torch.no_grad()
    def keys(self, im_k):
        for q, k in zip(self.encoder_q.parameters(), self.encoder_k.parameters()):
            k.mul_(self.m).add_(q, alpha=1 - self.m)
        return nn.functional.normalize(self.encoder_k(im_k), dim=1)

    def forward(self, im_q, im_k):
        q = nn.functional.normalize(self.encoder_q(im_q), dim=1)
        k = self.keys(im_k)
        l_pos = (q * k).sum(1, keepdim=True)
        l_neg = q @ self.queue.clone()
        logits = torch.cat([l_pos, l_neg], dim=1) / self.T
        self.queue[:, self.ptr:self.ptr + len(k)] = k.t()
        self.ptr = (self.ptr + len(k)) % self.K
        return logits, torch.zeros(len(q), dtype=torch.long)


def small_cnn(dim):
    return nn.Sequential(
        nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, dim),
    )


def accuracy(output, target, topk=(1,)):
    """Precision@k for the given values of k."""
    with torch.no_grad():
        maxk = max(topk)
        batch_size = target.size(0)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        res = []
        for k in topk:
            correct_k = correct[:k].view(-1).float().sum(0, keepdim=True)
            res.append(correct_k.mul_(100.0 / batch_size))
        return res


augmentation = transforms.Compose([
    transforms.RandomResizedCrop(64, scale=(0.2, 1.0), antialias=True),
    transforms.RandomRotation(10),
    transforms.RandomHorizontalFlip(),
])
train_loader = DataLoader(ChestXrays(TwoCropsTransform(augmentation)), batch_size=16, shuffle=True, drop_last=True)
model = MoCo(small_cnn)
optimizer = torch.optim.SGD(model.encoder_q.parameters(), 0.03, momentum=0.9)
for i, images in enumerate(train_loader):
    output, target = model(im_q=images[0], im_k=images[1])
    loss = nn.functional.cross_entropy(output, target)
    acc1, acc5 = accuracy(output, target, topk=(1, 5))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"[{i}] loss {loss.item():.3f} acc@1 {acc1.item():.1f} acc@5 {acc5.item():.1f}")
