import torch

from detector import create_model
from labels import CLASSES, INDICES

category_index = {v: k for k, v in INDICES.items()}


def predict(weights_path, image, threshold=0.1):
    model = create_model(num_classes=len(CLASSES))
    checkpoint = torch.load(weights_path, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    model.eval()
    with torch.no_grad():
        prediction = model([image])[0]
    found = []
    for box, label, score in zip(prediction["boxes"], prediction["labels"], prediction["scores"]):
        if score >= threshold:
            found.append((category_index[label.item()], round(score.item(), 3), box.tolist()))
    return found
