import tempfile

import torch
from torch.utils.data import DataLoader

from concat_vl import LanguageAndVisionConcat
from memes import WORDS, MemesDataset, write_memes

config = {
    "image_dim": 64, "text_dim": 32, "vocab": len(WORDS),
    "fusion_dim": 48, "dropout": 0.1, "num_labels": 5,
}
training = {"batch_size": 8, "max_epochs": 2, "lr": 1e-3, "log_interval": 2}


def train(root):
    dataset = MemesDataset(root)
    loader = DataLoader(dataset, batch_size=training["batch_size"], shuffle=True)
    model = LanguageAndVisionConcat(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=training["lr"])
    updates = 0
    for epoch in range(training["max_epochs"]):
        for batch in loader:
            report = model(batch)
            loss = torch.nn.functional.cross_entropy(report["scores"], batch["targets"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            updates += 1
            if updates % training["log_interval"] == 0:
                print(f"epoch {epoch} update {updates} loss {loss.item():.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tmp:
        write_memes(tmp, 41)
        train(tmp)
