import tempfile

import torch
from torch.utils.data import DataLoader, Dataset

from deeplab import DeepLabV3
from zoo import load_weights, published_weights

LAYOUT = ["background", "body text", "comment", "decoration",
          "body+comment", "body+decoration", "comment+decoration", "border"]


class Folios(Dataset):
    def __init__(self, n=4, size=96):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        page = 0.8 + 0.2 * torch.rand(3, self.size, self.size, generator=g)
        regions = torch.zeros(self.size, self.size, dtype=torch.long)
        for c in range(1, len(LAYOUT)):
            y, x = torch.randint(0, self.size - 24, (2,), generator=g).tolist()
            regions[y:y + 20, x:x + 24] = c
            page[:, y:y + 20, x:x + 24] *= c / len(LAYOUT)
        return page, regions


def finetune(model, loader, lr=1e-4):
    head, trunk = list(model.aspp.parameters()), list(model.resnet.parameters())
    optimizer = torch.optim.Adam([{"params": head, "lr": 10 * lr}, {"params": trunk}], lr=lr)
    criterion = torch.nn.CrossEntropyLoss()
    model.train()
    for pages, regions in loader:
        loss = criterion(model(pages), regions)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        weights = published_weights(folder)
        model = DeepLabV3(num_classes=len(LAYOUT))
        load_weights(model, weights)
    finetune(model, DataLoader(Folios(), batch_size=2, shuffle=True))
