"""What letters say, in five languages; facts are filled in, unknown ones left out."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.core.party import Language


@dataclass(frozen=True, slots=True)
class ReminderWords:
    """One tone: subject, the paragraph before the summary line and the one after."""

    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LetterWords:
    """All words of one language."""

    hello: str
    subject_with_update: str
    subject: str
    subject_credit: str
    intro_with_update: str
    intro: str
    intro_credit: str
    needed: str
    talked: str
    document: str
    credit_document: str
    due: str
    total: str
    vat: str
    pay_by_transfer: str
    reference: str
    purchase_order: str
    attached: str
    reply: str
    button: str
    link: str
    preview_count: str
    days_late: str
    one_day_late: str
    part_paid: str
    in_question: str
    answer_subject: str
    answer_to: str
    approved_subject: str
    approved: str
    silence: str
    heads_up: ReminderWords
    friendly: ReminderWords
    clear: ReminderWords
    firm: ReminderWords
    final: ReminderWords


WORDS: dict[Language, LetterWords] = {
    "en": LetterWords(
        hello="Hello {name},",
        subject_with_update="{title} update and invoice {number}",
        subject="Invoice {number}, {amount}, due {due}",
        subject_credit="Credit note {number}, {amount}",
        intro_with_update="Here is what was accomplished in {title}, and the invoice.",
        intro="Here is invoice {number}.",
        intro_credit="Here is credit note {number} for invoice {preceding}.",
        needed="One thing needed:",
        talked="You asked to talk:",
        document="Invoice {number}",
        credit_document="Credit note {number}",
        due="due {due}",
        total="Total",
        vat="VAT {rate}%",
        pay_by_transfer="By transfer to {iban}",
        reference="Reference {reference}",
        purchase_order="PO {po}",
        attached="The PDF is attached.",
        reply="Reply to this e-mail and it reaches me.",
        button="Read, approve or pay",
        link="View, ask or pay",
        preview_count="Accomplished in {title}: {count}.",
        days_late="{days} days past due",
        one_day_late="1 day past due",
        part_paid="After payments and credits, this much is still open.",
        in_question="Section {sections} is in question and not asked for here.",
        answer_subject="Your question about {number}",
        answer_to="You asked:",
        approved_subject="Invoice {number} is approved",
        approved="{by} approved invoice {number} on {day}. {amount} is due by {due}.",
        silence="I will not write again before {next}.",
        heads_up=ReminderWords(
            "{number} is due on {weekday}",
            "A short note so it does not get lost: this one is due on {weekday}.",
            "If it is already in a payment run, there is nothing to do. If something is "
            "missing, a PO number for example, just reply.",
        ),
        friendly=ReminderWords(
            "Re: {number} was due on {weekday}",
            "This invoice was due on {weekday} and I have not seen it arrive yet. It may "
            "well have crossed with this e-mail.",
            "Could you tell me which payment run it is in?",
        ),
        clear=ReminderWords(
            "Re: {number} is {late}",
            "This invoice is {late} and no question is open on it.",
            "Please pay it this week, or tell me the date it will be paid. If something "
            "blocks it, I would rather hear it now.",
        ),
        firm=ReminderWords(
            "Re: {number} is {late}",
            "This invoice is {late} and still open.",
            "Please arrange the payment now, or name the day on which it will be made. "
            "I will call you otherwise.",
        ),
        final=ReminderWords(
            "Final notice: {number}",
            "As we discussed, {number} remains unpaid; it is {late}.",
            "Please arrange payment within seven days. If something stands in the way, "
            "call me at any time.",
        ),
    ),
    "de": LetterWords(
        hello="Guten Tag {name},",
        subject_with_update="Bericht {title} und Rechnung {number}",
        subject="Rechnung {number}, {amount}, fällig am {due}",
        subject_credit="Rechnungskorrektur {number}, {amount}",
        intro_with_update="hier steht, was im Zeitraum {title} erreicht wurde, und die "
        "Rechnung dazu.",
        intro="anbei die Rechnung {number}.",
        intro_credit="anbei die Rechnungskorrektur {number} zur Rechnung {preceding}.",
        needed="Eine Bitte:",
        talked="Sie wollten darüber sprechen:",
        document="Rechnung {number}",
        credit_document="Rechnungskorrektur {number}",
        due="fällig am {due}",
        total="Summe",
        vat="USt. {rate} %",
        pay_by_transfer="Überweisung an {iban}",
        reference="Verwendungszweck {reference}",
        purchase_order="Bestellnummer {po}",
        attached="Das PDF hängt an.",
        reply="Eine Antwort auf diese E-Mail erreicht mich.",
        button="Lesen, freigeben oder zahlen",
        link="Ansehen, fragen oder zahlen",
        preview_count="Erreicht im Zeitraum {title}: {count}.",
        days_late="{days} Tage überfällig",
        one_day_late="1 Tag überfällig",
        part_paid="Nach Zahlungen und Gutschriften ist dieser Betrag noch offen.",
        in_question="Abschnitt {sections} ist bis zur Klärung nicht enthalten.",
        answer_subject="Ihre Frage zu {number}",
        answer_to="Sie fragten:",
        approved_subject="Rechnung {number} ist freigegeben",
        approved="{by} hat die Rechnung {number} am {day} freigegeben. {amount} sind "
        "fällig bis {due}.",
        silence="Vor dem {next} schreibe ich nicht wieder.",
        heads_up=ReminderWords(
            "{number} ist am {weekday} fällig",
            "eine kurze Notiz, damit nichts verloren geht: Diese Rechnung ist am "
            "{weekday} fällig.",
            "Wenn sie schon im Zahlungslauf ist, ist nichts zu tun. Wenn etwas fehlt, "
            "eine Bestellnummer zum Beispiel, genügt eine kurze Antwort.",
        ),
        friendly=ReminderWords(
            "Re: {number} war am {weekday} fällig",
            "diese Rechnung war am {weekday} fällig, und ich sehe noch keinen Eingang. "
            "Vielleicht hat sich beides überschnitten.",
            "Können Sie mir sagen, in welchem Zahlungslauf sie ist?",
        ),
        clear=ReminderWords(
            "Re: {number} ist {late}",
            "diese Rechnung ist {late}, und es ist keine Frage dazu offen.",
            "Bitte zahlen Sie in dieser Woche, oder nennen Sie mir den Tag. Wenn etwas "
            "im Weg steht, höre ich es lieber jetzt.",
        ),
        firm=ReminderWords(
            "Re: {number} ist {late}",
            "diese Rechnung ist {late} und noch offen.",
            "Bitte veranlassen Sie die Zahlung jetzt, oder nennen Sie den Tag, an dem "
            "sie erfolgt. Andernfalls rufe ich an.",
        ),
        final=ReminderWords(
            "Letzte Mahnung: {number}",
            "wie besprochen ist {number} noch nicht bezahlt; die Rechnung ist {late}.",
            "Bitte zahlen Sie innerhalb von sieben Tagen. Wenn etwas im Weg steht, "
            "rufen Sie mich jederzeit an.",
        ),
    ),
    "fr": LetterWords(
        hello="Bonjour {name},",
        subject_with_update="Point {title} et facture {number}",
        subject="Facture {number}, {amount}, échéance le {due}",
        subject_credit="Avoir {number}, {amount}",
        intro_with_update="Voici ce qui a été accompli ({title}), et la facture.",
        intro="Voici la facture {number}.",
        intro_credit="Voici l’avoir {number} sur la facture {preceding}.",
        needed="Une demande :",
        talked="Vous vouliez en parler :",
        document="Facture {number}",
        credit_document="Avoir {number}",
        due="échéance le {due}",
        total="Total",
        vat="TVA {rate} %",
        pay_by_transfer="Par virement à {iban}",
        reference="Référence {reference}",
        purchase_order="Bon de commande {po}",
        attached="Le PDF est joint.",
        reply="Répondez à ce message, il me parvient.",
        button="Lire, approuver ou payer",
        link="Voir, demander ou payer",
        preview_count="Accompli ({title}) : {count}.",
        days_late="{days} jours de retard",
        one_day_late="1 jour de retard",
        part_paid="Après paiements et avoirs, ce montant reste ouvert.",
        in_question="La section {sections} attend notre réponse et n’est pas comprise.",
        answer_subject="Votre question sur {number}",
        answer_to="Vous avez demandé :",
        approved_subject="Facture {number} approuvée",
        approved="{by} a approuvé la facture {number} le {day}. {amount} sont à payer "
        "avant le {due}.",
        silence="Je ne vous écrirai pas avant le {next}.",
        heads_up=ReminderWords(
            "{number} arrive à échéance {weekday}",
            "Un mot pour que rien ne se perde : cette facture arrive à échéance "
            "{weekday}.",
            "Si elle est déjà dans un virement, il n’y a rien à faire. S’il manque "
            "quelque chose, un numéro de commande par exemple, répondez-moi.",
        ),
        friendly=ReminderWords(
            "Re: {number} était à échéance {weekday}",
            "Cette facture était à échéance {weekday} et je n’ai pas encore vu le "
            "paiement. Nos messages se sont peut-être croisés.",
            "Pourriez-vous me dire dans quel virement elle se trouve ?",
        ),
        clear=ReminderWords(
            "Re: {number} a {late}",
            "Cette facture a {late} et aucune question n’est ouverte.",
            "Merci de la régler cette semaine, ou de m’indiquer la date. Si quelque "
            "chose bloque, je préfère le savoir maintenant.",
        ),
        firm=ReminderWords(
            "Re: {number} a {late}",
            "Cette facture a {late} et reste ouverte.",
            "Merci d’ordonner le paiement maintenant ou d’en indiquer le jour. Sinon, "
            "je vous appellerai.",
        ),
        final=ReminderWords(
            "Dernier rappel : {number}",
            "Comme évoqué, {number} reste impayée ; elle a {late}.",
            "Merci de payer sous sept jours. Si quelque chose bloque, appelez-moi à "
            "tout moment.",
        ),
    ),
    "nl": LetterWords(
        hello="Hallo {name},",
        subject_with_update="Update {title} en factuur {number}",
        subject="Factuur {number}, {amount}, te betalen op {due}",
        subject_credit="Creditnota {number}, {amount}",
        intro_with_update="Dit is wat er in {title} is bereikt, met de factuur.",
        intro="Hierbij factuur {number}.",
        intro_credit="Hierbij creditnota {number} bij factuur {preceding}.",
        needed="Eén vraag:",
        talked="U wilde erover praten:",
        document="Factuur {number}",
        credit_document="Creditnota {number}",
        due="te betalen op {due}",
        total="Totaal",
        vat="Btw {rate}%",
        pay_by_transfer="Per overboeking naar {iban}",
        reference="Kenmerk {reference}",
        purchase_order="Inkooporder {po}",
        attached="De pdf is bijgevoegd.",
        reply="Antwoord op deze e-mail en het bereikt mij.",
        button="Lezen, goedkeuren of betalen",
        link="Bekijken, vragen of betalen",
        preview_count="Bereikt in {title}: {count}.",
        days_late="{days} dagen te laat",
        one_day_late="1 dag te laat",
        part_paid="Na betalingen en creditnota’s staat dit bedrag nog open.",
        in_question="Over onderdeel {sections} is een vraag; het telt hier niet mee.",
        answer_subject="Uw vraag over {number}",
        answer_to="U vroeg:",
        approved_subject="Factuur {number} is goedgekeurd",
        approved="{by} heeft factuur {number} op {day} goedgekeurd. {amount} is te "
        "betalen voor {due}.",
        silence="Vóór {next} schrijf ik niet opnieuw.",
        heads_up=ReminderWords(
            "{number} vervalt op {weekday}",
            "Een kort bericht zodat het niet zoekraakt: deze factuur vervalt op "
            "{weekday}.",
            "Als hij al in een betaalrun zit, hoeft u niets te doen. Ontbreekt er iets, "
            "een ordernummer bijvoorbeeld, antwoord dan gerust.",
        ),
        friendly=ReminderWords(
            "Re: {number} verviel op {weekday}",
            "Deze factuur verviel op {weekday} en ik heb de betaling nog niet gezien. "
            "Misschien hebben onze berichten elkaar gekruist.",
            "Kunt u mij zeggen in welke betaalrun hij zit?",
        ),
        clear=ReminderWords(
            "Re: {number} is {late}",
            "Deze factuur is {late} en er staat geen vraag over open.",
            "Betaal hem alstublieft deze week, of noem mij de datum. Als iets het "
            "tegenhoudt, hoor ik dat liever nu.",
        ),
        firm=ReminderWords(
            "Re: {number} is {late}",
            "Deze factuur is {late} en staat nog open.",
            "Regel de betaling alstublieft nu, of noem de dag. Anders bel ik u.",
        ),
        final=ReminderWords(
            "Laatste aanmaning: {number}",
            "Zoals besproken is {number} nog niet betaald; hij is {late}.",
            "Betaal alstublieft binnen zeven dagen. Staat er iets in de weg, bel mij "
            "dan gerust.",
        ),
    ),
    "es": LetterWords(
        hello="Hola {name}:",
        subject_with_update="Resumen de {title} y factura {number}",
        subject="Factura {number}, {amount}, vence el {due}",
        subject_credit="Factura rectificativa {number}, {amount}",
        intro_with_update="Esto es lo conseguido en {title}, y la factura.",
        intro="Adjunto la factura {number}.",
        intro_credit="Adjunto la rectificativa {number} de la factura {preceding}.",
        needed="Una cosa necesaria:",
        talked="Usted quería hablar:",
        document="Factura {number}",
        credit_document="Factura rectificativa {number}",
        due="vence el {due}",
        total="Total",
        vat="IVA {rate} %",
        pay_by_transfer="Por transferencia a {iban}",
        reference="Referencia {reference}",
        purchase_order="Pedido {po}",
        attached="El PDF va adjunto.",
        reply="Responda a este correo y me llega.",
        button="Leer, aprobar o pagar",
        link="Ver, preguntar o pagar",
        preview_count="Conseguido en {title}: {count}.",
        days_late="{days} días de retraso",
        one_day_late="1 día de retraso",
        part_paid="Tras pagos y rectificativas, queda abierto este importe.",
        in_question="La sección {sections} está en consulta y no se incluye aquí.",
        answer_subject="Su consulta sobre {number}",
        answer_to="Usted preguntó:",
        approved_subject="Factura {number} aprobada",
        approved="{by} aprobó la factura {number} el {day}. {amount} vence el {due}.",
        silence="No volveré a escribir antes del {next}.",
        heads_up=ReminderWords(
            "{number} vence el {weekday}",
            "Una nota breve para que no se pierda: esta factura vence el {weekday}.",
            "Si ya está en una remesa de pagos, no hay nada que hacer. Si falta algo, "
            "un número de pedido por ejemplo, basta con responder.",
        ),
        friendly=ReminderWords(
            "Re: {number} venció el {weekday}",
            "Esta factura venció el {weekday} y todavía no he visto el pago. Puede que "
            "se haya cruzado con este correo.",
            "¿Podría decirme en qué remesa de pagos está?",
        ),
        clear=ReminderWords(
            "Re: {number} tiene {late}",
            "Esta factura tiene {late} y no hay ninguna pregunta abierta.",
            "Por favor, páguela esta semana o dígame la fecha. Si algo la frena, "
            "prefiero saberlo ahora.",
        ),
        firm=ReminderWords(
            "Re: {number} tiene {late}",
            "Esta factura tiene {late} y sigue abierta.",
            "Por favor, ordene el pago ahora o indique el día. Si no, le llamaré.",
        ),
        final=ReminderWords(
            "Último aviso: {number}",
            "Como hablamos, {number} sigue sin pagarse; tiene {late}.",
            "Por favor, pague en siete días. Si algo lo impide, llámeme en cualquier "
            "momento.",
        ),
    ),
}
