"""What clients may open and what they say there: private links, approvals, feedback.

Stands on delivery and invoices; questions and promises are reminders' business, since
they decide what is asked for next.
"""
