import torch
from torch.utils.data import DataLoader, Dataset

import config
from darknet import Darknet


class Helmets(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, config.net["height"], config.net["width"], generator=g), torch.rand(4, generator=g)


torch.manual_seed(0)
model = Darknet(config)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for step, (imgs, boxes) in enumerate(DataLoader(Helmets(), batch_size=config.net["batch"])):
    pred = model(imgs)
    obj = pred[..., 4].sigmoid()
    loss = obj.mean() + (pred[:, 0, :4] / config.net["width"] - boxes).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, pred.shape, loss.item())
