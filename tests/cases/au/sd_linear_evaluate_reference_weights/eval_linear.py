import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import utils


class LinearClassifier(nn.Module):
    def __init__(self, dim, num_labels=1000):
        super().__init__()
        self.linear = nn.Linear(dim, num_labels)
        self.linear.weight.data.normal_(mean=0.0, std=0.01)
        self.linear.bias.data.zero_()

    def forward(self, x):
        return self.linear(x.flatten(1))


def features(model, inp, n):
    with torch.no_grad():
        return torch.cat([x[:, 0] for x in model.get_intermediate_layers(inp, n)], dim=-1)


def validate_network(loader, model, linear_classifier, n):
    hits = 0
    for inp, target in loader:
        hits += (linear_classifier(features(model, inp, n)).argmax(1) == target).sum().item()
    return {"acc1": 100.0 * hits / len(loader.dataset)}


def eval_linear(args):
    model = utils.create_backbone(args.arch)
    linear_classifier = LinearClassifier(model.embed_dim * args.n_last_blocks, num_labels=args.num_labels)
    checkpoint = os.path.join(args.output_dir, "checkpoint.pth.tar")
    data = TensorDataset(torch.rand(8, 3, 32, 32), torch.arange(8) % args.num_labels)
    loader = DataLoader(data, batch_size=4)

    if args.evaluate:
        utils.load_pretrained_linear_weights(linear_classifier, args.arch)
        print("accuracy:", validate_network(loader, model, linear_classifier, args.n_last_blocks))
        return

    optimizer = torch.optim.SGD(linear_classifier.parameters(), lr=0.001, momentum=0.9)
    for inp, target in loader:
        output = linear_classifier(features(model, inp, args.n_last_blocks))
        loss = nn.CrossEntropyLoss()(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save({"epoch": 1, "state_dict": linear_classifier.state_dict()}, checkpoint)
