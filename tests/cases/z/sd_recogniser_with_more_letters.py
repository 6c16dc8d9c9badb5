"""Adapts a Latin text recogniser to identity cards."""
import argparse
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

LATIN = " 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;-/()'"
EXTRA = "ÁÉÍÓÚÜÑÇáéíóúüñçºª<>"
BATCH_MAX_LENGTH = 10


class CTCLabelConverter:
    """Index 0 is the blank."""

    def __init__(self, character):
        self.character = ["[blank]"] + list(character)
        self.dict = {c: i for i, c in enumerate(self.character)}

    def encode(self, words):
        length = torch.tensor([len(w) for w in words])
        return torch.tensor([self.dict[c] for w in words for c in w]), length


class VggExtractor(nn.Module):
    def __init__(self, input_channel, output_channel):
        super().__init__()
        half = output_channel // 2
        self.ConvNet = nn.Sequential(
            nn.Conv2d(input_channel, half, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2),
            nn.Conv2d(half, output_channel, 3, 1, 1), nn.BatchNorm2d(output_channel), nn.ReLU(True),
            nn.MaxPool2d((2, 1), (2, 1)),
        )

    def forward(self, x):
        return self.ConvNet(x)


class Recogniser(nn.Module):
    def __init__(self, opt, num_class):
        super().__init__()
        self.FeatureExtraction = VggExtractor(1, opt.output_channel)
        self.SequenceModeling = nn.LSTM(opt.output_channel, opt.hidden_size, bidirectional=True, batch_first=True)
        self.Prediction = nn.Linear(2 * opt.hidden_size, num_class)

    def forward(self, image):
        visual = self.FeatureExtraction(image).mean(2).transpose(1, 2)
        contextual, _ = self.SequenceModeling(visual)
        return self.Prediction(contextual)


class CardFields(Dataset):
    def __init__(self, opt, count=24):
        gen = torch.Generator().manual_seed(3)
        picks = torch.randint(0, len(opt.character), (count, BATCH_MAX_LENGTH), generator=gen)
        sizes = torch.randint(3, BATCH_MAX_LENGTH + 1, (count,), generator=gen)
        self.words = ["".join(opt.character[j] for j in row[:n]) for row, n in zip(picks.tolist(), sizes.tolist())]
        self.images = torch.rand(count, 1, opt.imgH, opt.imgW, generator=gen) * 2 - 1

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return self.images[i], self.words[i]


def train(opt):
    converter = CTCLabelConverter(opt.character)
    model = Recogniser(opt, len(converter.character))
    pretrained_dict = torch.load(opt.saved_model)
    model.load_state_dict(pretrained_dict, strict=False)
    criterion = nn.CTCLoss(zero_infinity=True)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=opt.lr, rho=0.95, eps=1e-8)
    for images, words in DataLoader(CardFields(opt), batch_size=opt.batch_size, shuffle=True):
        text, length = converter.encode(words)
        preds = model(images).log_softmax(2)
        preds_size = torch.full((len(images),), preds.size(1))
        cost = criterion(preds.permute(1, 0, 2), text, preds_size, length)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        print(f"ctc {cost.item():.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--character", default=LATIN + EXTRA)
    parser.add_argument("--imgH", type=int, default=16)
    parser.add_argument("--imgW", type=int, default=64)
    parser.add_argument("--output_channel", type=int, default=32)
    parser.add_argument("--hidden_size", type=int, default=32)
    parser.add_argument("--batch_size", type=int, default=8)
    parser.add_argument("--lr", type=float, default=1.0)
    opt = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        opt.saved_model = os.path.join(folder, "latin_g2.pth")
        torch.save(Recogniser(opt, len(CTCLabelConverter(LATIN).character)).state_dict(), opt.saved_model)
        train(opt)
