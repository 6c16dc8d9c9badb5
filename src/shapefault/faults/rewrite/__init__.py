"""Ways to write a fix: each yields edits of the user's source, in the author's form."""
