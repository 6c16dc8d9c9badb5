import torch
from torch import nn

from data_utils import build_tokenizer, to_batch
from lstm import SentimentLSTM
from reviews import TRAIN


def train(path, epochs=15):
    texts, labels = zip(*TRAIN)
    tokenizer = build_tokenizer(texts)
    opt = dict(vocab_size=len(tokenizer.word2idx), embed_dim=24, hidden_dim=16, polarities_dim=2)
    model = SentimentLSTM(opt)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    tokens, lengths = to_batch(tokenizer, texts)
    target = torch.tensor(labels)
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(tokens, lengths), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"final loss {loss.item():.4f}")
    torch.save({"state_dict": model.state_dict(), "embed_dim": 24, "hidden_dim": 16}, path)
