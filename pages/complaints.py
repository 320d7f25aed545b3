"""How to complain, and what is promised to whoever does."""

from copfeedback.ui import complaint_pages, session

speech = session.speech()
page = complaint_pages.asked()
if page is None:
    complaint_pages.show_entry(speech)
else:
    complaint_pages.show_page(page, speech)
