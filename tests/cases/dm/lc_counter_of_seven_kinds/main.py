import torch
from torch import nn
from torch.utils.data import DataLoader

from config import cfg
from counter import MCC
from dataset import MOCDataset

num_classes = len(cfg.CLASSES)
train_loader = DataLoader(
    MOCDataset(cfg.TRAIN_SIZE, num_classes, cfg.LOG_PARA), batch_size=cfg.TRAIN_BATCH_SIZE, shuffle=True)
net = MCC(cfg.MM, num_class=num_classes)
loss_mse_fn = nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=cfg.LR)

net.train()
for i, (rgb, nir, gt_map) in enumerate(train_loader):
    optimizer.zero_grad()
    pred_map = net(rgb, nir)
    loss = loss_mse_fn(pred_map, gt_map)
    loss.backward()
    optimizer.step()
    counts = pred_map.sum(dim=(0, 2, 3)) / cfg.LOG_PARA
    print(f"[it {i}] loss {loss.item():.4f}", [round(c, 2) for c in counts.tolist()])
