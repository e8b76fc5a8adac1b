"""The families of indicators, one a module, on what one case looks up."""
