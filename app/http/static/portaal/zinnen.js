// What this service itself says in Dutch as data (who looked, for what, what is wrong with what was given), in English.
// Each stands here as it is said; one that an organisation changed, or wrote itself, is not here and stays as it is.

export const zinnen = {
  // who looked
  "U zelf": "Yourself",
  klantcontactcentrum: "contact centre",
  behandelaar: "case handler",
  privacyfunctionaris: "privacy officer",
  "Organisatie met OIN": "Organisation with OIN",
  "Een andere organisatie die bij deze gegevens betrokken is": "Another organisation that is concerned in these data",
  "Een andere persoon die bij deze gegevens betrokken is": "Another person who is concerned in these data",

  // for what: the verwerkingsactiviteiten with which this service comes
  "Inzage in eigen zaken": "Access to one's own matters",
  "U laten zien wat de organisatie voor u doet.": "To show you what the organisation does for you.",
  "Inzage namens een ander": "Access on behalf of someone else",
  "Een vertegenwoordiger laten zien wat er loopt.": "To show a representative what is under way.",
  "Bericht over uw zaak": "Message about your matter",
  "U laten weten dat er iets is veranderd.": "To let you know that something has changed.",
  "Vraag aan het klantcontactcentrum": "Question to the contact centre",
  "Uw vraag beantwoorden.": "To answer your question.",
  "Klantcontact met uw toestemming": "Contact with your consent",
  "U verder helpen dan de status.": "To help you beyond the status.",
  "Behandelen van een zaak": "Handling a matter",
  "Uw zaak behandelen.": "To handle your matter.",
  "Vragen aan wie meewerkt": "Asking who works on it too",
  "U laten zien wat een andere organisatie aan uw zaak doet.":
    "To show you what another organisation does in your matter.",
  "Samenwerken aan een zaak": "Working together on a matter",
  "Met een andere organisatie aan uw zaak werken.": "To work on your matter with another organisation.",
  "Toezicht op verwerkingen": "Oversight of processing",
  "Controleren wie gegevens heeft gezien.": "To check who has seen data.",
  "Inzage in het verwerkingenlog": "Access to the processing log",
  "U laten zien wie uw gegevens zag.": "To show you who saw your data.",
  "Toestemming geven en intrekken": "Giving and withdrawing consent",
  "Vastleggen wat u wel en niet goedvindt.": "To record what you do and do not agree to.",
  "Voorkeuren wijzigen": "Changing preferences",
  "Vastleggen hoe u benaderd wilt worden.": "To record how you want to be approached.",

  // on which ground (AVG, article 6)
  "Taak van algemeen belang (art. 6 lid 1 onder e)": "Task in the public interest (GDPR art. 6(1)(e))",
  "Toestemming (art. 6 lid 1 onder a)": "Consent (GDPR art. 6(1)(a))",
  "Wettelijke verplichting (art. 6 lid 1 onder c)": "Legal obligation (GDPR art. 6(1)(c))",

  // what is to be known before a toestemming is given
  "Met een toestemming mag iemand anders een deel van uw gegevens bekijken. U kiest zelf wie dat is, om welke gegevens het gaat en tot wanneer. Een toestemming duurt hooguit een jaar. U bent niet verplicht om toestemming te geven: zonder toestemming wordt u ook geholpen. U kunt haar op elk moment weer intrekken; vanaf dan mag de ander uw gegevens niet meer bekijken. Wat al bekeken was, verandert daardoor niet. In uw overzicht van verwerkingen ziet u wie er met uw toestemming heeft gekeken.":
    "With a consent somebody else may look at a part of your data. You choose who that is, which data it is about and until when. A consent lasts a year at most. You do not have to give consent: you are helped without it too. You can withdraw it at any moment; from then on the other may no longer look at your data. What was looked at before does not change by that. In your overview of who has looked you see who did so with your consent.",

  // what is wrong with a toestemming that is given or withdrawn
  "De uitleg is veranderd. Lees haar eerst opnieuw.": "The explanation has changed. Please read it again first.",
  "Een van deze zaken is niet gevonden.": "One of these matters was not found.",
  "Kies ten minste één soort gegevens.": "Choose at least one kind of data.",
  "Voor VERWERKINGEN en TOESTEMMINGEN kunt u geen toestemming geven.":
    "You cannot give consent for who has looked and for consents.",
  "Kies een dag na vandaag.": "Choose a day after today.",
  "Een toestemming duurt hooguit een jaar.": "A consent lasts a year at most.",
  "Voor deze activiteit vraagt de organisatie geen toestemming.":
    "The organisation asks no consent for this activity.",
  "Deze toestemming is niet gevonden.": "This consent was not found.",
  "Alleen wie het zelf betreft kan toestemmingen geven of intrekken.":
    "Only the person concerned can give or withdraw consent.",
  "Log in met een hoger betrouwbaarheidsniveau om toestemmingen te geven of in te trekken.":
    "Log in at a higher level of assurance to give or withdraw consent.",
};
