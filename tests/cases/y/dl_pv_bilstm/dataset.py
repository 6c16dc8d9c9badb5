import csv

import numpy as np
import torch
from torch.utils.data import Dataset

HEADER = ["month", "day", "hour", "irradiance", "temperature", "humidity", "wind_speed", "power"]


def write_station_csv(path, n_days=12):
    rng = np.random.default_rng(7)
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(HEADER)
        for d in range(n_days):
            cloud = rng.uniform(0.4, 1.0)
            for h in range(24):
                sun = max(0.0, np.sin((h - 6) / 12 * np.pi)) * cloud
                row = [6, d + 1, h, 900 * sun, 18 + 9 * sun + rng.normal(), 70 - 25 * sun, rng.gamma(2.0), 48 * sun]
                out.writerow([f"{v:.3f}" for v in row])


class StationData:
    """The table of one PV station, scaled to [0, 1]."""

    def __init__(self, path):
        table = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=np.float32)
        self.inputs = self._scale(table[:, :-1])
        self.power = self._scale(table[:, -1:])

    @staticmethod
    def _scale(values):
        low, high = values.min(0), values.max(0)
        return (values - low) / np.maximum(high - low, 1e-6)

    def split(self, ratio):
        cut = int(len(self.power) * ratio)
        return (self.inputs[:cut], self.power[:cut]), (self.inputs[cut:], self.power[cut:])


class WindowDataset(Dataset):
    def __init__(self, inputs, power, window):
        self.inputs = torch.from_numpy(inputs)
        self.power = torch.from_numpy(power)
        self.window = window

    def __len__(self):
        return len(self.power) - self.window

    def __getitem__(self, i):
        return self.inputs[i:i + self.window], self.power[i + self.window]
