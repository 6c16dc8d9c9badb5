import tempfile

import torch
from torch.utils.data import DataLoader

from acoustic import MixerTTS
from export_mels import export
from vocoder import Vocoder, spectral_l1
from vocoder_data import VocoderDataset

torch.manual_seed(3)


def finetune(manifest, epochs=2):
    train_loader = DataLoader(VocoderDataset(manifest[:8]), batch_size=4)
    val_loader = DataLoader(VocoderDataset(manifest[8:]), batch_size=2)
    model = Vocoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
    for epoch in range(epochs):
        for audio, mel in train_loader:
            loss = spectral_l1(model(mel), audio)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val = sum(spectral_l1(model(mel), audio).item() for audio, mel in val_loader) / len(val_loader)
        print(f"epoch {epoch} train {loss.item():.4f} val {val:.4f}")


with tempfile.TemporaryDirectory() as folder:
    finetune(export(MixerTTS().eval(), folder, n_utterances=12))
