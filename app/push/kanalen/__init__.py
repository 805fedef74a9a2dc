"""Kanalen: the ways by which a message leaves, one a file. A kanaal gets what may be told, in the receiver's language,
and delivers it or says why not. It decides nothing and reads nothing."""
