"""What a way is judged by and may not use, and the best way under these terms."""
