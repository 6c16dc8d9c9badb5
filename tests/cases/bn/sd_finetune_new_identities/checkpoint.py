import logging

import torch

logger = logging.getLogger("reid.checkpoint")


class Checkpointer:
    """Saves and loads a model together with optimizer, scheduler, ..."""

    def __init__(self, model, **checkpointables):
        self.model = model
        self.checkpointables = checkpointables

    def save(self, path, **extra):
        data = {"model": self.model.state_dict(), **extra}
        for key, obj in self.checkpointables.items():
            data[key] = obj.state_dict()
        torch.save(data, path)

    def load(self, path, checkpointables=None):
        checkpoint = torch.load(path, map_location="cpu", weights_only=False)
        self._load_model(checkpoint.pop("model"))
        names = self.checkpointables if checkpointables is None else checkpointables
        for key in names:
            if key in checkpoint:
                logger.info("Loading %s from %s", key, path)
                self.checkpointables[key].load_state_dict(checkpoint.pop(key))
        return checkpoint

    def _load_model(self, state):
        own = self.model.state_dict()
        for name in list(state):
            if name in own and own[name].shape != state[name].shape:
                logger.warning("Skip loading '%s': %s in the checkpoint, %s in the model",
                               name, tuple(state[name].shape), tuple(own[name].shape))
                state.pop(name)
        self.model.load_state_dict(state, strict=False)
