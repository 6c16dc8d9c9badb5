import os
import tempfile

import torch

from predictor import RecognitionPredictor
from recognition import crnn_vgg_bn
from train import fit


def make_crops(n, width=96):
    g = torch.Generator().manual_seed(n)
    return torch.rand(n, 3, 32, width, generator=g)


def main():
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = os.path.join(folder, "crnn_receipts.pt")
        fit(checkpoint, vocab_name="english", steps=2)

        reco_model = crnn_vgg_bn(pretrained=False)
        reco_params = torch.load(checkpoint, map_location="cpu")
        reco_model.load_state_dict(reco_params)

        predictor = RecognitionPredictor(reco_model, batch_size=4)
        for word, confidence in predictor(make_crops(6)):
            print(f"{word!r:40} {confidence:.3f}")


main()
