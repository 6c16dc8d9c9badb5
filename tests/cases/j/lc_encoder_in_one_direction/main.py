import torch

from models import Decoder, DecInit, Encoder
from options import parse

opt = parse()
torch.manual_seed(0)
encoder, init, decoder = Encoder(opt), DecInit(opt), Decoder(opt)
parts = torch.nn.ModuleList([encoder, init, decoder])
optimizer = torch.optim.Adam(parts.parameters(), lr=opt.learning_rate)
for step in range(2):
    src = torch.randint(1, opt.vocab, (opt.batch_size, 15))
    summary = torch.randint(1, opt.vocab, (opt.batch_size, 6))
    context, last = encoder(src)
    scores = decoder(summary[:, :-1], context, init(last))
    loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), summary[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
