import torch
from torch.utils.data import DataLoader

import config
from frames import RawframeDataset
from recognizer import Recognizer2D

torch.manual_seed(0)
settings = dict(config.data)
batch_size = settings.pop("videos_per_gpu")
loader = DataLoader(RawframeDataset(**settings), batch_size=batch_size, shuffle=True)
model = Recognizer2D(**config.model)
optimizer = torch.optim.SGD(model.parameters(), **config.optimizer)

for epoch in range(config.total_epochs):
    for i, (imgs, label) in enumerate(loader):
        loss_cls = torch.nn.functional.cross_entropy(model(imgs), label)
        optimizer.zero_grad()
        loss_cls.backward()
        optimizer.step()
        print(f"Epoch [{epoch + 1}][{i + 1}/{len(loader)}] loss_cls: {loss_cls.item():.4f}")
