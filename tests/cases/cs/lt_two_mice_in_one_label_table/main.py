import os
import tempfile

import torch
from torch.utils.data import DataLoader

import settings
from label_table import BODYPARTS, HeatmapDataset, write_label_table
from tracker import HeatmapTracker, heatmap_mse, peak_distance

cfg, tr = settings.data, settings.training
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, cfg["csv_file"])
    write_label_table(path, cfg["individuals"])
    dataset = HeatmapDataset(path, cfg["image_size"], cfg["downsample_factor"])

loader = DataLoader(dataset, batch_size=tr["train_batch_size"])
model = HeatmapTracker(cfg["num_keypoints"])
optimizer = torch.optim.Adam(model.parameters(), lr=tr["learning_rate"])
for epoch in range(tr["max_epochs"]):
    for images, heatmaps in loader:
        predicted = model(images)
        loss = heatmap_mse(heatmaps, predicted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    pixels = peak_distance(heatmaps, predicted).mean(0)
    for who, part in zip(cfg["individuals"], pixels.split(len(BODYPARTS))):
        print(f"epoch {epoch} {who}: {part.mean():.1f} px, loss {loss.item():.4f}")
