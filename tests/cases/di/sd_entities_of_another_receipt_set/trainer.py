import torch


class Trainer:
    def __init__(self, model, entities, resume=None):
        self.model = model
        self.entities = entities
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        self.start_epoch = 1
        if resume is not None:
            self._resume_checkpoint(resume)

    def _resume_checkpoint(self, path):
        print(f"Loading checkpoint: {path.name} ...")
        state = torch.load(path)["state_dict"]
        self.model.load_state_dict(state)

    def train(self, batches, epochs=1):
        self.model.train()
        for epoch in range(self.start_epoch, epochs + 1):
            for text, tags in batches:
                loss = self.model(text, tags)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print(f"epoch {epoch} gl_loss {loss.item():.3f}")

    def save(self, path):
        torch.save({"state_dict": self.model.state_dict(), "entities": self.entities}, path)
