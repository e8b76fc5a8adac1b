"""Makes the built-in grade and tonnage models from the deposit tables of the US Geological Survey."""
