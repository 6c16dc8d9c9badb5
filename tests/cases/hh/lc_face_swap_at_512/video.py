import numpy as np
import torch
from PIL import Image
from torchvision import transforms

transformer_Arcface = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def read_frames(image_size, n):
    rng = np.random.RandomState(3)
    crops = []
    for _ in range(n + 1):
        frame = Image.fromarray(rng.randint(0, 256, (640, 640, 3), dtype=np.uint8))
        face = frame.resize((image_size, image_size))
        crops.append(transformer_Arcface(face).unsqueeze(0))
    return crops[0], crops[1:]
