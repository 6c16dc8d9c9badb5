import itertools

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(8)


class Rotate90:
    params = (0, 90, 180, 270)

    def apply(self, x, angle):
        return torch.rot90(x, angle // 90, (2, 3))


class Scale:
    params = (1, 1.25)

    def apply(self, x, factor):
        if factor == 1:
            return x
        h, w = x.shape[2:]
        return F.interpolate(x, size=(int(h * factor), int(w * factor)), mode="bilinear", align_corners=False)


class Chain:
    def __init__(self, transforms):
        self.transforms = transforms
        self.combinations = list(itertools.product(*[t.params for t in transforms]))

    def augment_image(self, image):
        for values in self.combinations:
            view = image
            for transform, value in zip(self.transforms, values):
                view = transform.apply(view, value)
            yield view


class Leaves(Dataset):
    def __init__(self, n, size=80):
        self.labels = torch.arange(n) % 4
        spots = torch.rand(n, 1, size, size) < 0.05 * self.labels[:, None, None, None]
        self.images = (0.3 + 0.1 * torch.randn(n, 3, size, size) + 0.5 * spots).clamp(0, 1)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


class LeafNet(nn.Module):
    def __init__(self, n_classes=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.fc = nn.Linear(32, n_classes)

    def forward(self, x):
        return self.fc(self.features(x).mean(dim=(2, 3)))


model = LeafNet()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for image, label in DataLoader(Leaves(48), batch_size=16, shuffle=True):
    loss = F.cross_entropy(model(image), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

transformer = Chain([Rotate90(), Scale()])
test_set = Leaves(8)
model.eval()
hits = 0
with torch.no_grad():
    for image, label in test_set:
        probs = [model(view).softmax(dim=1) for view in transformer.augment_image(image)]
        prediction = torch.stack(probs).mean(dim=0).argmax(dim=1)
        hits += int(prediction.item() == label.item())
print(f"accuracy with {len(transformer.combinations)} views: {hits / len(test_set):.2f}")
