import argparse
import random
import string

import torch
from torch import nn

VOCABULARY = string.ascii_lowercase + "-' $"
LANGUAGES = {
    "Italian": ["rossi", "bianchi", "ferrari", "esposito", "romano"],
    "Scottish": ["mcdonald", "campbell", "stewart", "murray", "ross"],
    "Polish": ["nowak", "wozniak", "mazur", "krol", "kowalczyk"],
    "Irish": ["o'neill", "murphy", "byrne", "o'brien", "doyle"],
}
CATEGORIES = sorted(LANGUAGES)


def lines_to_tensor(lines, length):
    """One-hot letters: length x len(lines) x vocabulary; '$' fills up short lines."""
    tensor = torch.zeros(length, len(lines), len(VOCABULARY))
    for j, line in enumerate(lines):
        for i, letter in enumerate(line[:length].ljust(length, "$")):
            tensor[i, j, VOCABULARY.index(letter)] = 1
    return tensor


def random_training_batch(batch_size, length):
    categories = [random.choice(CATEGORIES) for _ in range(batch_size)]
    lines = [random.choice(LANGUAGES[c]) for c in categories]
    category_tensor = torch.tensor([CATEGORIES.index(c) for c in categories])
    return category_tensor, lines_to_tensor(lines, length)


class NameModel(nn.Module):
    """Classifies a name, and predicts each next letter."""

    def __init__(self, hidden_size, num_layers):
        super().__init__()
        self.gru = nn.GRU(len(VOCABULARY), hidden_size, num_layers)
        self.fc_class = nn.Linear(hidden_size, len(CATEGORIES))
        self.fc_nextchars = nn.Linear(hidden_size, len(VOCABULARY))

    def forward(self, x):
        out, h_n = self.gru(x)
        return self.fc_class(h_n[-1]), self.fc_nextchars(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch_size", type=int, default=128)
    parser.add_argument("--hidden_layer_size", type=int, default=64)
    parser.add_argument("--num_layers", type=int, default=1)
    parser.add_argument("--input_length", type=int, default=12)
    parser.add_argument("--learning_rate", type=float, default=1e-2)
    parser.add_argument("--gradient_clipping", type=float, default=1.0)
    parser.add_argument("--samples", type=int, default=20)
    args = parser.parse_args()

    random.seed(0)
    torch.manual_seed(0)
    model = NameModel(args.hidden_layer_size, args.num_layers)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)

    for step in range(1, args.samples + 1):
        category_tensor, line_tensor = random_training_batch(args.batch_size, args.input_length)
        output_class, output_nextchars = model(line_tensor)
        loss_class = criterion(output_class, category_tensor)

        loss_nextchars_perchar = torch.zeros(output_nextchars.shape[0] - 1)
        for i in range(output_nextchars.shape[0] - 1):
            _, nextchar_i = line_tensor[i + 1, :].topk(1)
            nextchar_i = nextchar_i.view([1])
            loss_nextchars_perchar[i] = criterion(output_nextchars[i, :], nextchar_i)
        loss_nextchars = torch.mean(loss_nextchars_perchar)

        loss = loss_class + loss_nextchars
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), args.gradient_clipping)
        optimizer.step()
        if step % 5 == 0:
            guess = output_class.argmax(1)
            accuracy = (guess == category_tensor).float().mean().item()
            print(f"{step}: loss {loss.item():.3f} accuracy {accuracy:.2f}")


if __name__ == "__main__":
    main()
