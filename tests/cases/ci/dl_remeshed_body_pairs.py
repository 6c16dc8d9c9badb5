import itertools
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_DESCR, N_EIG = 48, 20


def preprocess(folder, n_shapes=5):
    rng = np.random.default_rng(11)
    for k in range(n_shapes):
        nv = 500 + int(k % 2 == 0)
        feat = rng.normal(size=(nv, N_DESCR)).astype(np.float32)
        evecs, _ = np.linalg.qr(rng.normal(size=(nv, N_EIG)))
        evals = np.sort(rng.uniform(0, 60, N_EIG))
        np.savez(os.path.join(folder, f"tr_reg_{k:03d}.npz"), feat=feat,
                 evecs=evecs.astype(np.float32), evecs_trans=evecs.T.astype(np.float32), evals=evals.astype(np.float32))


class FaustDataset(Dataset):
    """All ordered pairs of the preprocessed shapes."""

    def __init__(self, folder):
        self.shapes = [np.load(os.path.join(folder, f)) for f in sorted(os.listdir(folder))]
        self.shapes = [{k: torch.from_numpy(s[k]) for k in s.files} for s in self.shapes]
        self.pairs = list(itertools.permutations(range(len(self.shapes)), 2))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        a, b = (self.shapes[i] for i in self.pairs[index])
        return a["feat"], b["feat"], a["evecs_trans"], b["evecs_trans"], a["evals"], b["evals"]


class SURFMNet(nn.Module):
    def __init__(self, n_blocks=2):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(N_DESCR, N_DESCR), nn.ELU()) for _ in range(n_blocks))

    def refine(self, feat):
        for block in self.blocks:
            feat = feat + block(feat)
        return feat

    def forward(self, feat_x, feat_y, evecs_trans_x, evecs_trans_y):
        A = torch.bmm(evecs_trans_x, self.refine(feat_x)).transpose(1, 2)
        B = torch.bmm(evecs_trans_y, self.refine(feat_y)).transpose(1, 2)
        C1 = torch.linalg.lstsq(A, B).solution.transpose(1, 2)
        C2 = torch.linalg.lstsq(B, A).solution.transpose(1, 2)
        return C1, C2


def surfm_loss(C1, C2, evals_x, evals_y):
    eye = torch.eye(N_EIG)
    bijectivity = ((torch.bmm(C1, C2) - eye) ** 2).mean() + ((torch.bmm(C2, C1) - eye) ** 2).mean()
    orthogonality = ((torch.bmm(C1.transpose(1, 2), C1) - eye) ** 2).mean()
    commutativity = ((C1 * evals_x[:, None, :] - evals_y[:, :, None] * C1) ** 2).mean()
    return bijectivity + orthogonality + 1e-3 * commutativity


def train(folder, batch_size=4):
    torch.manual_seed(11)
    loader = DataLoader(FaustDataset(folder), batch_size=batch_size, shuffle=True)
    net = SURFMNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for i, (feat_x, feat_y, trans_x, trans_y, evals_x, evals_y) in enumerate(loader):
        C1, C2 = net(feat_x, feat_y, trans_x, trans_y)
        loss = surfm_loss(C1, C2, evals_x, evals_y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"#iter {i}, loss: {loss.item():.4f}")


with tempfile.TemporaryDirectory() as root:
    preprocess(root)
    train(root)
