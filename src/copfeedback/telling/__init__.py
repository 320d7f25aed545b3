"""What in a text could tell who a person is, in all languages of the portal.

It goes by patterns and by lists of words, and knows nothing of who lives where: “the man with one
arm” is nothing to it. So it warns, and whoever writes decides.
"""
