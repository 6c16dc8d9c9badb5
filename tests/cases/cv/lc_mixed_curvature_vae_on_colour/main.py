import argparse

import torch

from components import EuclideanComponent, SphericalComponent
from vae import ConvolutionalVAE, FeedForwardVAE
from vae_data import create_dataset


def main():
    parser = argparse.ArgumentParser(description="Mixed-curvature VAE runner.")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--dataset", type=str, default="cifar", help="'mnist' or 'cifar'")
    parser.add_argument("--h_dim", type=int, default=400, help="Hidden layer dimension.")
    args = parser.parse_args()

    loader, in_dim = create_dataset(args.dataset, batch_size=16)
    model_cls = ConvolutionalVAE if args.dataset == "cifar" else FeedForwardVAE
    model = model_cls(args.h_dim, [EuclideanComponent(2), SphericalComponent(2)], in_dim)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for x_mb, _ in loader:
            optimizer.zero_grad()
            elbo = model.elbo(x_mb)
            (-elbo).backward()
            optimizer.step()
        print(f"TrainEpoch {epoch}: ELBO {elbo.item():.2f}")


if __name__ == "__main__":
    main()
