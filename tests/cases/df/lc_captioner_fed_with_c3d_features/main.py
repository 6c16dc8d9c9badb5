import shutil

import torch
import torch.nn as nn

from config import TrainConfig as C
from loader import Vocab, build_loader, extract_features
from models import CaptionGenerator, Decoder


def build_model(vocab):
    decoder = Decoder(
        n_vocab=len(vocab),
        embedding_size=C.vocab.embedding_size,
        feat_size=C.feat.size,
        hidden_size=C.decoder.hidden_size,
        attn_size=C.decoder.attn_size,
    )
    return CaptionGenerator(decoder)


def main():
    extract_features(C.corpus, C.data_dir, C.feat.n_frames)
    vocab = Vocab(C.vocab.init_words)
    model = build_model(vocab)
    optimizer = torch.optim.Adam(model.parameters(), lr=C.lr)
    criterion = nn.CrossEntropyLoss(ignore_index=vocab.idx["<PAD>"])
    for epoch in range(1, C.epochs + 1):
        for feats, captions in build_loader(C, vocab):
            output = model(feats, captions)
            loss = criterion(output.flatten(0, 1), captions[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Epoch {epoch} [TRAIN] loss {loss.item():.3f}")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(C.data_dir, ignore_errors=True)
