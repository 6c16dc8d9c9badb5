import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class GraphConv(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.lin = nn.Linear(c_in, c_out)

    def forward(self, x, adj):
        return adj @ self.lin(x)


class Encoder(nn.Module):
    def __init__(self, layer_config):
        super().__init__()
        self.conv1 = GraphConv(layer_config[0], layer_config[1])
        self.bn1 = nn.BatchNorm1d(layer_config[1], momentum=0.01)
        self.prelu1 = nn.PReLU()
        self.conv2 = GraphConv(layer_config[1], layer_config[2])
        self.bn2 = nn.BatchNorm1d(layer_config[2], momentum=0.01)
        self.prelu2 = nn.PReLU()

    def forward(self, x, adj):
        x = self.prelu1(self.bn1(self.conv1(x, adj)))
        return self.prelu2(self.bn2(self.conv2(x, adj)))


class BGRL(nn.Module):
    def __init__(self, layer_config, pred_hid):
        super().__init__()
        self.student_encoder = Encoder(layer_config)
        self.teacher_encoder = copy.deepcopy(self.student_encoder)
        for p in self.teacher_encoder.parameters():
            p.requires_grad = False
        rep_dim = layer_config[-1]
        self.student_predictor = nn.Sequential(
            nn.Linear(rep_dim, pred_hid),
            nn.BatchNorm1d(rep_dim, momentum=0.01),
            nn.PReLU(),
            nn.Linear(pred_hid, rep_dim),
        )

    def forward(self, x1, x2, adj):
        v1, v2 = self.student_encoder(x1, adj), self.student_encoder(x2, adj)
        v1_pred, v2_pred = self.student_predictor(v1), self.student_predictor(v2)
        with torch.no_grad():
            t1, t2 = self.teacher_encoder(x1, adj), self.teacher_encoder(x2, adj)
        loss = 4 - 2 * F.cosine_similarity(v1_pred, t2, dim=-1) - 2 * F.cosine_similarity(v2_pred, t1, dim=-1)
        return loss.mean()


def drop_features(x, p):
    return x * (torch.rand(x.size(1)) > p)


nodes = 120
x = torch.rand(nodes, 75)
adj = (torch.rand(nodes, nodes) > 0.95).float() + torch.eye(nodes)
adj = adj / adj.sum(1, keepdim=True)
model = BGRL([x.shape[1], 512, 256], pred_hid=512)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=1e-5)
for epoch in range(2):
    loss = model(drop_features(x, 0.2), drop_features(x, 0.4), adj)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
