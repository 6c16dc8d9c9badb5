import torch
from torch.utils.data import Dataset

WIDTHS = {"egovlp": 256, "internvideo_verb": 128, "internvideo_noun": 128}


def read_features(kind, video_id, length):
    g = torch.Generator().manual_seed(97 * len(kind) + video_id)
    return torch.randn(length, WIDTHS[kind], generator=g)


class Ego4dDataset(Dataset):
    def __init__(self, feature_files, max_seq_len, num_clips):
        self.feature_files = feature_files
        self.max_seq_len = max_seq_len
        self.num_clips = num_clips

    def __len__(self):
        return self.num_clips

    def __getitem__(self, idx):
        parts = [read_features(kind, idx, self.max_seq_len) for kind in self.feature_files]
        feats = torch.cat(parts, dim=1)
        query = torch.randn(9, 48, generator=torch.Generator().manual_seed(idx))
        centre = torch.zeros(self.max_seq_len)
        centre[7 * idx % self.max_seq_len] = 1
        # clip features as C x T
        return {"feats": feats.t(), "query_feats": query.t(), "target": centre}
