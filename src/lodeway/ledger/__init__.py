"""What was promised, where it says so, whether it is true and whether it is done."""
