"""A GAN that learns to write even numbers in binary."""
import argparse
import math
import random

import torch
from torch import nn


def create_binary_list_from_int(number):
    return [int(x) for x in bin(number)[2:]]


def generate_even_data(max_int, batch_size=16):
    """Labels and zero-padded bits of random even numbers."""
    max_length = int(math.log(max_int, 2))
    numbers = [random.randrange(0, max_int, 2) for _ in range(batch_size)]
    labels = [1] * batch_size
    data = [create_binary_list_from_int(n) for n in numbers]
    data = [[0] * (max_length - len(bits)) + bits for bits in data]
    return labels, data


def bits_to_int(bits):
    return int("".join(str(int(b)) for b in bits), 2)


class Generator(nn.Module):
    def __init__(self, input_length):
        super().__init__()
        self.dense_layer = nn.Linear(input_length, input_length)
        self.activation = nn.Sigmoid()

    def forward(self, x):
        return self.activation(self.dense_layer(x))


class Discriminator(nn.Module):
    def __init__(self, input_length):
        super().__init__()
        self.dense = nn.Linear(input_length, 1)
        self.activation = nn.Sigmoid()

    def forward(self, x):
        return self.activation(self.dense(x))


def train(max_int, batch_size, training_steps, lr):
    input_length = int(math.log(max_int, 2))
    generator = Generator(input_length)
    discriminator = Discriminator(input_length)
    generator_optimizer = torch.optim.Adam(generator.parameters(), lr=lr)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=lr)
    loss = nn.BCELoss()

    for step in range(training_steps):
        noise = torch.randint(0, 2, size=(batch_size, input_length)).float()
        generated_data = generator(noise)
        true_labels, true_data = generate_even_data(max_int, batch_size=batch_size)
        true_labels = torch.tensor(true_labels).float()
        true_data = torch.tensor(true_data).float()

        generator_optimizer.zero_grad()
        generator_loss = loss(discriminator(generated_data), true_labels)
        generator_loss.backward()
        generator_optimizer.step()

        discriminator_optimizer.zero_grad()
        true_loss = loss(discriminator(true_data), true_labels)
        fake_loss = loss(discriminator(generated_data.detach()), torch.zeros_like(true_labels))
        discriminator_loss = (true_loss + fake_loss) / 2
        discriminator_loss.backward()
        discriminator_optimizer.step()
        if step % 20 == 0:
            print(f"{step}: generator {generator_loss.item():.3f} discriminator {discriminator_loss.item():.3f}")
    return generator, input_length


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--max_int", type=int, default=128)
    parser.add_argument("--batch_size", type=int, default=16)
    parser.add_argument("--training_steps", type=int, default=60)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()
    net, width = train(args.max_int, args.batch_size, args.training_steps, args.lr)
    with torch.no_grad():
        samples = net(torch.randint(0, 2, size=(8, width)).float()).round()
    print([bits_to_int(row.tolist()) for row in samples])
