"""Lets ``python -m certbuild`` be the program."""

from certbuild.cli import main

if __name__ == "__main__":
    main()
