import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

FRCN_FEAT_SIZE, IMG_FEAT_PAD_SIZE = 2048, 100


def extract_regions(folder, n_images):
    rng = np.random.default_rng(3)
    for iid in range(n_images):
        feats = rng.random((100, FRCN_FEAT_SIZE), dtype=np.float32)
        np.savez(os.path.join(folder, f"{iid:012d}.npz"), x=feats, num_bbox=len(feats))


class VQAData(Dataset):
    def __init__(self, folder, max_token=14, vocab=200, answers=30):
        self.folder = folder
        self.files = sorted(os.listdir(folder))
        g = torch.Generator().manual_seed(0)
        self.ques = torch.randint(1, vocab, (len(self.files), max_token), generator=g)
        self.ans = torch.randint(0, answers, (len(self.files),), generator=g)

    def proc_img_feat(self, img_feat, pad_size):
        if img_feat.shape[0] > pad_size:
            img_feat = img_feat[:pad_size]
        return np.pad(img_feat, ((0, pad_size - img_feat.shape[0]), (0, 0)))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        frcn_feat = np.load(os.path.join(self.folder, self.files[idx]))
        frcn_feat_x = frcn_feat["x"].transpose((1, 0))
        frcn_feat_iter = self.proc_img_feat(frcn_feat_x, IMG_FEAT_PAD_SIZE)
        return torch.from_numpy(frcn_feat_iter), self.ques[idx], self.ans[idx]


class Net(nn.Module):
    def __init__(self, vocab=200, answers=30, hidden=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, 50)
        self.lstm = nn.LSTM(50, hidden, batch_first=True)
        self.img_feat_linear = nn.Linear(FRCN_FEAT_SIZE, hidden)
        self.guided = nn.MultiheadAttention(hidden, 4, batch_first=True)
        self.proj = nn.Linear(hidden, answers)

    def forward(self, img_feat, ques_ix):
        img_mask = img_feat.abs().sum(-1) == 0
        lang_feat, _ = self.lstm(self.embedding(ques_ix))
        img_feat = self.img_feat_linear(img_feat)
        fused, _ = self.guided(lang_feat, img_feat, img_feat, key_padding_mask=img_mask)
        return self.proj(fused.mean(1))


with tempfile.TemporaryDirectory() as feat_path:
    extract_regions(feat_path, 8)
    net = Net()
    optim = torch.optim.Adam(net.parameters(), lr=1e-4)
    for img, ques, ans in DataLoader(VQAData(feat_path), batch_size=4):
        loss = nn.functional.cross_entropy(net(img, ques), ans)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print("loss", loss.item())
