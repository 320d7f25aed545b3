"""Come back with the code of a case: read, write, and decide what becomes of it."""

from copfeedback.ui import complaint_follow, session

complaint_follow.show(session.speech())
