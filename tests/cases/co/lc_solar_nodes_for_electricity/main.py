import torch

from loader import DataLoaderS
from net import GTNet
from options import parser


def train(data, model, optim):
    model.train()
    for i, (x, y) in enumerate(data.get_batches(data.train, args.batch_size)):
        idx = torch.randperm(args.num_nodes)
        scale = data.scale[idx]
        loss = ((model(x[:, :, idx], idx) - y[:, idx]) * scale).abs().mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        if i % 10 == 0:
            print(f"iter {i:3d} | loss {loss.item():.3f}")


@torch.no_grad()
def evaluate(data, model):
    model.eval()
    errors = [((model(x) - y) * data.scale).abs() for x, y in data.get_batches(data.valid, args.batch_size)]
    return torch.cat(errors).mean().item()


args = parser.parse_args(["--data", "electricity", "--horizon", "3"])
data = DataLoaderS(args.data, args.seq_in_len, args.horizon)
model = GTNet(args.num_nodes, args.subgraph_size, args.node_dim, args.seq_in_len)
optim = torch.optim.Adam(model.parameters(), lr=args.lr)
for epoch in range(2):
    train(data, model, optim)
    print(f"epoch {epoch} | valid rae {evaluate(data, model):.4f}")
