"""The MijnZaken API, asked as a portal asks it: over a socket, and every answer held against what the door promises."""
