"""From the facts of a crash to a diagnosis and its candidate fixes."""
