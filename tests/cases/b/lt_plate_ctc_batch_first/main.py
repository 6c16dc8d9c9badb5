import torch
from torch.utils.data import DataLoader

from config import get_config
from crnn import CRNN
from function import train
from plates import Plates, LabelCodec


def main():
    config = get_config()
    codec = LabelCodec(config.alphabet)
    model = CRNN(config.height, len(config.alphabet) + 1, config.hidden)
    criterion = torch.nn.CTCLoss(zero_infinity=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.lr)
    loader = DataLoader(Plates(config, 24), batch_size=config.batch_size, shuffle=True)
    for epoch in range(config.epochs):
        train(config, loader, codec, model, criterion, optimizer, epoch)


if __name__ == "__main__":
    main()
