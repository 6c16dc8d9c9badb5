from config import cfg
from train import main

if __name__ == "__main__":
    main(cfg)
