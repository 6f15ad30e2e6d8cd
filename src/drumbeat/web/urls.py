"""Every page, nouns only."""

from django.urls import include, path

from drumbeat.web import (
    draft_lines,
    draft_update,
    drafts,
    engagements,
    health,
<<<<<<< HEAD
    invoice_list,
=======
    invoice,
    invoice_payments,
>>>>>>> editor
    mailbox,
    new_engagements,
    payments,
    queue,
    sample,
    start,
    terms,
)
from drumbeat.web.settings_pages import account, business, look, sections

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("drafts/<int:draft>", drafts.draft, name="draft"),
    path("drafts/<int:draft>/update", draft_update.update, name="draft_update"),
    path("drafts/<int:draft>/lines", draft_lines.lines, name="draft_lines"),
    path("drafts/<int:draft>/parties", drafts.parties, name="draft_parties"),
    path("drafts/<int:draft>/letter", drafts.letter, name="draft_letter"),
    path("drafts/<int:draft>/pdf", drafts.pdf, name="draft_pdf"),
    path("drafts/<int:draft>/exception", drafts.exception, name="draft_exception"),
    path("drafts/<int:draft>/issuance", drafts.issuance, name="issuance"),
    path("drafts/<int:draft>/withdrawal", drafts.withdrawal, name="withdrawal"),
    path("drafts/<int:draft>/disposal", drafts.disposal, name="draft_disposal"),
    path("engagements", engagements.engagement_list, name="engagements"),
    path("engagements/new", new_engagements.engagement_new, name="engagement_new"),
    path("engagements/<int:engagement>", engagements.engagement, name="engagement"),
    path(
        "engagements/<int:engagement>/file",
        engagements.engagement_file,
        name="engagement_file",
    ),
    path("engagements/<int:engagement>/terms/<slug:term>", terms.term, name="term"),
    path(
        "engagements/<int:engagement>/acceptances",
        terms.acceptances,
        name="acceptances",
    ),
<<<<<<< HEAD
    path("invoices", invoice_list.invoice_list, name="invoices"),
    path("invoices.csv", invoice_list.invoice_file, name="invoice_file"),
    path("payments", payments.payment_list, name="payments"),
    path("payments/new", payments.payment_new, name="payment_new"),
=======
    path("invoices/<path:number>/pdf", invoice.pdf, name="invoice_pdf"),
    path("invoices/<path:number>/letter", invoice.letter, name="invoice_letter"),
    path(
        "invoices/<path:number>/correction",
        invoice.correction,
        name="invoice_correction",
    ),
    path(
        "invoices/<path:number>/payments",
        invoice_payments.payments,
        name="invoice_payments",
    ),
    path("invoices/<path:number>/answer", invoice.answer, name="invoice_answer"),
    path("invoices/<path:number>/call", invoice.call, name="invoice_call"),
    path("invoices/<path:number>/promise", invoice.promise, name="invoice_promise"),
    path(
        "invoices/<path:number>/dispatches",
        invoice.dispatches,
        name="invoice_dispatches",
    ),
    path("invoices/<path:number>", invoice.invoice, name="invoice"),
>>>>>>> editor
    path("mailbox", mailbox.mailbox, name="mailbox"),
    path("mailbox/<message_id>", mailbox.message, name="mailbox_message"),
    path("mailbox/<message_id>/html", mailbox.letter, name="mailbox_letter"),
    path("", include("drumbeat.web.account_urls")),
    path("start", start.start, name="start"),
    path("start/sample", start.sample, name="start_sample"),
    path("start/proposals", start.proposals, name="start_proposals"),
    path("sample/removal", sample.removal, name="sample_removal"),
    path("settings", sections.overview, name="settings"),
    path("settings/business", business.business, name="business"),
    path("settings/business/bank-account", business.bank_account, name="bank_account"),
    path("settings/look", look.look, name="look"),
    path("settings/look/logo", look.logo, name="logo"),
    path("settings/look/logo/removal", look.logo_removal, name="logo_removal"),
    path("settings/look/logo/<sha256>.png", look.logo_picture, name="logo_picture"),
    path("settings/account", account.account, name="account"),
    path("health", health.health, name="health"),
]
