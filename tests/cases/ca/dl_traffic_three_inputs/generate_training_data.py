import numpy as np


def generate_graph_seq2seq_io_data(speeds, minutes, x_offsets, y_offsets, add_time_in_day=True, add_day_in_week=False):
    num_samples, num_nodes = speeds.shape
    features = [speeds[..., None]]
    if add_time_in_day:
        time_ind = (minutes % 1440) / 1440.0
        features.append(np.tile(time_ind[:, None, None], (1, num_nodes, 1)))
    if add_day_in_week:
        dow = (minutes // 1440) % 7
        features.append(np.tile(dow[:, None, None], (1, num_nodes, 1)))
    data = np.concatenate(features, axis=-1)
    x, y = [], []
    for t in range(abs(min(x_offsets)), num_samples - max(y_offsets)):
        x.append(data[t + x_offsets])
        y.append(data[t + y_offsets])
    return np.stack(x).astype("float32"), np.stack(y).astype("float32")


def generate_train_val_test(n=120, num_nodes=20, seq_length=12):
    rng = np.random.default_rng(0)
    speeds = 60 + 8 * rng.standard_normal((n, num_nodes))
    minutes = 5 * np.arange(n)
    x, y = generate_graph_seq2seq_io_data(
        speeds,
        minutes,
        x_offsets=np.arange(-seq_length + 1, 1),
        y_offsets=np.arange(1, seq_length + 1),
        add_time_in_day=False,
        add_day_in_week=False,
    )
    split = int(0.7 * len(x))
    return {"x_train": x[:split], "y_train": y[:split], "x_val": x[split:], "y_val": y[split:]}
