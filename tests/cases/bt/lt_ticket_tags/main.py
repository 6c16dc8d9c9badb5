import tempfile
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from encoder import TextEncoderForMultiLabel
from processor import TicketProcessor
from tickets import TAGS, write_tickets


def train(model, loader, epochs, lr=1e-3):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    model.train()
    for epoch in range(epochs):
        for input_ids, padding, labels in loader:
            loss, _ = model(input_ids, padding, labels=labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")


def main():
    torch.manual_seed(42)
    with tempfile.TemporaryDirectory() as tmp:
        csv_path = Path(tmp) / "train.csv"
        write_tickets(csv_path, rows=40)
        processor = TicketProcessor(max_len=24)
        examples = processor.read_examples(csv_path)
        features = processor.features(examples)
        model = TextEncoderForMultiLabel(len(processor.vocab), num_labels=len(TAGS))
        train(model, DataLoader(features, batch_size=8, shuffle=True), epochs=2)


if __name__ == "__main__":
    main()
