"""``python -m lodeway`` is the ``lodeway`` command."""

from lodeway.cli import main

if __name__ == "__main__":
    main(prog_name="lodeway")
