import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SignDataset(Dataset):
    """Street pictures with the traffic signs that somebody marked in them."""

    def __init__(self, n=12, size=64):
        g = torch.Generator().manual_seed(1)
        self.samples = []
        for i in range(n):
            count = int(torch.randint(1, 6, (1,), generator=g))
            corner = torch.rand(count, 2, generator=g) * (size - 16)
            self.samples.append({
                "img": torch.rand(3, size, size, generator=g),
                "bbox": torch.cat([corner, corner + 12], dim=1),
                "filename": f"street_{i:03d}.jpg",
            })

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, idx):
        return self.samples[idx]


def sign_map(bboxes, size=64):
    target = torch.zeros(len(bboxes), 1, size, size)
    for k, boxes in enumerate(bboxes):
        for x1, y1, x2, y2 in boxes.long().tolist():
            target[k, 0, y1:y2, x1:x2] = 1
    return target


train_loader = DataLoader(SignDataset(), batch_size=4)
net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 3, padding=1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for batch in train_loader:
    loss = nn.functional.binary_cross_entropy_with_logits(net(batch["img"]), sign_map(batch["bbox"]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(batch["filename"], round(loss.item(), 4))
