import os
import tempfile
import wave

import numpy as np
import torch

from av_dataset import AVDataset
from data_module import collate_pad
from model import AVSR


def prepare_clips(root_dir):
    """Gray mouth crops at 25 fps next to their 16 kHz sound track, and the list of labels."""
    rng = np.random.RandomState(3)
    label_path = os.path.join(root_dir, "lrs3_train.csv")
    with open(label_path, "w") as labels:
        for i, (frames, samples) in enumerate([(18, 11520), (22, 14490), (20, 12464), (16, 10240)]):
            name = os.path.join(root_dir, f"spk{i}_00012")
            np.save(name + ".npy", rng.randint(0, 256, (frames, 16, 16)).astype("uint8"))
            with wave.open(name + ".wav", "wb") as f:
                f.setparams((1, 2, 16000, samples, "NONE", ""))
                f.writeframes(rng.randint(-9000, 9000, samples).astype("<i2").tobytes())
            labels.write(f"spk{i}_00012.npy," + " ".join(str(t) for t in rng.randint(1, 12, 4 + i % 2)) + "\n")
    return label_path


def train(root_dir):
    torch.manual_seed(0)
    loader = torch.utils.data.DataLoader(AVDataset(root_dir, prepare_clips(root_dir)), batch_size=4, collate_fn=collate_pad)
    model = AVSR()
    optimizer, ctc = torch.optim.AdamW(model.parameters(), lr=1e-3), torch.nn.CTCLoss(zero_infinity=True)
    for batch in loader:
        log_probs = model(batch["videos"], batch["audios"]).transpose(0, 1)
        loss = ctc(log_probs, batch["targets"], batch["video_lengths"], batch["target_lengths"])
        loss.backward()
        optimizer.step()
        print(f"loss_ctc {loss.item():.3f}")


with tempfile.TemporaryDirectory() as tmp:
    train(tmp)
