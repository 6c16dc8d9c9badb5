import tempfile

import torch
from torch import nn

from album import make_album, get_loader
from model import DecoderRNN, EncoderCNN
from sample import describe
from words import WORDS

EMBED, HIDDEN = 32, 48


def train(encoder, decoder, loader, epochs=1):
    criterion = nn.CrossEntropyLoss()
    params = list(decoder.parameters()) + list(encoder.linear.parameters())
    optimizer = torch.optim.Adam(params, lr=1e-3)
    for epoch in range(epochs):
        for i, (images, captions) in enumerate(loader):
            features = encoder(images)
            outputs = decoder(features, captions)
            loss = criterion(outputs.reshape(-1, len(WORDS)), captions.reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"Epoch [{epoch}], Step [{i}], Loss: {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    encoder = EncoderCNN(EMBED)
    decoder = DecoderRNN(EMBED, HIDDEN, len(WORDS))
    with tempfile.TemporaryDirectory() as root:
        train_files, val_files = make_album(root)
        train(encoder, decoder, get_loader(train_files, batch_size=4))
        encoder.eval()
        for path in val_files:
            print(path.name, "->", describe(path, encoder, decoder))
