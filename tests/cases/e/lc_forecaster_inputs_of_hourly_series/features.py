import torch

LAGS = {"h": [1, 2, 3, 23, 24, 25, 47, 48, 49, 71, 72, 73, 167, 168], "d": [1, 2, 3, 6, 7, 8, 13, 14]}
TIME_FEATURES = {"h": ("hour", "weekday", "month"), "d": ("weekday", "month")}
PERIODS = {"hour": (1, 24), "weekday": (24, 7), "month": (720, 12)}


def calendar(steps, freq):
    """One column in -0.5..0.5 for each feature of the calendar."""
    hours = steps * (1 if freq == "h" else 24)
    columns = [(hours // unit % period) / (period - 1) - 0.5 for unit, period in map(PERIODS.get, TIME_FEATURES[freq])]
    return torch.stack(columns, dim=-1)


def lagged(series, begin, length, freq):
    """The earlier values of each step, one column a lag."""
    columns = [series[:, begin - lag:begin - lag + length] for lag in LAGS[freq]]
    return torch.stack(columns, dim=-1)


def inputs(series, begin, length, freq):
    steps = torch.arange(begin, begin + length)
    when = calendar(steps, freq).expand(len(series), -1, -1)
    return torch.cat([lagged(series, begin, length, freq), when], dim=-1)
