import torch
from tacotron import Tacotron, pretrained
from text import text_to_sequence
from text.symbols import symbols


class Synthesizer:
    def __init__(self):
        self.model = Tacotron(num_chars=len(symbols))
        self.model.load_state_dict(pretrained()["model_state"])
        self.model.eval()

    @torch.no_grad()
    def synthesize(self, sentence):
        return self.model(torch.tensor([text_to_sequence(sentence)]))[0].T


mel = Synthesizer().synthesize("It was, in truth, a very long way home.")
print("spectrogram", tuple(mel.shape))
