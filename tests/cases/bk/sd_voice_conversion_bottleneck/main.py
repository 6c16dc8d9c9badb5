import os
import tempfile

import torch

from model_vc import Generator
from solver import Solver, get_parser


def convert(ckpt, mel, speaker_from, speaker_to):
    G = Generator(32, 64, 128, 32).eval()
    g_checkpoint = torch.load(ckpt, map_location="cpu")
    G.load_state_dict(g_checkpoint["model"])
    with torch.no_grad():
        _, mel_converted, _ = G(mel, speaker_from, speaker_to)
    return mel_converted


with tempfile.TemporaryDirectory() as folder:
    config = get_parser().parse_args(["--num_iters", "2"])
    path = Solver(config).train(os.path.join(folder, "g.ckpt"))
    uttr = torch.rand(1, 128, 80)
    emb_org, emb_trg = torch.randn(1, 64), torch.randn(1, 64)
    print("converted", convert(path, uttr, emb_org, emb_trg).shape)
