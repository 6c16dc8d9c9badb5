import csv
import os
import tempfile

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from rnn_vae import RNN_VAE, cluster_loss

config = {
    "Project": "open-field",
    "batch_size": 16,
    "time_window": 12,
    "zdims": 6,
    "num_features": 12,
    "beta": 1.0,
    "learning_rate": 5e-4,
    "max_epochs": 1,
}

BODYPARTS = ["nose", "left_ear", "right_ear", "forepaw_l", "forepaw_r", "centre", "hindpaw_l", "hindpaw_r", "tailroot"]


def write_tracking(path, frames=120):
    """The table that the tracker writes: position and likelihood of each body part."""
    rng = np.random.default_rng(0)
    with open(path, "w", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["frame"] + [f"{part}_{what}" for part in BODYPARTS for what in ("x", "y", "likelihood")])
        walk = np.cumsum(rng.normal(0, 1, (frames, len(BODYPARTS), 2)), axis=0)
        for k in range(frames):
            rows.writerow([k] + [round(v, 3) for x, y in walk[k] for v in (x, y, 0.99)])


def csv_to_numpy(path):
    """Positions only, z-scored: a row a frame."""
    table = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=np.float32)[:, 1:]
    keep = [k for k in range(table.shape[1]) if k % 3 != 2]
    poses = table[:, keep]
    return (poses - poses.mean(0)) / poses.std(0)


class SequenceDataset(Dataset):
    def __init__(self, data, temporal_window):
        self.data, self.temporal_window = torch.from_numpy(data), temporal_window

    def __len__(self):
        return len(self.data) - self.temporal_window

    def __getitem__(self, index):
        return self.data[index:index + self.temporal_window]


def train_model(config, data):
    print("Initialize train data. Datapoints", len(data))
    loader = DataLoader(SequenceDataset(data, config["time_window"]), batch_size=config["batch_size"], shuffle=True)
    model = RNN_VAE(config["time_window"], config["zdims"], config["num_features"])
    optimizer = torch.optim.Adam(model.parameters(), lr=config["learning_rate"])
    for epoch in range(config["max_epochs"]):
        total = 0.0
        for sequences in loader:
            prediction, mu, logvar = model(sequences)
            loss = cluster_loss(prediction, sequences, mu, logvar, config["beta"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(loader):.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as project:
        tracking = os.path.join(project, "video-1.csv")
        write_tracking(tracking)
        train_model(config, csv_to_numpy(tracking))
