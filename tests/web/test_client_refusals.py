"""What a client is refused is said in their language, for every rule they can meet."""

from __future__ import annotations

import pytest

from drumbeat.apps.offers.operations import NothingAsked, NotOpen
from drumbeat.apps.reminders import answers
from drumbeat.apps.sharing import feedback, offers
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.queries import NotYoursToAnswer
from drumbeat.core import sent_file
from drumbeat.core.lifecycle import NotAllowedNow
from drumbeat.core.offer import TermsMovedOn
from drumbeat.core.payment_receipt import NoReceipt
from drumbeat.web.client.languages.refusals import refused_in

MET = [
    sharing.NotYoursToApprove(),
    sharing.NotWhatWasShown(),
    sharing.TooLateToUndo(),
    feedback.NoSuchAnswer(),
    sharing.NoOrder(),
    sharing.NoAddress(),
    sharing.ForwardedEnough(),
    NotYoursToAnswer(),
    answers.NothingSaid(),
    answers.NoSuchPlace(),
    answers.NoSuchThread(),
    answers.NotADayToPay(sentence="Choose a day."),
    answers.FilesEnough(),
    sent_file.FileTooLarge(),
    sent_file.FileOfNoKind(),
    sent_file.NotOneFile(),
    NoReceipt(),
    TermsMovedOn(owner="Nora"),
    NotOpen(),
    NothingAsked(),
    offers.NotYoursToDecide(),
    offers.NotTicked(),
]


@pytest.mark.parametrize("language", ["de", "fr", "nl", "es"])
def test_each_rule_has_its_own_sentence(language):
    unknown = NotAllowedNow(machine="milestone", state="accepted", action="accept")
    general = refused_in(language, unknown)
    said = [refused_in(language, refusal) for refusal in MET]

    assert general
    assert general not in said
    assert not {refusal.sentence for refusal in MET} & set(said)
    # Two rules say the same where they mean the same.
    assert len(set(said)) == len(MET) - 1


@pytest.mark.parametrize("refusal", MET, ids=lambda refusal: refusal.rule)
def test_english_is_the_sentence_of_the_rule(refusal):
    assert refused_in("en", refusal) == refusal.sentence
