import torch


def make_windows(series, order, window, horizon):
    """Pairs of inputs (calendar features and the previous values) and targets for every start of a window."""
    inputs, targets = [], []
    for begin in range(window, len(series) - horizon):
        previous = series[begin - window:begin + 1]
        features = order[begin - window:begin].flatten()
        inputs.append(torch.cat([features, previous]))
        targets.append(series[begin:begin + horizon])
    return torch.stack(inputs), torch.stack(targets)
