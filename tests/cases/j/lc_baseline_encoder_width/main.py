import torch

from arguments import parse
from builder import AbsSummarizer

args = parse(["-encoder", "baseline"])
torch.manual_seed(0)
model = AbsSummarizer(args)
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
for step in range(2):
    src, tgt = torch.randint(1, args.vocab, (3, 20)), torch.randint(1, args.vocab, (3, 8))
    scores = model(src, tgt[:, :-1])
    loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), tgt[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
