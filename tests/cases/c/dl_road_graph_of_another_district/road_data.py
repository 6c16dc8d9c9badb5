import torch
from torch.utils.data import TensorDataset

DETECTORS = {"pems04": 307, "pems08": 170}


def load_flow(name, window, hours=30):
    g = torch.Generator().manual_seed(4)
    series = torch.rand(hours, DETECTORS[name], generator=g) * 200
    samples = torch.stack([series[t:t + window] for t in range(hours - window)])
    return TensorDataset(samples, series[window:])


def load_adjacency(path):
    n = DETECTORS[path.split("/")[0]]
    g = torch.Generator().manual_seed(n)
    a = (torch.rand(n, n, generator=g) < 0.02).float()
    return ((a + a.t()) > 0).float()
