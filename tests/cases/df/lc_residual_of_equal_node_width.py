import torch
import torch.nn as nn
import torch.nn.functional as F


class GATConv(nn.Module):
    """Graph attention on a list of edges (src -> dst)."""

    def __init__(self, in_feats, out_feats, num_heads, negative_slope=0.2, residual=False, activation=None):
        super().__init__()
        self._num_heads = num_heads
        self._in_feats = in_feats
        self._out_feats = out_feats
        self.fc = nn.Linear(in_feats, out_feats * num_heads, bias=False)
        self.attn_l = nn.Parameter(torch.empty(1, num_heads, out_feats))
        self.attn_r = nn.Parameter(torch.empty(1, num_heads, out_feats))
        self.bias = nn.Parameter(torch.zeros(num_heads * out_feats))
        self.leaky_relu = nn.LeakyReLU(negative_slope)
        if residual:
            if self._in_feats != out_feats:
                self.res_fc = nn.Linear(self._in_feats, num_heads * out_feats, bias=False)
            else:
                self.res_fc = nn.Identity()
        else:
            self.res_fc = None
        self.activation = activation
        self.reset_parameters()

    def reset_parameters(self):
        gain = nn.init.calculate_gain("relu")
        nn.init.xavier_normal_(self.fc.weight, gain=gain)
        nn.init.xavier_normal_(self.attn_l, gain=gain)
        nn.init.xavier_normal_(self.attn_r, gain=gain)

    def edge_softmax(self, e, dst, n_nodes):
        a = (e - e.max()).exp()
        total = torch.zeros(n_nodes, self._num_heads, 1).index_add(0, dst, a)
        return a / total[dst]

    def forward(self, edges, feat):
        src, dst = edges
        n_nodes = feat.shape[0]
        h = self.fc(feat).view(n_nodes, self._num_heads, self._out_feats)
        el = (h * self.attn_l).sum(dim=-1, keepdim=True)
        er = (h * self.attn_r).sum(dim=-1, keepdim=True)
        a = self.edge_softmax(self.leaky_relu(el[src] + er[dst]), dst, n_nodes)
        rst = torch.zeros_like(h).index_add(0, dst, a * h[src])
        if self.res_fc is not None:
            resval = self.res_fc(feat).view(n_nodes, self._num_heads, self._out_feats)
            rst = rst + resval
        rst = rst + self.bias.view(1, self._num_heads, self._out_feats)
        return self.activation(rst) if self.activation else rst


class NodeClassifier(nn.Module):
    def __init__(self, in_dim, hidden, heads, n_classes):
        super().__init__()
        self.embed = nn.Linear(in_dim, hidden)
        self.gat1 = GATConv(hidden, hidden, heads, residual=True, activation=F.elu)
        self.gat2 = GATConv(hidden * heads, n_classes, 1, residual=True)

    def forward(self, edges, x):
        h = self.gat1(edges, F.elu(self.embed(x))).flatten(1)
        return self.gat2(edges, h).mean(1)


def random_graph(n_nodes=40, n_edges=160):
    g = torch.Generator().manual_seed(3)
    src = torch.randint(0, n_nodes, (n_edges,), generator=g)
    dst = torch.randint(0, n_nodes, (n_edges,), generator=g)
    loop = torch.arange(n_nodes)
    return torch.cat([src, loop]), torch.cat([dst, loop])


def main():
    edges = random_graph()
    x = torch.randn(40, 16)
    y = torch.randint(0, 4, (40,))
    net = NodeClassifier(in_dim=16, hidden=8, heads=2, n_classes=4)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3, weight_decay=5e-4)
    for epoch in range(5):
        loss = F.cross_entropy(net(edges, x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("loss", loss.item())


main()
