import argparse
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import Multimodal_Datasets, write_corpus
from mult import MULTModel

parser = argparse.ArgumentParser(description="Multimodal sentiment and emotion analysis")
parser.add_argument("--dataset", default="iemocap", help="mosi | mosei_senti | iemocap")
parser.add_argument("--batch_size", type=int, default=24)
parser.add_argument("--num_epochs", type=int, default=1)
parser.add_argument("--d_model", type=int, default=16)
parser.add_argument("--num_heads", type=int, default=4)
parser.add_argument("--lr", type=float, default=1e-3)
args = parser.parse_args()

output_dim_dict = {"mosi": 1, "mosei_senti": 1, "iemocap": 8}
criterion_dict = {"iemocap": "CrossEntropyLoss"}


def get_data(folder, split):
    write_corpus(folder, args.dataset, split, n=48, seed=len(split))
    return Multimodal_Datasets(folder, args.dataset, split)


def train(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for batch_X, batch_Y in loader:
        text, audio, vision = batch_X
        eval_attr = batch_Y.squeeze(-1)
        optimizer.zero_grad()
        preds = model(text, audio, vision)
        if args.dataset == "iemocap":
            preds = preds.view(-1, 2)
            eval_attr = eval_attr.view(-1)
        loss = criterion(preds, eval_attr)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.8)
        optimizer.step()
        total += loss.item() * len(text)
    return total / len(loader.dataset)


with tempfile.TemporaryDirectory() as folder:
    train_data = get_data(folder, "train")
    train_loader = DataLoader(train_data, batch_size=args.batch_size, shuffle=True)
    model = MULTModel(train_data.get_dims(), args.d_model, args.num_heads, output_dim_dict[args.dataset])
    criterion = getattr(nn, criterion_dict.get(args.dataset, "L1Loss"))()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(1, args.num_epochs + 1):
        print(f"Epoch {epoch:2d} | Train Loss {train(model, train_loader, criterion, optimizer):5.4f}")
