import torch
from nre.hub import get_model


def positions(n, entity, limit):
    return torch.tensor([min(max(i - entity + limit, 0), 2 * limit - 1) for i in range(n)])


torch.manual_seed(1)
model = get_model("wiki80_cnn_softmax").eval()
limit = model.sentence_encoder.max_length
sentence = torch.randint(0, 300, (1, 24))
with torch.no_grad():
    scores = model(sentence, positions(24, 3, limit)[None], positions(24, 15, limit)[None])
print("relation", scores.argmax(1).item())
