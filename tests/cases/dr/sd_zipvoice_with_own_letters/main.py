import os
import tempfile

import torch
from torch.nn.utils.rnn import pad_sequence

from checkpoint import download_released, load_checkpoint
from tokenizer import EmiliaTokenizer, SimpleTokenizer
from zipvoice import ZipVoice

TEXTS = ["namaste aap kaise hain", "hello how are you", "main theek hoon dhanyavaad", "see you tomorrow"]

tokenizer = SimpleTokenizer(TEXTS)
model = ZipVoice(vocab_size=tokenizer.vocab_size)
with tempfile.TemporaryDirectory() as exp_dir:
    released = os.path.join(exp_dir, "zipvoice.pt")
    download_released(released)
    print("fine-tune from epoch", load_checkpoint(released, model))

optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
tokens = pad_sequence([torch.tensor(tokenizer(t)) for t in TEXTS], batch_first=True)
for step in range(2):
    loss = model(tokens, torch.randn(len(TEXTS), 60, 20))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
