import torch

from fastvit.factory import create_model


def classify(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).softmax(dim=1).topk(3)


model = create_model("faster_4_224", pretrained=True)
scores, classes = classify(model, torch.rand(2, 3, 224, 224))
print(classes.tolist(), [round(s, 3) for s in scores[0].tolist()])
