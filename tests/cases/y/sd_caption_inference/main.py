import argparse
import os
import tempfile

import torch
from torch import nn

from model import CaptionModel_B
from vocab import Vocabulary, load_captions

FEATURE_DIM = 64


def train(captions, features, path, epochs):
    vocab = Vocabulary(captions, min_count=2)
    model = CaptionModel_B(FEATURE_DIM, len(vocab))
    tokens = torch.tensor([vocab.encode(c) for c in captions])
    criterion = nn.CrossEntropyLoss(ignore_index=0)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        for part in torch.randperm(len(tokens)).split(40):
            out = model(features[part], tokens[part, :-1])
            loss = criterion(out.flatten(0, 1), tokens[part, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")
    torch.save({"model": model.state_dict(), "epochs": epochs}, path)


def describe(captions, feature, path):
    vocab = Vocabulary(captions, min_count=5)
    model = CaptionModel_B(FEATURE_DIM, len(vocab))
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    return " ".join(vocab.words[i] for i in model.sample(feature))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--checkpoint", default=os.path.join(tempfile.mkdtemp(), "model_b.pth"))
    args = parser.parse_args()

    torch.manual_seed(0)
    captions = load_captions()
    features = torch.randn(len(captions), FEATURE_DIM)
    train(captions, features, args.checkpoint, args.epochs)
    for k in range(3):
        print(describe(captions, features[k], args.checkpoint))


if __name__ == "__main__":
    main()
