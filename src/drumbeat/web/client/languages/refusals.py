"""Why something was not done, to a client in their language; English is the rule."""

from __future__ import annotations

from drumbeat.core.errors import Refusal
from drumbeat.core.party import Language

_OWN = "*"  # what is said of a rule that is not listed

_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {},
    "de": {
        "LNK-2": "Die Freigabe dieser Rechnung ist nicht Ihre Aufgabe.",
        "LNK-3": "Diese Seite hat sich geändert, seit Sie sie geöffnet haben. Bitte sehen Sie noch einmal hin.",
        "LNK-4": "Die zehn Minuten sind vorbei. Fragen Sie zu einer Zeile, dann wird es richtiggestellt.",
        "LNK-5": "Bitte wählen Sie eine der drei Antworten.",
        "LNK-7": "Bitte geben Sie die Bestellnummer ein, höchstens 60 Zeichen.",
        "LNK-8": "Bitte geben Sie eine E-Mail-Adresse ein, etwa buchhaltung@firma.example.",
        "LNK-9": "Sie haben sie an fünf Personen weitergeleitet. Bitten Sie uns, dann senden wir sie weiteren.",
        "LNK-10": "Diese Kopie ist zum Lesen. Antworten kann, wer freigibt oder zahlt.",
        "ANS-1": "Bitte schreiben Sie einen Satz, damit es etwas zu beantworten gibt.",
        "ANS-2": "Diese Seite hat sich geändert, seit Sie sie geöffnet haben. Bitte sehen Sie noch einmal hin, dann fragen Sie.",
        "ANS-3": "Diese Frage ist schon erledigt. Stellen Sie eine neue neben der Zeile.",
        "ANS-4": "Bitte wählen Sie einen Tag: eine geleistete Zahlung liegt zurück, eine künftige im nächsten halben Jahr.",
        "OFR-2": "Die Bedingungen haben sich geändert, seit dies geteilt wurde. Bitten Sie um ein neues Angebot.",
        "OFR-4": "Dieses Angebot ist nicht mehr offen. Bitte sehen Sie die Seite noch einmal an.",
        "OFR-5": "Bitte schreiben Sie einen Satz, damit es etwas zu beantworten gibt.",
        "OFR-7": "Zuzustimmen ist hier nicht Ihre Aufgabe.",
        "OFR-8": "Bitte bestätigen Sie zuerst, dass Sie die Ausgabe freigeben dürfen.",
        _OWN: "Das geht jetzt nicht. Bitte sehen Sie die Seite noch einmal an.",
    },
    "fr": {
        "LNK-2": "Donner l’accord sur cette facture n’est pas de votre ressort.",
        "LNK-3": "Cette page a changé depuis que vous l’avez ouverte. Regardez-la encore une fois, puis répondez.",
        "LNK-4": "Les dix minutes sont passées. Posez une question sur une ligne, et ce sera corrigé.",
        "LNK-5": "Choisissez l’une des trois réponses.",
        "LNK-7": "Indiquez le numéro de commande, en 60 caractères au plus.",
        "LNK-8": "Indiquez une adresse e-mail, comme compta@societe.example.",
        "LNK-9": "Vous l’avez transférée à cinq personnes. Demandez-nous, et nous l’envoyons à d’autres.",
        "LNK-10": "Cette copie est pour lecture. Répond qui donne l’accord ou paie.",
        "ANS-1": "Écrivez une phrase, pour qu’il y ait de quoi répondre.",
        "ANS-2": "Cette page a changé depuis que vous l’avez ouverte. Regardez-la encore une fois, puis posez votre question.",
        "ANS-3": "Cette question est déjà réglée. Posez-en une nouvelle à côté de la ligne.",
        "ANS-4": "Choisissez un jour : un paiement fait est passé, un paiement à venir est dans les six mois.",
        "OFR-2": "Les conditions ont changé depuis l’envoi. Demandez une nouvelle proposition.",
        "OFR-4": "Cette offre n’est plus ouverte. Regardez la page encore une fois.",
        "OFR-5": "Écrivez une phrase, pour qu’il y ait de quoi répondre.",
        "OFR-7": "Donner l’accord n’est pas de votre ressort ici.",
        "OFR-8": "Cochez d’abord que vous pouvez engager la dépense.",
        _OWN: "Ce n’est pas possible maintenant. Regardez la page encore une fois.",
    },
    "nl": {
        "LNK-2": "Deze factuur goedkeuren is niet uw taak.",
        "LNK-3": "Deze pagina is veranderd sinds u haar opende. Kijk nog een keer en antwoord dan.",
        "LNK-4": "De tien minuten zijn voorbij. Stel een vraag bij een regel, dan wordt het rechtgezet.",
        "LNK-5": "Kies een van de drie antwoorden.",
        "LNK-7": "Typ het inkoopnummer, in hoogstens 60 tekens.",
        "LNK-8": "Typ een e-mailadres, zoals boekhouding@bedrijf.example.",
        "LNK-9": "U hebt haar aan vijf mensen doorgestuurd. Vraag het ons, dan sturen we haar aan anderen.",
        "LNK-10": "Deze kopie is om te lezen. Wie goedkeurt of betaalt, kan antwoorden.",
        "ANS-1": "Schrijf een zin, zodat er iets te beantwoorden is.",
        "ANS-2": "Deze pagina is veranderd sinds u haar opende. Kijk nog een keer en vraag dan.",
        "ANS-3": "Deze vraag is al afgehandeld. Stel een nieuwe naast de regel.",
        "ANS-4": "Kies een dag: een gedane betaling ligt in het verleden, een komende binnen een half jaar.",
        "OFR-2": "De voorwaarden zijn veranderd sinds dit werd gedeeld. Vraag om een nieuw voorstel.",
        "OFR-4": "Dit aanbod is niet meer open. Bekijk de pagina nog een keer.",
        "OFR-5": "Schrijf een zin, zodat er iets te beantwoorden is.",
        "OFR-7": "Akkoord geven is hier niet uw taak.",
        "OFR-8": "Vink eerst aan dat u de uitgave mag goedkeuren.",
        _OWN: "Dat kan nu niet. Bekijk de pagina nog een keer.",
    },
    "es": {
        "LNK-2": "Aprobar esta factura no le corresponde a usted.",
        "LNK-3": "Esta página ha cambiado desde que la abrió. Mírela otra vez y después responda.",
        "LNK-4": "Los diez minutos han pasado. Pregunte por una línea y se corregirá.",
        "LNK-5": "Elija una de las tres respuestas.",
        "LNK-7": "Escriba el número de pedido, en 60 caracteres como máximo.",
        "LNK-8": "Escriba un correo electrónico, como contabilidad@empresa.example.",
        "LNK-9": "La ha reenviado a cinco personas. Pídanoslo y la enviamos a otras.",
        "LNK-10": "Esta copia es para leer. Puede responder quien aprueba o paga.",
        "ANS-1": "Escriba una frase, para que haya algo que responder.",
        "ANS-2": "Esta página ha cambiado desde que la abrió. Mírela otra vez y después pregunte.",
        "ANS-3": "Esta pregunta ya está resuelta. Haga otra junto a la línea.",
        "ANS-4": "Elija un día: un pago hecho está en el pasado; uno futuro, dentro de medio año.",
        "OFR-2": "Las condiciones cambiaron desde que se compartió esto. Pida una propuesta nueva.",
        "OFR-4": "Esta oferta ya no está abierta. Mire la página otra vez.",
        "OFR-5": "Escriba una frase, para que haya algo que responder.",
        "OFR-7": "Aprobar no le corresponde a usted aquí.",
        "OFR-8": "Marque primero que puede aprobar el gasto.",
        _OWN: "Ahora no es posible. Mire la página otra vez.",
    },
}


def refused_in(language: Language, refusal: Refusal) -> str:
    """Return why nothing was done, in the language of the reader."""
    words = _SENTENCES[language]
    if not words:
        return refusal.sentence
    return words.get(refusal.rule, words[_OWN])
