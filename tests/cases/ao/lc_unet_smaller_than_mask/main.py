from train import train

if __name__ == "__main__":
    print("final loss", train(epochs=2))
