"""Tell the independent body something: a complaint, a worry, an idea, or thanks."""

from copfeedback.ui import complaint_form, session

complaint_form.show(session.speech())
