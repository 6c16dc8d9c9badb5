"""Group relative policy optimisation of a tiny digit writer: the answer should be the sum modulo ten."""
import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SumPrompts(Dataset):
    def __init__(self, size):
        gen = torch.Generator().manual_seed(1)
        self.prompts = torch.randint(0, 10, (size, 4), generator=gen)

    def __len__(self):
        return len(self.prompts)

    def __getitem__(self, i):
        return self.prompts[i], self.prompts[i].sum() % 10


class DigitPolicy(nn.Module):
    def __init__(self, hidden=32, answer_len=2):
        super().__init__()
        self.answer_len = answer_len
        self.embed = nn.Embedding(11, hidden)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 10)

    def log_probs(self, prompts, answers):
        start = torch.full((len(prompts), 1), 10)
        tokens = torch.cat([prompts, start, answers[:, :-1]], dim=1)
        states, _ = self.rnn(self.embed(tokens))
        logits = self.out(states[:, -self.answer_len:])
        return logits.log_softmax(-1).gather(2, answers.unsqueeze(2)).squeeze(2)

    @torch.no_grad()
    def sample(self, prompts):
        start = torch.full((len(prompts), 1), 10)
        states, h = self.rnn(self.embed(torch.cat([prompts, start], dim=1)))
        answers = []
        for _ in range(self.answer_len):
            token = torch.multinomial(self.out(states[:, -1]).softmax(-1), 1)
            answers.append(token)
            states, h = self.rnn(self.embed(token), h)
        return torch.cat(answers, dim=1)


class GroupTrainer:
    def __init__(self, policy, args):
        self.policy = policy
        self.prompts_per_step = args.prompts_per_step
        self.num_generations = args.num_generations
        self.optimizer = torch.optim.Adam(policy.parameters(), lr=args.lr)

    def rewards(self, answers, target):
        exact = (answers[:, -1] == target).float()
        short = (answers[:, 0] == 0).float() * 0.2
        return exact + short

    def compute_loss(self, prompts, target):
        prompts = prompts.repeat_interleave(self.num_generations, dim=0)
        target = target.repeat_interleave(self.num_generations, dim=0)
        answers = self.policy.sample(prompts)
        rewards = self.rewards(answers, target)
        grouped = rewards.view(self.prompts_per_step, self.num_generations)
        mean = grouped.mean(dim=1).repeat_interleave(self.num_generations)
        std = grouped.std(dim=1).repeat_interleave(self.num_generations)
        advantages = (rewards - mean) / (std + 1e-4)
        logp = self.policy.log_probs(prompts, answers)
        return -(logp * advantages.unsqueeze(1)).mean(), rewards.mean()

    def train(self, loader, epochs):
        for epoch in range(epochs):
            for prompts, target in loader:
                loss, reward = self.compute_loss(prompts, target)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f} reward {reward.item():.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--prompts_per_step", type=int, default=4)
    parser.add_argument("--num_generations", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=3e-3)
    args = parser.parse_args()
    trainer = GroupTrainer(DigitPolicy(), args)
    trainer.train(DataLoader(SumPrompts(50), batch_size=args.prompts_per_step, shuffle=True), args.epochs)
