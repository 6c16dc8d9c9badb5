import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

NUM_CLASSES = 10
MIXUP_ALPHA = 0.8


class Mixup:
    """Blends every picture with its mirror in the batch, targets become soft one-hot rows."""

    def __init__(self, alpha, num_classes):
        self.beta = torch.distributions.Beta(alpha, alpha)
        self.num_classes = num_classes

    def __call__(self, x, target):
        lam = self.beta.sample()
        one_hot = F.one_hot(target, self.num_classes).float()
        return lam * x + (1 - lam) * x.flip(0), lam * one_hot + (1 - lam) * one_hot.flip(0)


class SoftTargetCrossEntropy(nn.Module):
    def forward(self, x, target):
        loss = torch.sum(-target * F.log_softmax(x, dim=-1), dim=-1)
        return loss.mean()


class UniCLModel(nn.Module):
    def __init__(self, vocab, dim=32):
        super().__init__()
        self.image_encoder = nn.Sequential(nn.Conv2d(3, 16, 8, 8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.image_projection = nn.Linear(16, dim)
        self.lang_encoder = nn.EmbeddingBag(vocab, dim)
        self.logit_scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, image, text):
        f_image = F.normalize(self.image_projection(self.image_encoder(image)), dim=-1)
        f_text = F.normalize(self.lang_encoder(text), dim=-1)
        return f_image, f_text, self.logit_scale.exp()


def tokenize(labels):
    """'a photo of a <class>' as word numbers."""
    prompt = torch.tensor([1, 2, 3, 1]).expand(len(labels), -1)
    return torch.cat([prompt, labels[:, None] + 4], dim=1)


def pairwise_targets(labels):
    same = (labels[:, None] == labels[None]).float()
    return same / same.sum(dim=1, keepdim=True)


data = FakeData(32, (3, 64, 64), NUM_CLASSES, transform=transforms.ToTensor())
mixup_fn = Mixup(MIXUP_ALPHA, NUM_CLASSES) if MIXUP_ALPHA > 0 else None
model, criterion = UniCLModel(vocab=4 + NUM_CLASSES), SoftTargetCrossEntropy()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for images, labels in DataLoader(data, batch_size=16, shuffle=True):
    texts, targets = tokenize(labels), pairwise_targets(labels)
    if mixup_fn is not None:
        images, targets = mixup_fn(images, labels)
    f_image, f_text, scale = model(images, texts)
    logits = scale * f_image @ f_text.t()
    loss = criterion(logits, targets) + criterion(logits.t(), targets.t())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
