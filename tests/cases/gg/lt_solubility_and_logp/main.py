import random
import warnings

import numpy as np
import torch

from data import ALPHABET
from model import MultiTaskRegressor

warnings.filterwarnings("ignore")
random.seed(0)
torch.manual_seed(0)
smis = ["".join(random.choices(ALPHABET, k=random.randint(8, 25))) for _ in range(400)]
logp = np.array([s.count("C") * 0.5 - s.count("O") for s in smis])
solubility = np.array([s.count("O") + s.count("N") - 0.1 * len(s) for s in smis])
targets = np.stack([logp, solubility], axis=1)

model = MultiTaskRegressor(num_tasks=targets.shape[1])
model.fit(smis, targets)
