DATASET = "pems08"
GRAPH_FILE = "pems04/distance.csv"
WINDOW = 12
BATCH = 8
LR = 1e-3
