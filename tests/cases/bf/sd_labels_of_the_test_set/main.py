import os
import tempfile

import torch
from torch import nn

from model import SGM
from reuters import TEST, TRAIN, build_dict, encode

config = dict(emb_size=32, hidden=48)


def train(path):
    words = build_dict([text for text, _ in TRAIN])
    labels = build_dict([topics for _, topics in TRAIN])
    model = SGM(len(words), len(labels), **config)
    optim = torch.optim.Adam(model.parameters(), lr=1e-3)
    for text, topics in TRAIN:
        tgt = encode(labels, ["<s>"] + topics + ["</s>"])
        scores = model(encode(words, text), tgt[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), tgt[:, 1:].flatten())
        optim.zero_grad()
        loss.backward()
        optim.step()
    torch.save({"model": model.state_dict(), "dict": {"src": words, "tgt": labels}}, path)
    print("trained on", len(TRAIN), "articles,", len(labels), "labels")


def predict(path):
    checkpoints = torch.load(path)
    words = checkpoints["dict"]["src"]
    labels = build_dict([topics for _, topics in TEST])
    model = SGM(len(words), len(labels), **config)
    model.load_state_dict(checkpoints["model"])
    model.eval()
    names = list(labels)
    for text, topics in TEST:
        with torch.no_grad():
            ids = model.sample(encode(words, text), bos=labels["<s>"], eos=labels["</s>"])
        print(topics, "->", [names[i] for i in ids])


with tempfile.TemporaryDirectory() as tmp:
    path = os.path.join(tmp, "checkpoint.pt")
    train(path)
    predict(path)
