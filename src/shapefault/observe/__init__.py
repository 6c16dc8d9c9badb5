"""Facts only: what a crash, a call or a loader shows, read off live objects."""
