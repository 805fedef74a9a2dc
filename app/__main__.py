"""`python -m app` is `mijnzaken`."""

from app.cli import main

if __name__ == "__main__":
    main()
