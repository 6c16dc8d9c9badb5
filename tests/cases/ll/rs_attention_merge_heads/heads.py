def split_heads(x, n_heads):
    """(batch, time, embed) -> (batch, heads, time, head_dim)"""
    batch, time, embed = x.shape
    return x.view(batch, time, n_heads, embed // n_heads).transpose(1, 2)


def merge_heads(x):
    """(batch, heads, time, head_dim) -> (batch, time, embed)"""
    batch, heads, time, head_dim = x.shape
    return x.transpose(1, 2).view(batch, time, heads * head_dim)
