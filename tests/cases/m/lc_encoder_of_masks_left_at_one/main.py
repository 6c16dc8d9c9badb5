import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import GOSDataset
from isnet import ISNetGTEncoder

hypar = {
    "classes": 4,
    "input_size": 64,
    "batch_size_train": 2,
    "max_epoch_num": 1,
}


def multi_loss(preds, target):
    bce = nn.BCEWithLogitsLoss()
    return sum(bce(p, target) for p in preds)


def get_gt_encoder(train_dataloaders, hypar):
    net = ISNetGTEncoder()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    net.train()
    for epoch in range(hypar["max_epoch_num"]):
        for i, data in enumerate(train_dataloaders):
            labels = data["label"]
            optimizer.zero_grad()
            ds, fs = net(labels)
            loss = multi_loss(ds, labels)
            loss.backward()
            optimizer.step()
            print(epoch, i, loss.item())
    return net


loader = DataLoader(GOSDataset(4, hypar["input_size"], hypar["classes"]), batch_size=hypar["batch_size_train"])
get_gt_encoder(loader, hypar)
