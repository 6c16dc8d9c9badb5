"""Source text of the user's program: files, spans, syntax trees, and values of expressions."""
