"""Makes the tables of the atlas from pinned source packages and hand tables."""
