import tempfile
from pathlib import Path

import torch

from model_data import params_of
from nets import CascadedNet
from release import synth_song, to_spec, train_and_publish


class Separator:
    def __init__(self, model_path):
        self.params = params_of(model_path)
        self.model = CascadedNet(self.params["n_fft"])
        self.model.load_state_dict(torch.load(model_path, map_location="cpu"))
        self.model.eval()

    @torch.no_grad()
    def separate(self, wave, window=64):
        n_fft, hop = self.params["n_fft"], self.params["hop"]
        spec = to_spec(wave, n_fft, hop)
        mag = spec.abs()
        coef = mag.max()
        masks = [self.model(part[None] / coef)[0] for part in mag.split(window, dim=2)]
        mask = torch.cat(masks, dim=2)
        primary = torch.istft(mask * spec, n_fft, hop, window=torch.hann_window(n_fft), length=wave.shape[-1])
        stems = {self.params["primary_stem"]: primary}
        other = "Vocals" if self.params["primary_stem"] == "Instrumental" else "Instrumental"
        stems[other] = wave - primary
        return stems


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        model_path = Path(folder) / "7_HP2.pth"
        train_and_publish(model_path)
        separator = Separator(model_path)
        song, _ = synth_song(seconds=2.0, seed=9)
        for stem, wave in separator.separate(song).items():
            print(stem, tuple(wave.shape), f"rms {wave.square().mean().sqrt():.4f}")


if __name__ == "__main__":
    main()
