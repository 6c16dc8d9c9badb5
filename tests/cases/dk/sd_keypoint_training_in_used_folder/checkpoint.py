import os

import torch


class Checkpointer:
    def __init__(self, model, save_dir):
        self.model, self.save_dir = model, save_dir
        os.makedirs(save_dir, exist_ok=True)

    def save(self, iteration):
        path = os.path.join(self.save_dir, f"model_{iteration:07d}.pth")
        torch.save({"model": self.model.state_dict(), "iteration": iteration}, path)
        with open(os.path.join(self.save_dir, "last_checkpoint"), "w") as f:
            f.write(path)

    def load(self):
        tag = os.path.join(self.save_dir, "last_checkpoint")
        if not os.path.exists(tag):
            print("No checkpoint found. Initializing model from scratch")
            return 0
        with open(tag) as f:
            checkpoint = torch.load(f.read())
        self.model.load_state_dict(checkpoint["model"], strict=False)
        return checkpoint["iteration"]
