"""From candidate edits to fixes that have been run: search, rerun, forward check, application."""
