import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rnn_train import ResNetEncoder, RnnSingle, train_single

parser = argparse.ArgumentParser(description="MIL-nature-medicine-2019 RNN aggregator")
parser.add_argument("--arch", default="resnet101")
parser.add_argument("--batch_size", type=int, default=64)
parser.add_argument("--s", default=3, type=int, help="how many top k tiles to consider")
parser.add_argument("--ndims", default=128, type=int, help="length of hidden representation")
parser.add_argument("--nepochs", type=int, default=1)
args = parser.parse_args([])

torch.manual_seed(1)
slides = TensorDataset(torch.rand(64, args.s, 3, 32, 32), torch.randint(0, 2, (64,)))
train_loader = DataLoader(slides, batch_size=args.batch_size, shuffle=True)

embedder = ResNetEncoder(args.arch).eval()
rnn = RnnSingle(args.ndims)
optimizer = torch.optim.SGD(rnn.parameters(), 0.1, momentum=0.9, weight_decay=1e-4)
for epoch in range(args.nepochs):
    loss = train_single(embedder, rnn, train_loader, nn.CrossEntropyLoss(), optimizer)
    print(f"Training\tEpoch: [{epoch + 1}/{args.nepochs}]\tLoss: {loss:.4f}")
