from params import TRAINING_PARAMS
from training import train

train(TRAINING_PARAMS)
