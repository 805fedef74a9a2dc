"""The clients that portals use, from npm, against the real gateway: what they send and expect is theirs to say."""
