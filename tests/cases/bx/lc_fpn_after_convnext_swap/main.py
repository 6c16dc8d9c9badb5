import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

import config
from detector import Detector


def image_scores(outs):
    return torch.stack([o.amax((2, 3)) for o in outs]).mean(0)


size = config.data["img_size"]
dataset = FakeData(config.data["length"], (3, size, size), 4, transform=transforms.ToTensor())
loader = DataLoader(dataset, batch_size=config.data["samples_per_gpu"])
model = Detector(**config.model)
optimizer = torch.optim.AdamW(model.parameters(), **config.optimizer)
for it, (img, label) in enumerate(loader):
    loss = torch.nn.functional.cross_entropy(image_scores(model(img)), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {it} loss_cls {loss.item():.4f}")
