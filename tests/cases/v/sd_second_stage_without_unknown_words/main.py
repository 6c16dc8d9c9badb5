import os
import tempfile

import torch
import torch.nn.functional as F

from configs import TrainStage1Config, TrainStage2Config
from corpus import make_loader
from models import Decoder, Reconstructor


def build_decoder(config, vocab):
    return Decoder(len(vocab), config.embedding_size, config.feature_size, config.hidden_size)


def caption_loss(outputs, words):
    return F.cross_entropy(outputs.flatten(0, 1), words[:, 1:].flatten(), ignore_index=0)


def train_stage1(config, path):
    loader, vocab = make_loader(config)
    decoder = build_decoder(config, vocab)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=config.lr)
    for _ in range(config.epochs):
        for features, words in loader:
            outputs, _ = decoder(features, words[:, :-1])
            loss = caption_loss(outputs, words)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    torch.save({"decoder": decoder.state_dict(), "loss": loss.item()}, path)
    print("stage 1:", loss.item())


def train_stage2(config, path):
    loader, vocab = make_loader(config)
    decoder = build_decoder(config, vocab)
    checkpoint = torch.load(path)
    decoder.load_state_dict(checkpoint["decoder"])
    reconstructor = Reconstructor(config.hidden_size, config.feature_size)
    optimizer = torch.optim.Adam([*decoder.parameters(), *reconstructor.parameters()], lr=config.lr)
    for _ in range(config.epochs):
        for features, words in loader:
            outputs, hidden = decoder(features, words[:, :-1])
            loss = caption_loss(outputs, words)
            loss = loss + config.reg_lambda * F.mse_loss(reconstructor(hidden), features.mean(1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    print("stage 2:", loss.item())


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "RecNet.ckpt")
    torch.manual_seed(0)
    train_stage1(TrainStage1Config, path)
    train_stage2(TrainStage2Config, path)
