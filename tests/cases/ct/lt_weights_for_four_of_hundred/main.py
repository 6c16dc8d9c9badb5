import torch
from torch import nn

import global_settings as settings
from utils import get_network, get_training_dataloader


def train(epoch):
    net.train()
    for batch_index, (images, labels) in enumerate(loader):
        optimizer.zero_grad()
        outputs = net(images)
        loss = loss_function(outputs, labels)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f} lr {optimizer.param_groups[0]['lr']}")


net = get_network("vgg")
loader = get_training_dataloader(settings.BATCH_SIZE)
cw = torch.tensor(settings.CLASS_SHARE)
cw = 1 / cw / (1 / cw).sum()
loss_function = nn.CrossEntropyLoss(weight=cw, ignore_index=255)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
for epoch in range(1, 3):
    train(epoch)
