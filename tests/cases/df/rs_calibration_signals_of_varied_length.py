import torch
import torch.nn as nn
from torch.utils.data import DataLoader

torch.manual_seed(0)
VOCAB, HIDDEN, MAX_SEQLEN, PAD = 90, 48, 64, 1


class DecoderLayer(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.self_attn_layer_norm = nn.LayerNorm(dim)
        self.self_attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.final_layer_norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, 4 * dim)
        self.fc2 = nn.Linear(4 * dim, dim)

    def forward(self, hidden_states):
        h = self.self_attn_layer_norm(hidden_states)
        hidden_states = hidden_states + self.self_attn(h, h, h, need_weights=False)[0]
        # fully connected part works on a matrix of tokens
        shape = hidden_states.shape
        hidden_states = hidden_states.reshape(-1, shape[-1])
        h = self.fc2(torch.relu(self.fc1(self.final_layer_norm(hidden_states))))
        return (hidden_states + h).view(shape)


class CausalLM(nn.Module):
    def __init__(self, n_layers=2):
        super().__init__()
        self.seqlen = MAX_SEQLEN
        self.embed_tokens = nn.Embedding(VOCAB, HIDDEN)
        self.embed_positions = nn.Embedding(MAX_SEQLEN, HIDDEN)
        self.layers = nn.ModuleList(DecoderLayer(HIDDEN) for _ in range(n_layers))

    def embed(self, ids):
        return self.embed_tokens(ids) + self.embed_positions(torch.arange(ids.shape[1]))


def prepare_dataloader(texts, max_seqlen, batch_size, varied_seqlen):
    """Token ids padded to the longest text of a batch, or chunks of exactly max_seqlen tokens."""
    if not varied_seqlen:
        flat = torch.cat(texts)
        n = len(flat) // max_seqlen
        return DataLoader(flat[: n * max_seqlen].view(n, max_seqlen), batch_size=batch_size)

    def pad(batch):
        return nn.utils.rnn.pad_sequence([t[:max_seqlen] for t in batch], batch_first=True, padding_value=PAD)

    return DataLoader(texts, batch_size=batch_size, collate_fn=pad)


@torch.no_grad()
def get_signals(layer, inputs, seqlen):
    """Run a layer on all calibration batches, return the inputs of its second norm and its outputs."""
    mlp_ln_inputs, layer_outputs = [], []

    def hook_fn(_, args, _output):
        inp = args[0]
        mlp_ln_inputs.append(inp.cpu().reshape(-1, seqlen, inp.shape[-1]))

    hook = layer.final_layer_norm.register_forward_hook(hook_fn)
    for inp in inputs:
        layer_outputs.append(layer(inp))
    hook.remove()
    return mlp_ln_inputs, layer_outputs


def pca_calc(X):
    H = None
    for batch in X:
        tokens = batch.double().reshape(-1, batch.shape[-1])
        h = tokens.T @ tokens
        H = h if H is None else H + h
    eig_val, eig_vec = torch.linalg.eigh(H + 0.01 * H.diag().mean() * torch.eye(H.shape[0]))
    order = eig_val.argsort(descending=True)
    return eig_val[order], eig_vec[:, order]


@torch.no_grad()
def rotate_and_slice(model, loader, new_dim):
    inps = [model.embed(batch) for batch in loader]
    rotations = []
    for idx, layer in enumerate(model.layers):
        mlp_ln_inputs, inps = get_signals(layer, inps, model.seqlen)
        eig_val, Q = pca_calc(mlp_ln_inputs)
        rotations.append(Q[:, :new_dim])
        kept = (eig_val[:new_dim].sum() / eig_val.sum()).item()
        print(f"layer {idx}: {kept:.3f} of the variance in {new_dim} directions")
    return rotations


def main():
    lengths = [57, 33, 41, 20, 64, 12, 38, 29]
    texts = [torch.randint(2, VOCAB, (n,)) for n in lengths]
    model = CausalLM().eval()
    loader = prepare_dataloader(texts, model.seqlen, batch_size=2, varied_seqlen=True)
    rotations = rotate_and_slice(model, loader, new_dim=36)
    print([tuple(q.shape) for q in rotations])


main()
