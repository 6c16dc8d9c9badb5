import tempfile

from extract import rank_gallery
from train import train_model

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        train_model(folder)
        ranking = rank_gallery(folder)
        print("best gallery match per query:", ranking[:, 0].tolist())
