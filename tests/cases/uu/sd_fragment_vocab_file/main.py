import argparse
import os

import torch

from jtvae import JTNNVAE
from pretrained import HERE, released_weights
from vocab import Vocab


def options():
    parser = argparse.ArgumentParser(description="Sample molecules from the released model")
    parser.add_argument("--nsample", type=int, default=5)
    parser.add_argument("--vocab", default="data/zinc_vocab.txt")
    parser.add_argument("--hidden_size", type=int, default=45)
    parser.add_argument("--latent_size", type=int, default=28)
    return parser.parse_args()


def main():
    args = options()
    vocab = Vocab.from_file(os.path.join(HERE, args.vocab))
    model = JTNNVAE(vocab, args.hidden_size, args.latent_size)
    state = torch.load(released_weights(args.hidden_size, args.latent_size))
    model.load_state_dict(state)
    model.eval()
    torch.manual_seed(0)
    for smiles in model.sample_prior(args.nsample):
        print(smiles)


if __name__ == "__main__":
    main()
