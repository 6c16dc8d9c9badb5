import os

import torch
from torch import nn

from encoder import TinyBert


class ClassificationModel:
    """Trains a text classifier and keeps its weights in output_dir."""

    def __init__(self, model_name=None, num_labels=2, output_dir="outputs"):
        self.output_dir = output_dir
        self.model = TinyBert(num_labels=num_labels)
        if model_name is not None:
            state = torch.load(os.path.join(model_name, "pytorch_model.bin"))
            self.model.load_state_dict(state)

    def train_model(self, train_data, epochs=1):
        optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)
        self.model.train()
        for _ in range(epochs):
            for text, label in train_data:
                loss = nn.functional.cross_entropy(self.model([text]), torch.tensor([label]))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        os.makedirs(self.output_dir, exist_ok=True)
        torch.save(self.model.state_dict(), os.path.join(self.output_dir, "pytorch_model.bin"))

    def predict(self, texts):
        self.model.eval()
        with torch.no_grad():
            logits = self.model(texts)
        return logits.argmax(1).tolist(), logits
