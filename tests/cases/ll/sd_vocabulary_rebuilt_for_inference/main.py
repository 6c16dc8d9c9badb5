import os
import tempfile

import torch
from torch import nn

import corpus
from model import ReviewClassifier
from vocabulary import Vocabulary


def train(path, epochs=5):
    texts, labels = zip(*corpus.TRAIN)
    vocab = Vocabulary.from_texts(texts)
    model = ReviewClassifier(len(vocab))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    ids, target = torch.stack([vocab.encode(t) for t in texts]), torch.tensor(labels)
    for epoch in range(epochs):
        loss = nn.functional.cross_entropy(model(ids), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"trained, loss {loss.item():.3f}, {len(vocab)} tokens")
    torch.save({"model": model.state_dict(), "tokens": vocab.itos, "epoch": epochs}, path)


def load_for_inference(path, vocab):
    checkpoint = torch.load(path)
    model = ReviewClassifier(len(vocab))
    model.load_state_dict(checkpoint["model"])
    return model.eval()


def predict(path, reviews):
    vocab = Vocabulary.from_texts(reviews)
    model = load_for_inference(path, vocab)
    ids = torch.stack([vocab.encode(r) for r in reviews])
    with torch.no_grad():
        scores = model(ids).softmax(dim=1)[:, 1]
    for review, score in zip(reviews, scores.tolist()):
        print(f"{score:.2f}  {review}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "reviews.pt")
        train(path)
        predict(path, corpus.NEW_REVIEWS)
