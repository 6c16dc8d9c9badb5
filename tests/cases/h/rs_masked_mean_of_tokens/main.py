import torch

from encoder import SentenceEncoder
from sentences import batches

torch.manual_seed(0)
model = SentenceEncoder(vocab=80, dim=32)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for (left, left_mask), (right, right_mask), score in batches():
    a, b = model(left, left_mask), model(right, right_mask)
    loss = torch.nn.functional.mse_loss(torch.cosine_similarity(a, b), score)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("similarity loss", loss.item())
