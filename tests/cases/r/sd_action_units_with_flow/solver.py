import torch

from model import Classifier
from zoo import load_weights


class Solver:
    def __init__(self, config):
        self.config = config
        self.C = Classifier(config.OF, config.image_size, config.num_classes)
        self.load_pretrained()

    def load_pretrained(self):
        state = load_weights(self.config.pretrained_model)
        self.C.load_state_dict(state)

    def demo(self, face, flow):
        self.C.eval()
        with torch.no_grad():
            return torch.sigmoid(self.C(face, flow)).squeeze(1)
