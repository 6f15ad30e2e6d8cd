"""What letters about offers say, in five languages; names in braces are filled in."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.core.offer import OfferKind
from drumbeat.core.party import Language


@dataclass(frozen=True, slots=True)
class KindWords:
    """What is different for a project, a plan and a change."""

    subject: str
    intro: str
    record_subject: str
    record: str


@dataclass(frozen=True, slots=True)
class OfferWords:
    """All words of one language; “until” is the last day of the offer."""

    kinds: dict[OfferKind, KindWords]
    price: str
    until: str
    nudge: str
    button: str
    proof: str
    answer_subject: str
    handed_subject: str
    handed: str
    silence: str


OFFER_WORDS: dict[Language, OfferWords] = {
    "en": OfferWords(
        kinds={
            "project": KindWords(
                "{title}, for your approval until {until}",
                "Here is what I propose. One page, one click, no account.",
                "Agreed: {title}",
                "You agreed to {title} on {at}. Nothing is charged today.",
            ),
            "plan": KindWords(
                "Billing plan for {title}",
                "Here is which invoices come when, before the first one exists. Please "
                "say that it is right.",
                "Billing plan for {title}, as agreed",
                "You agreed to the billing plan for {title} on {at}.",
            ),
            "change": KindWords(
                "A change to {title}, please look at it",
                "Here is which invoices to come would change. Issued ones stay as they "
                "are. Please say that it is right.",
                "Change agreed: {title}",
                "You agreed to the change to {title} on {at}.",
            ),
        },
        price="Fixed price {price}, before tax.",
        until="It is open until {until}.",
        nudge="A short note so it does not get lost: it is open until {until}.",
        button="Read and answer",
        proof="Kept with your name, the time and this fingerprint of the page: {shown}",
        answer_subject="Your question about {title}",
        handed_subject="{part} is ready",
        handed="This is done, as part of {title}. Please look at it and accept it, or "
        "ask about it.",
        silence="Without an answer by {until} it counts as accepted, as agreed.",
    ),
    "de": OfferWords(
        kinds={
            "project": KindWords(
                "{title}, zur Freigabe bis {until}",
                "Das schlage ich vor. Eine Seite, ein Klick, kein Konto.",
                "Vereinbart: {title}",
                "Sie haben {title} am {at} zugestimmt. Heute wird nichts berechnet.",
            ),
            "plan": KindWords(
                "Rechnungsplan für {title}",
                "So kommen die Rechnungen, bevor es die erste gibt. Bitte sagen Sie, "
                "ob das stimmt.",
                "Rechnungsplan für {title}, wie vereinbart",
                "Sie haben dem Rechnungsplan für {title} am {at} zugestimmt.",
            ),
            "change": KindWords(
                "Eine Änderung an {title}, bitte ansehen",
                "Diese künftigen Rechnungen würden sich ändern. Gestellte bleiben, wie "
                "sie sind. Bitte sagen Sie, ob das stimmt.",
                "Änderung vereinbart: {title}",
                "Sie haben der Änderung an {title} am {at} zugestimmt.",
            ),
        },
        price="Festpreis {price}, ohne Steuer.",
        until="Offen bis {until}.",
        nudge="Nur damit es nicht untergeht: offen bis {until}.",
        button="Lesen und antworten",
        proof="Aufbewahrt mit Ihrem Namen, der Zeit und diesem Fingerabdruck der "
        "Seite: {shown}",
        answer_subject="Ihre Frage zu {title}",
        handed_subject="{part} ist fertig",
        handed="Das ist fertig, als Teil von {title}. Bitte sehen Sie es an und "
        "nehmen Sie es ab, oder fragen Sie nach.",
        silence="Ohne Antwort bis {until} gilt es als abgenommen, wie vereinbart.",
    ),
    "fr": OfferWords(
        kinds={
            "project": KindWords(
                "{title}, pour accord jusqu’au {until}",
                "Voici ma proposition. Une page, un clic, sans compte.",
                "Convenu : {title}",
                "Vous avez donné votre accord pour {title} le {at}. Rien n’est facturé "
                "aujourd’hui.",
            ),
            "plan": KindWords(
                "Plan de facturation pour {title}",
                "Voici les factures à venir, avant que la première n’existe. Merci de "
                "confirmer qu’il est juste.",
                "Plan de facturation pour {title}, comme convenu",
                "Vous avez confirmé le plan de facturation pour {title} le {at}.",
            ),
            "change": KindWords(
                "Une modification de {title}, à regarder",
                "Voici les factures à venir qui changeraient. Celles qui sont émises "
                "restent telles quelles. Merci de confirmer.",
                "Modification convenue : {title}",
                "Vous avez confirmé la modification de {title} le {at}.",
            ),
        },
        price="Prix fixe {price}, hors taxes.",
        until="Valable jusqu’au {until}.",
        nudge="Un petit rappel pour que cela ne se perde pas : valable jusqu’au "
        "{until}.",
        button="Lire et répondre",
        proof="Conservé avec votre nom, l’heure et cette empreinte de la page : "
        "{shown}",
        answer_subject="Votre question sur {title}",
        handed_subject="{part} : c’est prêt",
        handed="C’est terminé, dans le cadre de {title}. Merci de regarder et "
        "d’accepter, ou de poser une question.",
        silence="Sans réponse avant le {until}, cela est réputé accepté, comme "
        "convenu.",
    ),
    "nl": OfferWords(
        kinds={
            "project": KindWords(
                "{title}, ter goedkeuring tot en met {until}",
                "Dit stel ik voor. Eén pagina, één klik, geen account.",
                "Afgesproken: {title}",
                "U bent op {at} akkoord gegaan met {title}. Vandaag wordt niets in "
                "rekening gebracht.",
            ),
            "plan": KindWords(
                "Factuurplan voor {title}",
                "Zo komen de facturen, nog voor de eerste er is. Laat weten of het "
                "klopt.",
                "Factuurplan voor {title}, zoals afgesproken",
                "U bent op {at} akkoord gegaan met het factuurplan voor {title}.",
            ),
            "change": KindWords(
                "Een wijziging van {title}, graag bekijken",
                "Deze komende facturen zouden veranderen. Verzonden facturen blijven "
                "zoals ze zijn. Laat weten of het klopt.",
                "Wijziging afgesproken: {title}",
                "U bent op {at} akkoord gegaan met de wijziging van {title}.",
            ),
        },
        price="Vaste prijs {price}, exclusief belasting.",
        until="Geldig tot en met {until}.",
        nudge="Even zodat het niet wegraakt: geldig tot en met {until}.",
        button="Lezen en antwoorden",
        proof="Bewaard met uw naam, het tijdstip en deze vingerafdruk van de pagina: "
        "{shown}",
        answer_subject="Uw vraag over {title}",
        handed_subject="{part} is klaar",
        handed="Dit is klaar, als deel van {title}. Bekijk het en accepteer het, of "
        "stel een vraag.",
        silence="Zonder antwoord uiterlijk {until} geldt het als geaccepteerd, zoals "
        "afgesproken.",
    ),
    "es": OfferWords(
        kinds={
            "project": KindWords(
                "{title}, para su aprobación hasta el {until}",
                "Esta es mi propuesta. Una página, un clic, sin cuenta.",
                "Acordado: {title}",
                "Usted aprobó {title} el {at}. Hoy no se cobra nada.",
            ),
            "plan": KindWords(
                "Plan de facturación de {title}",
                "Estas son las facturas que vendrán, antes de que exista la primera. "
                "Confirme, por favor, que es correcto.",
                "Plan de facturación de {title}, según lo acordado",
                "Usted confirmó el plan de facturación de {title} el {at}.",
            ),
            "change": KindWords(
                "Un cambio en {title}, para revisar",
                "Estas facturas futuras cambiarían. Las emitidas quedan como están. "
                "Confirme, por favor, que es correcto.",
                "Cambio acordado: {title}",
                "Usted confirmó el cambio en {title} el {at}.",
            ),
        },
        price="Precio fijo {price}, sin impuestos.",
        until="Vigente hasta el {until}.",
        nudge="Un breve aviso para que no se pierda: vigente hasta el {until}.",
        button="Leer y responder",
        proof="Se conserva con su nombre, la hora y esta huella de la página: {shown}",
        answer_subject="Su pregunta sobre {title}",
        handed_subject="{part} está listo",
        handed="Está terminado, como parte de {title}. Revíselo y acéptelo, o haga "
        "una pregunta.",
        silence="Sin respuesta hasta el {until} se considera aceptado, según lo "
        "acordado.",
    ),
}
