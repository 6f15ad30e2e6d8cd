"""Facts, in the database: who may know whom.

reports know every app; billing makes invoices out of drafts and so stands on
reminders, payments, delivery and invoices; those stand on updates, engagements,
parties and identity; everybody may write to the audit trail. Nobody looks up.
"""
