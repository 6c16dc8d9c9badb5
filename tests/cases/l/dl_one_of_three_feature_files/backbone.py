import torch
from torch import nn


class MaskedConv1D(nn.Module):
    def __init__(self, cin, cout, kernel):
        super().__init__()
        self.conv = nn.Conv1d(cin, cout, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(1, cout)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class ObjectTransformer(nn.Module):
    def __init__(self, input_vid_dim, input_txt_dim, embd_dim, n_head):
        super().__init__()
        self.vid_embd = nn.ModuleList([MaskedConv1D(input_vid_dim, embd_dim, 3), MaskedConv1D(embd_dim, embd_dim, 3)])
        self.txt_embd = MaskedConv1D(input_txt_dim, embd_dim, 1)
        self.cross = nn.MultiheadAttention(embd_dim, n_head, batch_first=True)
        self.cls_head = nn.Conv1d(embd_dim, 1, 3, padding=1)

    def forward(self, src_vid, src_txt):
        for layer in self.vid_embd:
            src_vid = layer(src_vid)
        src_txt = self.txt_embd(src_txt).transpose(1, 2)
        query = src_vid.transpose(1, 2)
        out, _ = self.cross(query, src_txt, src_txt)
        return self.cls_head((query + out).transpose(1, 2)).squeeze(1)
