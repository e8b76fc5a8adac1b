"""Makes the tables of the example `central-asia` from the atlas and from the hand tables beside it."""
