import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

config = {
    "data": {"mode": "time", "window": 0.05, "window_events": 1000},
    "loader": {"batch_size": 4, "resolution": [32, 32]},
}


def record(seed, seconds=0.4, res=(32, 32)):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(9000, 16000))
    ts = np.sort(rng.uniform(0, seconds, n))
    ys, xs = rng.integers(0, res[0], n), rng.integers(0, res[1], n)
    return np.stack([ts, ys, xs, rng.choice([-1, 1], n)], axis=1).astype("float32")


class EventWindows(Dataset):
    def __init__(self, config):
        mode = config["data"]["mode"]
        self.samples = []
        for seed in range(4):
            events = record(seed, res=config["loader"]["resolution"])
            if mode == "time":
                step = config["data"]["window"]
                cuts = np.searchsorted(events[:, 0], np.arange(step, 0.4, step))
            elif mode == "events":
                cuts = np.arange(config["data"]["window_events"], len(events), config["data"]["window_events"])
            self.samples += np.split(events, cuts)[:-1]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        events = torch.from_numpy(self.samples[i].copy())
        events[:, 0] = (events[:, 0] - events[0, 0]) / (events[-1, 0] - events[0, 0])
        return {"event_list": events, "event_cnt": self.to_counts(events)}

    @staticmethod
    def to_counts(events, res=(32, 32)):
        cnt = torch.zeros(2, *res)
        y, x = events[:, 1].long(), events[:, 2].long()
        for c, sign in enumerate((1, -1)):
            cnt[c].index_put_((y, x), (events[:, 3] == sign).float(), accumulate=True)
        return cnt

    @staticmethod
    def custom_collate(batch):
        return {
            "event_list": torch.stack([b["event_list"] for b in batch]),
            "event_cnt": torch.stack([b["event_cnt"] for b in batch]),
        }


class FireFlowNet(nn.Module):
    def __init__(self, base=16):
        super().__init__()
        self.head = nn.Conv2d(2, base, 3, padding=1)
        self.pred = nn.Conv2d(base, 2, 1)

    def forward(self, cnt):
        return torch.tanh(self.pred(torch.relu(self.head(cnt))))


def event_warping(flow, events):
    idx = (events[..., 1] * flow.size(3) + events[..., 2]).long()
    per_event = torch.gather(flow.flatten(2), 2, idx.unsqueeze(1).expand(-1, 2, -1))
    weight = events[..., 3].abs()
    shift = (1 - events[..., 0]).unsqueeze(1) * per_event
    return (shift.pow(2).sum(1) * weight).sum() / weight.sum()


torch.manual_seed(0)
data = EventWindows(config)
loader = DataLoader(data, batch_size=config["loader"]["batch_size"], collate_fn=data.custom_collate)
model = FireFlowNet()
optimizer = torch.optim.Adam(model.parameters(), 2e-4)
for step, inputs in enumerate(loader):
    loss = event_warping(model(inputs["event_cnt"]), inputs["event_list"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 5))
