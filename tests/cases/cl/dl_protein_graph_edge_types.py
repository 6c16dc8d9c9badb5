import os
import tempfile
from types import SimpleNamespace

import torch
from torch import nn

torch.manual_seed(0)
RESIDUES = "ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL UNK".split()


def read_pdb(path):
    names, coords = [], []
    for line in open(path):
        if line.startswith("ATOM") and line[12:16].strip() == "CA":
            names.append(RESIDUES.index(line[17:20]))
            coords.append([float(line[30 + 8 * k:38 + 8 * k]) for k in range(3)])
    feature = nn.functional.one_hot(torch.tensor(names), len(RESIDUES)).float()
    return SimpleNamespace(num_node=len(names), node_feature=feature, pos=torch.tensor(coords))


def sequential_edges(graph, max_distance=2):
    i = torch.arange(graph.num_node)
    gap = i[None, :] - i[:, None]
    return [(gap == d).nonzero() for d in range(-max_distance, max_distance + 1)]


def spatial_edges(graph, radius=10.0):
    return [(torch.cdist(graph.pos, graph.pos) < radius).nonzero()]


def knn_edges(graph, k=10):
    near = torch.cdist(graph.pos, graph.pos).topk(k, largest=False).indices
    return [torch.stack([near.flatten(), torch.arange(graph.num_node).repeat_interleave(k)], dim=1)]


def construct(graph, edge_layers):
    groups = [edges for layer in edge_layers for edges in layer(graph)]
    graph.edge_index = torch.cat(groups)
    graph.edge_type = torch.cat([torch.full((len(e),), r) for r, e in enumerate(groups)])
    graph.num_relation = len(groups)
    return graph


class RelationalConv(nn.Module):
    def __init__(self, input_dim, output_dim, num_relation):
        super().__init__()
        self.input_dim, self.num_relation = input_dim, num_relation
        self.linear = nn.Linear(num_relation * input_dim, output_dim)
        self.self_loop = nn.Linear(input_dim, output_dim)

    def forward(self, graph, x):
        node_in, node_out = graph.edge_index.t()
        row = node_out * graph.num_relation + graph.edge_type
        update = x.new_zeros(graph.num_node * graph.num_relation, x.shape[1])
        update = update.index_add(0, row, x[node_in])
        update = update.view(graph.num_node, self.num_relation * self.input_dim)
        return torch.relu(self.linear(update) + self.self_loop(x))


class GearNet(nn.Module):
    def __init__(self, input_dim=21, hidden_dims=(64, 64, 64), num_relation=7):
        super().__init__()
        dims = [input_dim, *hidden_dims]
        self.layers = nn.ModuleList(RelationalConv(a, b, num_relation) for a, b in zip(dims, dims[1:]))

    def forward(self, graph, x):
        for layer in self.layers:
            x = layer(graph, x)
        return {"node_feature": x, "graph_feature": x.sum(dim=0)}


work = tempfile.mkdtemp()
torch.save(GearNet().state_dict(), os.path.join(work, "mc_gearnet.pth"))
with open(os.path.join(work, "2lwz.pdb"), "w") as f:
    for n, (x, y, z) in enumerate((3.8 * torch.randn(31, 3)).cumsum(0).tolist()):
        f.write(f"ATOM  {n + 1:5d}  CA  {RESIDUES[n % 20]} A{n + 1:4d}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00 20.00\n")

encoder = GearNet(num_relation=7)
encoder.load_state_dict(torch.load(os.path.join(work, "mc_gearnet.pth")))
encoder.eval()
protein = read_pdb(os.path.join(work, "2lwz.pdb"))
protein = construct(protein, edge_layers=[knn_edges])
with torch.no_grad():
    output = encoder(protein, protein.node_feature)
print("embedding of the protein:", output["graph_feature"].shape)
