import torch
from torch.utils.data import Dataset


class NExTGQA(Dataset):
    """Frame features of the clips (ResNet, extracted offline) with question and answer vectors."""

    def __init__(self, cfgs, n=8):
        d, m = cfgs["dataset"], cfgs["model"]
        g = torch.Generator().manual_seed(3)
        self.video = torch.randn(n, d["n_frames"], d["video_dim"], generator=g)
        self.question = torch.randn(n, m["d_model"], generator=g)
        self.answers = torch.randn(n, d["n_answers"], m["d_model"], generator=g)
        self.label = torch.randint(0, d["n_answers"], (n,), generator=g)

    def __len__(self):
        return len(self.label)

    def __getitem__(self, i):
        return self.video[i], self.question[i], self.answers[i], self.label[i]

    def visual_clusters(self, k):
        frames = self.video.flatten(0, 1)
        centers = frames[:k].clone()
        for _ in range(2):
            nearest = torch.cdist(frames, centers).argmin(1)
            for j in nearest.unique():
                centers[j] = frames[nearest == j].mean(0)
        return centers
