<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AccountDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal dieselbe</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
</context>
<context>
    <name>AdminBanner</name>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stop acting so</source>
        <translation>Nicht mehr so handeln</translation>
    </message>
    <message>
        <source>You act as administrator for at most {0} minutes. Everything is recorded as such.</source>
        <translation>Sie handeln höchstens {0} Minuten lang als Administrator. Alles wird so aufgezeichnet.</translation>
    </message>
</context>
<context>
    <name>Appointments</name>
    <message>
        <source>1 provider</source>
        <translation>1 Behandler</translation>
    </message>
    <message>
        <source>1 visit</source>
        <translation>1 Termin</translation>
    </message>
    <message>
        <source>1 visit cancelled</source>
        <translation>1 Termin abgesagt</translation>
    </message>
    <message>
        <source>1 visit is to be booked.</source>
        <translation>1 Termin wird gebucht.</translation>
    </message>
    <message>
        <source>24 Nov, tue or +180</source>
        <translation>24. Nov, Di oder +180</translation>
    </message>
    <message>
        <source>A time was given away meanwhile: nothing was booked.</source>
        <translation>Eine Zeit wurde inzwischen vergeben: Nichts wurde gebucht.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add (N)</source>
        <translation>Hinzufügen (N)</translation>
    </message>
    <message>
        <source>Add a recall</source>
        <translation>Wiedereinbestellung hinzufügen</translation>
    </message>
    <message>
        <source>Add to the waiting list</source>
        <translation>Auf die Warteliste setzen</translation>
    </message>
    <message>
        <source>Add walk-in</source>
        <translation>Ohne Termin aufnehmen</translation>
    </message>
    <message>
        <source>Add walk-in (W)</source>
        <translation>Ohne Termin aufnehmen (W)</translation>
    </message>
    <message>
        <source>Afternoons</source>
        <translation>Nachmittags</translation>
    </message>
    <message>
        <source>All open</source>
        <translation>Alle offenen</translation>
    </message>
    <message>
        <source>All providers</source>
        <translation>Alle Behandler</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Allergien: {0}</translation>
    </message>
    <message>
        <source>Also changed elsewhere: {0}. What you typed is kept and wins when saved.</source>
        <translation>Auch anderswo geändert: {0}. Was Sie getippt haben, bleibt und gilt beim Speichern.</translation>
    </message>
    <message>
        <source>Another desk removed this patient.</source>
        <translation>Ein anderer Arbeitsplatz hat diesen Patienten entfernt.</translation>
    </message>
    <message>
        <source>Another desk removed this visit. Your text is still here; it cannot be saved.</source>
        <translation>Ein anderer Arbeitsplatz hat diesen Termin entfernt. Ihr Text ist noch hier; er kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Another visit: {0}</source>
        <translation>Anderer Termin: {0}</translation>
    </message>
    <message>
        <source>Any provider</source>
        <translation>Alle Behandler</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jede Zeit</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Appointments</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Eingetroffen</translation>
    </message>
    <message>
        <source>At most {0} years ahead.</source>
        <translation>Höchstens {0} Jahre voraus.</translation>
    </message>
    <message>
        <source>Back to arrived</source>
        <translation>Zurück zu eingetroffen</translation>
    </message>
    <message>
        <source>Back to in room</source>
        <translation>Zurück zu im Raum</translation>
    </message>
    <message>
        <source>Back to scheduled</source>
        <translation>Zurück zu geplant</translation>
    </message>
    <message>
        <source>Between 2 and {0} visits.</source>
        <translation>Zwischen 2 und {0} Termine.</translation>
    </message>
    <message>
        <source>Blocked: {0}</source>
        <translation>Gesperrt: {0}</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Buchen</translation>
    </message>
    <message>
        <source>Book (Enter)</source>
        <translation>Buchen (Enter)</translation>
    </message>
    <message>
        <source>Book all</source>
        <translation>Alle buchen</translation>
    </message>
    <message>
        <source>Book anyway</source>
        <translation>Trotzdem buchen</translation>
    </message>
    <message>
        <source>Book anyway, over what is there</source>
        <translation>Trotzdem buchen, über den anderen</translation>
    </message>
    <message>
        <source>Book {0}</source>
        <translation>{0} buchen</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Booked all the same: {0}</source>
        <translation>Trotzdem gebucht: {0}</translation>
    </message>
    <message>
        <source>Booked for {0}</source>
        <translation>Gebucht für {0}</translation>
    </message>
    <message>
        <source>Both visits are kept.</source>
        <translation>Beide Termine bleiben.</translation>
    </message>
    <message>
        <source>Calendar file</source>
        <translation>Kalenderdatei</translation>
    </message>
    <message>
        <source>Calendar files (*.ics)</source>
        <translation>Kalenderdateien (*.ics)</translation>
    </message>
    <message>
        <source>Call to {0} noted</source>
        <translation>Anruf bei {0} notiert</translation>
    </message>
    <message>
        <source>Called (C)</source>
        <translation>Angerufen (C)</translation>
    </message>
    <message>
        <source>Called somebody in</source>
        <translation>Jemanden angerufen</translation>
    </message>
    <message>
        <source>Called {0}</source>
        <translation>Angerufen {0}</translation>
    </message>
    <message>
        <source>Called {0}: {1}</source>
        <translation>Angerufen {0}: {1}</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the rest of the series</source>
        <translation>Den Rest der Serie absagen</translation>
    </message>
    <message>
        <source>Cancel the visit of {0}?</source>
        <translation>Den Termin von {0} absagen?</translation>
    </message>
    <message>
        <source>Cancel this visit and those of its series after it?</source>
        <translation>Diesen Termin und die folgenden seiner Serie absagen?</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Termin absagen</translation>
    </message>
    <message>
        <source>Cancel visits</source>
        <translation>Termine absagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgesagt</translation>
    </message>
    <message>
        <source>Change the recall</source>
        <translation>Wiedereinbestellung ändern</translation>
    </message>
    <message>
        <source>Choose a day</source>
        <translation>Tag wählen</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Wählen Sie zuerst eine Zeile.</translation>
    </message>
    <message>
        <source>Choose the patient first.</source>
        <translation>Wählen Sie zuerst den Patienten.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Closed: {0}</source>
        <translation>Geschlossen: {0}</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Confirmed (F)</source>
        <translation>Bestätigt (F)</translation>
    </message>
    <message>
        <source>Contacted</source>
        <translation>Kontaktiert</translation>
    </message>
    <message>
        <source>Dates of the series</source>
        <translation>Tage der Serie</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Day after</source>
        <translation>Tag danach</translation>
    </message>
    <message>
        <source>Day after (Alt+Right)</source>
        <translation>Tag danach (Alt+Rechts)</translation>
    </message>
    <message>
        <source>Day before</source>
        <translation>Tag davor</translation>
    </message>
    <message>
        <source>Day before (Alt+Left)</source>
        <translation>Tag davor (Alt+Links)</translation>
    </message>
    <message>
        <source>Day by provider</source>
        <translation>Tag nach Behandler</translation>
    </message>
    <message>
        <source>Day by room</source>
        <translation>Tag nach Raum</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Tagesblatt</translation>
    </message>
    <message>
        <source>Day sheets of all providers</source>
        <translation>Tagesblätter aller Behandler</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Done (Del)</source>
        <translation>Erledigt (Entf)</translation>
    </message>
    <message>
        <source>Double booked</source>
        <translation>Doppelt gebucht</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Due within 30 days</source>
        <translation>In 30 Tagen fällig</translation>
    </message>
    <message>
        <source>Edit (E)</source>
        <translation>Bearbeiten (E)</translation>
    </message>
    <message>
        <source>Every 2 weeks</source>
        <translation>Alle 2 Wochen</translation>
    </message>
    <message>
        <source>Every 3 weeks</source>
        <translation>Alle 3 Wochen</translation>
    </message>
    <message>
        <source>Every 4 weeks</source>
        <translation>Alle 4 Wochen</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>Jede Woche</translation>
    </message>
    <message>
        <source>Everybody of the next days is confirmed.</source>
        <translation>Alle der nächsten Tage sind bestätigt.</translation>
    </message>
    <message>
        <source>Find next free (F3)</source>
        <translation>Nächste freie Zeit (F3)</translation>
    </message>
    <message>
        <source>Find next free time</source>
        <translation>Nächste freie Zeit finden</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Free times</source>
        <translation>Freie Zeiten</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Give the next free time</source>
        <translation>Nächste freie Zeit geben</translation>
    </message>
    <message>
        <source>Gives up the visit of {0}</source>
        <translation>Gibt den Termin von {0} auf</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>Hat</translation>
    </message>
    <message>
        <source>How many visits</source>
        <translation>Wie viele Termine</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Wie oft</translation>
    </message>
    <message>
        <source>In room</source>
        <translation>Im Raum</translation>
    </message>
    <message>
        <source>Keep both (overbook)</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>Keep visit</source>
        <translation>Termin behalten</translation>
    </message>
    <message>
        <source>Keep visits</source>
        <translation>Termine behalten</translation>
    </message>
    <message>
        <source>Left message</source>
        <translation>Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>Left message (M)</source>
        <translation>Nachricht hinterlassen (M)</translation>
    </message>
    <message>
        <source>Left without being seen</source>
        <translation>Ungesehen gegangen</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>List of visits</source>
        <translation>Liste der Termine</translation>
    </message>
    <message>
        <source>Matching patients</source>
        <translation>Passende Patienten</translation>
    </message>
    <message>
        <source>Message left</source>
        <translation>Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>Message left for {0}</source>
        <translation>Nachricht hinterlassen für {0}</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Mornings</source>
        <translation>Vormittags</translation>
    </message>
    <message>
        <source>Move the visit of {0}</source>
        <translation>Den Termin von {0} verschieben</translation>
    </message>
    <message>
        <source>Move this one</source>
        <translation>Diesen verschieben</translation>
    </message>
    <message>
        <source>Moved elsewhere to {0}, {1}.</source>
        <translation>Anderswo verschoben auf {0}, {1}.</translation>
    </message>
    <message>
        <source>Needs no call any more</source>
        <translation>Braucht keinen Anruf mehr</translation>
    </message>
    <message>
        <source>New appointment</source>
        <translation>Neuer Termin</translation>
    </message>
    <message>
        <source>New appointment (N)</source>
        <translation>Neuer Termin (N)</translation>
    </message>
    <message>
        <source>New appointment here</source>
        <translation>Neuer Termin hier</translation>
    </message>
    <message>
        <source>New recall</source>
        <translation>Neue Wiedereinbestellung</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>No insurance</source>
        <translation>Keine Versicherung</translation>
    </message>
    <message>
        <source>No insurance is written down: ask for the card.</source>
        <translation>Keine Versicherung eingetragen: Fragen Sie nach der Karte.</translation>
    </message>
    <message>
        <source>No provider yet</source>
        <translation>Noch kein Behandler</translation>
    </message>
    <message>
        <source>No visits on this day.</source>
        <translation>Keine Termine an diesem Tag.</translation>
    </message>
    <message>
        <source>No walk-ins.</source>
        <translation>Niemand ohne Termin.</translation>
    </message>
    <message>
        <source>No-show</source>
        <translation>Nicht erschienen</translation>
    </message>
    <message>
        <source>Nobody is to be called in here.</source>
        <translation>Hier ist niemand einzubestellen.</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translation>Niemand wartet.</translation>
    </message>
    <message>
        <source>Nobody matches.</source>
        <translation>Niemand passt.</translation>
    </message>
    <message>
        <source>Nobody waits for a time.</source>
        <translation>Niemand wartet auf eine Zeit.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Not saved yet.</source>
        <translation>Noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>Nicht gezeigt</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing is free any more today for {0}.</source>
        <translation>Heute ist für {0} nichts mehr frei.</translation>
    </message>
    <message>
        <source>Nothing is free within {0} weeks.</source>
        <translation>Innerhalb von {0} Wochen ist nichts frei.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation>Öffnen (Enter)</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Other ({0})</source>
        <translation>Andere ({0})</translation>
    </message>
    <message>
        <source>Other patient</source>
        <translation>Anderer Patient</translation>
    </message>
    <message>
        <source>Outside opening hours, {0}–{1}.</source>
        <translation>Außerhalb der Öffnungszeiten, {0}–{1}.</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Überfällig</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient, not shown</source>
        <translation>Patient, nicht gezeigt</translation>
    </message>
    <message>
        <source>Patient: name, phone, born, MRN</source>
        <translation>Patient: Name, Telefon, geboren, Nr.</translation>
    </message>
    <message>
        <source>People to call</source>
        <translation>Anzurufende</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Print the day sheet</source>
        <translation>Tagesblatt drucken</translation>
    </message>
    <message>
        <source>Print the day sheet (Ctrl+P)</source>
        <translation>Tagesblatt drucken (Strg+P)</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Reason, such as: sick</source>
        <translation>Grund, etwa: krank</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>Recall of {0} closed</source>
        <translation>Wiedereinbestellung von {0} geschlossen</translation>
    </message>
    <message>
        <source>Recall of {0} saved</source>
        <translation>Wiedereinbestellung von {0} gespeichert</translation>
    </message>
    <message>
        <source>Recalls</source>
        <translation>Wiedereinbestellungen</translation>
    </message>
    <message>
        <source>Release the visit of {0}</source>
        <translation>Den Termin von {0} freigeben</translation>
    </message>
    <message>
        <source>Repeat this visit</source>
        <translation>Diesen Termin wiederholen</translation>
    </message>
    <message>
        <source>Repeat…</source>
        <translation>Wiederholen…</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefragt</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Save as a calendar file</source>
        <translation>Als Kalenderdatei speichern</translation>
    </message>
    <message>
        <source>Save the day as a calendar file</source>
        <translation>Tag als Kalenderdatei speichern</translation>
    </message>
    <message>
        <source>Saved. What you typed since then is not saved yet.</source>
        <translation>Gespeichert. Was Sie seitdem getippt haben, ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Say why: it is kept with the visit.</source>
        <translation>Sagen Sie, warum: Es wird beim Termin aufbewahrt.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Somebody else took care of this walk-in meanwhile.</source>
        <translation>Jemand anderes hat sich inzwischen darum gekümmert.</translation>
    </message>
    <message>
        <source>Somebody else took care of this wish meanwhile.</source>
        <translation>Jemand anderes hat sich inzwischen um diesen Wunsch gekümmert.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Schritt zurück</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Abgeglichen</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>Take in anyway</source>
        <translation>Trotzdem aufrufen</translation>
    </message>
    <message>
        <source>Take in now</source>
        <translation>Jetzt aufrufen</translation>
    </message>
    <message>
        <source>Take off the list (Del)</source>
        <translation>Von der Liste nehmen (Entf)</translation>
    </message>
    <message>
        <source>Take off the waiting list</source>
        <translation>Von der Warteliste nehmen</translation>
    </message>
    <message>
        <source>Tentative</source>
        <translation>Vorläufig</translation>
    </message>
    <message>
        <source>The calendar reaches to {0}.</source>
        <translation>Der Kalender reicht bis {0}.</translation>
    </message>
    <message>
        <source>The clinic is closed: {0}</source>
        <translation>Die Praxis ist geschlossen: {0}</translation>
    </message>
    <message>
        <source>The clocks skip this time on that day.</source>
        <translation>Die Uhren überspringen diese Zeit an jenem Tag.</translation>
    </message>
    <message>
        <source>The time was given away meanwhile.</source>
        <translation>Die Zeit wurde inzwischen vergeben.</translation>
    </message>
    <message>
        <source>The visit was called off</source>
        <translation>Der Termin wurde abgesagt</translation>
    </message>
    <message>
        <source>There is no provider and no room whose week could be shown.</source>
        <translation>Es gibt keinen Behandler und keinen Raum, dessen Woche gezeigt werden könnte.</translation>
    </message>
    <message>
        <source>They wait already.</source>
        <translation>Die Person wartet schon.</translation>
    </message>
    <message>
        <source>This conflict was decided already.</source>
        <translation>Dieser Konflikt wurde schon entschieden.</translation>
    </message>
    <message>
        <source>This day could not be read.</source>
        <translation>Dieser Tag konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This day is too far away.</source>
        <translation>Dieser Tag liegt zu weit weg.</translation>
    </message>
    <message>
        <source>This does not follow “{0}”.</source>
        <translation>Dies folgt nicht auf „{0}“.</translation>
    </message>
    <message>
        <source>This is before the first day.</source>
        <translation>Dies ist vor dem ersten Tag.</translation>
    </message>
    <message>
        <source>This recall is closed.</source>
        <translation>Diese Wiedereinbestellung ist geschlossen.</translation>
    </message>
    <message>
        <source>This time has passed.</source>
        <translation>Diese Zeit ist vorbei.</translation>
    </message>
    <message>
        <source>This time is taken.</source>
        <translation>Diese Zeit ist vergeben.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>Tageszeit</translation>
    </message>
    <message>
        <source>To confirm</source>
        <translation>Zu bestätigen</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Today (T)</source>
        <translation>Heute (T)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Zwei Arbeitsplätze buchten dieselbe Zeit</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Nicht zugeteilt</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Visit saved, {0}</source>
        <translation>Termin gespeichert, {0}</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Terminart</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Waiting list</source>
        <translation>Warteliste</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>Wartet jetzt</translation>
    </message>
    <message>
        <source>Walk-ins</source>
        <translation>Ohne Termin</translation>
    </message>
    <message>
        <source>Wants</source>
        <translation>Wünscht</translation>
    </message>
    <message>
        <source>Wants an earlier time (ASAP)</source>
        <translation>Wünscht eine frühere Zeit</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Week after (Alt+Right)</source>
        <translation>Woche danach (Alt+Rechts)</translation>
    </message>
    <message>
        <source>Week before (Alt+Left)</source>
        <translation>Woche davor (Alt+Links)</translation>
    </message>
    <message>
        <source>Week of a provider or room</source>
        <translation>Woche eines Behandlers oder Raums</translation>
    </message>
    <message>
        <source>Week of the next provider or room</source>
        <translation>Woche des nächsten Behandlers oder Raums</translation>
    </message>
    <message>
        <source>Week of the provider or room before</source>
        <translation>Woche des vorigen Behandlers oder Raums</translation>
    </message>
    <message>
        <source>What came of it, such as: left message</source>
        <translation>Was dabei herauskam, etwa: Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>Which recalls</source>
        <translation>Welche Wiedereinbestellungen</translation>
    </message>
    <message>
        <source>Who changed this?</source>
        <translation>Wer hat dies geändert?</translation>
    </message>
    <message>
        <source>Who to call: to confirm, waiting list, recalls</source>
        <translation>Wen anrufen: zu bestätigen, Warteliste, Wiedereinbestellungen</translation>
    </message>
    <message>
        <source>Whose week</source>
        <translation>Wessen Woche</translation>
    </message>
    <message>
        <source>Why it is booked all the same</source>
        <translation>Warum trotzdem gebucht wird</translation>
    </message>
    <message>
        <source>Will not come</source>
        <translation>Kommt nicht</translation>
    </message>
    <message>
        <source>Will not come (D)</source>
        <translation>Kommt nicht (D)</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>Ohne Raum</translation>
    </message>
    <message>
        <source>Write a day and how many minutes first.</source>
        <translation>Schreiben Sie zuerst einen Tag und wie viele Minuten.</translation>
    </message>
    <message>
        <source>Write a day like 24 Nov, tue or +7.</source>
        <translation>Schreiben Sie einen Tag wie 24 Nov, di oder +7.</translation>
    </message>
    <message>
        <source>Write a time like 9:30.</source>
        <translation>Schreiben Sie eine Zeit wie 9:30.</translation>
    </message>
    <message>
        <source>afternoons</source>
        <translation>nachmittags</translation>
    </message>
    <message>
        <source>allergy</source>
        <translation>Allergie</translation>
    </message>
    <message>
        <source>booked over another visit on purpose</source>
        <translation>absichtlich über einen anderen Termin gebucht</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>geb. {0}</translation>
    </message>
    <message>
        <source>clinic closed</source>
        <translation>Praxis geschlossen</translation>
    </message>
    <message>
        <source>closed: {0}</source>
        <translation>geschlossen: {0}</translation>
    </message>
    <message>
        <source>double booked, needs a decision</source>
        <translation>doppelt gebucht, Entscheidung nötig</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>ab {0}</translation>
    </message>
    <message>
        <source>message left</source>
        <translation>Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>mornings</source>
        <translation>vormittags</translation>
    </message>
    <message>
        <source>patient has another visit</source>
        <translation>Patient hat einen anderen Termin</translation>
    </message>
    <message>
        <source>provider busy</source>
        <translation>Behandler belegt</translation>
    </message>
    <message>
        <source>room taken</source>
        <translation>Raum vergeben</translation>
    </message>
    <message>
        <source>tentative until sent</source>
        <translation>vorläufig, bis gesendet</translation>
    </message>
    <message>
        <source>time blocked</source>
        <translation>Zeit gesperrt</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>bis {0}</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>wartet aufs Senden</translation>
    </message>
    <message>
        <source>wants an earlier time</source>
        <translation>wünscht eine frühere Zeit</translation>
    </message>
    <message>
        <source>{0}  –  {1}; instead: {2}</source>
        <translation>{0}  –  {1}; stattdessen: {2}</translation>
    </message>
    <message>
        <source>{0}  –  {1}; no day near it is free</source>
        <translation>{0}  –  {1}; kein naher Tag ist frei</translation>
    </message>
    <message>
        <source>{0} blocked: {1}</source>
        <translation>{0} gesperrt: {1}</translation>
    </message>
    <message>
        <source>{0} booked for {1}</source>
        <translation>{0} gebucht für {1}</translation>
    </message>
    <message>
        <source>{0} cannot simply be taken in: the time is taken.</source>
        <translation>{0} kann nicht einfach aufgerufen werden: Die Zeit ist vergeben.</translation>
    </message>
    <message>
        <source>{0} cannot simply go there: the time is taken.</source>
        <translation>{0} kann nicht einfach dorthin: Die Zeit ist vergeben.</translation>
    </message>
    <message>
        <source>{0} confirmed</source>
        <translation>{0} bestätigt</translation>
    </message>
    <message>
        <source>{0} has {1}</source>
        <translation>{0} hat {1}</translation>
    </message>
    <message>
        <source>{0} is free. {1} waits: {2}</source>
        <translation>{0} ist frei. {1} wartet: {2}</translation>
    </message>
    <message>
        <source>{0} is in the room</source>
        <translation>{0} ist im Raum</translation>
    </message>
    <message>
        <source>{0} is on the waiting list</source>
        <translation>{0} ist auf der Warteliste</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} ist gegangen</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} Min.</translation>
    </message>
    <message>
        <source>{0} moved to {1}</source>
        <translation>{0} verschoben auf {1}</translation>
    </message>
    <message>
        <source>{0} providers</source>
        <translation>{0} Behandler</translation>
    </message>
    <message>
        <source>{0} rooms</source>
        <translation>{0} Räume</translation>
    </message>
    <message>
        <source>{0} visits</source>
        <translation>{0} Termine</translation>
    </message>
    <message>
        <source>{0} visits are to be booked.</source>
        <translation>{0} Termine werden gebucht.</translation>
    </message>
    <message>
        <source>{0} visits booked, {1}</source>
        <translation>{0} Termine gebucht, {1}</translation>
    </message>
    <message>
        <source>{0} visits cancelled</source>
        <translation>{0} Termine abgesagt</translation>
    </message>
    <message>
        <source>{0} waits</source>
        <translation>{0} wartet</translation>
    </message>
    <message>
        <source>{0} waits no more</source>
        <translation>{0} wartet nicht mehr</translation>
    </message>
    <message>
        <source>{0} was called.</source>
        <translation>{0} wurde angerufen.</translation>
    </message>
    <message>
        <source>{0} was moved at another desk meanwhile; nothing was changed here.</source>
        <translation>{0} wurde inzwischen an einem anderen Arbeitsplatz verschoben; hier wurde nichts geändert.</translation>
    </message>
    <message>
        <source>{0} was written: 1 appointment, without its patient.</source>
        <translation>{0} wurde geschrieben: 1 Termin, ohne den Patienten.</translation>
    </message>
    <message>
        <source>{0} was written: {1} appointments, without patients.</source>
        <translation>{0} wurde geschrieben: {1} Termine, ohne Patienten.</translation>
    </message>
    <message>
        <source>{0}, waits too long</source>
        <translation>{0}, wartet zu lange</translation>
    </message>
    <message>
        <source>{0}: confirmation taken back</source>
        <translation>{0}: Bestätigung zurückgenommen</translation>
    </message>
    <message>
        <source>{0}–{1} minutes.</source>
        <translation>{0}–{1} Minuten.</translation>
    </message>
</context>
<context>
    <name>AskRemovalDialog</name>
    <message>
        <source>Ask for it</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Asked for. A clinician decides about it next.</source>
        <translation>Angefragt. Als Nächstes entscheidet eine Behandlerin oder ein Behandler.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>For somebody who was registered in error, and of whom nothing is kept. A clinician allows it, and an administrator removes the patient; both see the reason. Until then nothing changes, and afterwards the patient can be brought back.</source>
        <translation>Für jemanden, der irrtümlich aufgenommen wurde und von dem nichts aufzuheben ist. Eine Behandlerin oder ein Behandler erlaubt es, und ein Administrator entfernt den Patienten; beide sehen den Grund. Bis dahin ändert sich nichts, und danach kann der Patient zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Remove a patient</source>
        <translation>Einen Patienten entfernen</translation>
    </message>
</context>
<context>
    <name>AuditDetail</name>
    <message>
        <source>Acting as</source>
        <translation>Handelnd als</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>In universal time</source>
        <translation>In Weltzeit</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Verkettung</translation>
    </message>
    <message>
        <source>Number in the trail</source>
        <translation>Nummer im Protokoll</translation>
    </message>
    <message>
        <source>Only this patient</source>
        <translation>Nur dieser Patient</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patients shown</source>
        <translation>Gezeigte Patienten</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Gezeigt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
    <message>
        <source>{0}
and {1} more</source>
        <translation>{0}
und {1} weitere</translation>
    </message>
</context>
<context>
    <name>AuditExports</name>
    <message>
        <source>Signed audit export</source>
        <translation>Signierter Protokollexport</translation>
    </message>
    <message>
        <source>Table of events</source>
        <translation>Tabelle der Ereignisse</translation>
    </message>
    <message>
        <source>{0} events written</source>
        <translation>{0} Ereignisse geschrieben</translation>
    </message>
</context>
<context>
    <name>AuditFilters</name>
    <message>
        <source>Everybody</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>Art des Ereignisses</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>Wieder alles zeigen</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>{0}: a day like 24 Nov 2026</source>
        <translation>{0}: ein Tag wie 24 Nov 2026</translation>
    </message>
</context>
<context>
    <name>AuditPanel</name>
    <message>
        <source>Administrators hand the audit trail out.</source>
        <translation>Administratoren geben das Protokoll heraus.</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Broken glass</source>
        <translation>Notfallzugriff</translation>
    </message>
    <message>
        <source>Broken glass ({0})</source>
        <translation>Notfallzugriff ({0})</translation>
    </message>
    <message>
        <source>Broken glass waits for your look, in the audit log.</source>
        <translation>Ein Notfallzugriff wartet im Protokoll auf Ihre Durchsicht.</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Vorfälle</translation>
    </message>
    <message>
        <source>No event matches.</source>
        <translation>Kein Ereignis passt.</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show what happened since</source>
        <translation>Zeigen, was seitdem geschah</translation>
    </message>
    <message>
        <source>The audit trail could not be read.</source>
        <translation>Das Protokoll konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This workstation, everybody</source>
        <translation>Dieser Arbeitsplatz, alle</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Your own events; administrators see everybody's</source>
        <translation>Ihre eigenen Ereignisse; Administratoren sehen die aller</translation>
    </message>
    <message>
        <source>{0} event</source>
        <translation>{0} Ereignis</translation>
    </message>
    <message>
        <source>{0} events</source>
        <translation>{0} Ereignisse</translation>
    </message>
</context>
<context>
    <name>BellButton</name>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Notices, {0} new</source>
        <translation>Meldungen, {0} neu</translation>
    </message>
</context>
<context>
    <name>BookingSheet</name>
    <message>
        <source>Both patients were told this time. Nobody is written to before you send the message.</source>
        <translation>Beiden Patienten wurde diese Zeit genannt. Niemandem wird geschrieben, bevor Sie die Nachricht senden.</translation>
    </message>
    <message>
        <source>Keep both (overbook)   [B]</source>
        <translation>Beide behalten   [B]</translation>
    </message>
    <message>
        <source>One of the two visits is no longer there.</source>
        <translation>Einen der beiden Termine gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The two visits are in each other's way no more: nobody has to move.</source>
        <translation>Die beiden Termine stören sich nicht mehr: Niemand muss weichen.</translation>
    </message>
</context>
<context>
    <name>BreakGlassSheet</name>
    <message>
        <source>A patient whom your role is not shown</source>
        <translation>Ein Patient, den Ihre Rolle nicht sieht</translation>
    </message>
    <message>
        <source>A reason of at least {0} characters is needed.</source>
        <translation>Ein Grund von mindestens {0} Zeichen ist nötig.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>No patient has this record number.</source>
        <translation>Kein Patient hat diese Patientennummer.</translation>
    </message>
    <message>
        <source>Reason, at least {0} characters</source>
        <translation>Grund, mindestens {0} Zeichen</translation>
    </message>
    <message>
        <source>Record number (MRN)</source>
        <translation>Patientennummer</translation>
    </message>
    <message>
        <source>Show for {0} minutes</source>
        <translation>Für {0} Minuten zeigen</translation>
    </message>
    <message>
        <source>State a reason</source>
        <translation>Grund angeben</translation>
    </message>
    <message>
        <source>You will see the whole chart for {0} minutes. Who looked, when and why is written down, and an administrator reviews it.</source>
        <translation>Sie sehen die ganze Akte {0} Minuten lang. Wer wann und warum hineinsah, wird aufgezeichnet und von einem Administrator geprüft.</translation>
    </message>
</context>
<context>
    <name>CalendarCanvas</name>
    <message>
        <source>Day calendar</source>
        <translation>Tageskalender</translation>
    </message>
    <message>
        <source>{0}, {1} to {2}, closed</source>
        <translation>{0}, {1} bis {2}, geschlossen</translation>
    </message>
    <message>
        <source>{0}, {1} to {2}, free</source>
        <translation>{0}, {1} bis {2}, frei</translation>
    </message>
</context>
<context>
    <name>CalendarSurface</name>
    <message>
        <source>No visits. Press N, or drag over a time, to book one.</source>
        <translation>Keine Termine. Drücken Sie N oder ziehen Sie über eine Zeit, um zu buchen.</translation>
    </message>
</context>
<context>
    <name>ChartExtras</name>
    <message>
        <source>Choose a photo of the patient…</source>
        <translation>Foto des Patienten wählen…</translation>
    </message>
    <message>
        <source>Insurance card and eligibility…</source>
        <translation>Versichertenkarte und Anspruch…</translation>
    </message>
    <message>
        <source>Remove the patient's photo</source>
        <translation>Foto des Patienten entfernen</translation>
    </message>
    <message>
        <source>Sign a consent…</source>
        <translation>Einwilligung unterschreiben…</translation>
    </message>
</context>
<context>
    <name>ChartPhoto</name>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Another chart is open by now. No photo was changed.</source>
        <translation>Inzwischen ist eine andere Akte offen. Kein Foto wurde geändert.</translation>
    </message>
    <message>
        <source>Choose a photo</source>
        <translation>Foto wählen</translation>
    </message>
    <message>
        <source>One picture at a time.</source>
        <translation>Nur ein Bild auf einmal.</translation>
    </message>
    <message>
        <source>Photo added</source>
        <translation>Foto hinzugefügt</translation>
    </message>
    <message>
        <source>Photo changed</source>
        <translation>Foto geändert</translation>
    </message>
    <message>
        <source>Photo removed. It stays among the documents, no longer current.</source>
        <translation>Foto entfernt. Es bleibt bei den Dokumenten, nicht mehr aktuell.</translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
        <translation>Bilder ({0})</translation>
    </message>
    <message>
        <source>There is no photo.</source>
        <translation>Es gibt kein Foto.</translation>
    </message>
</context>
<context>
    <name>ChartRemovals</name>
    <message>
        <source>Ask that the patient is removed…</source>
        <translation>Entfernen des Patienten anfragen…</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Öffnen Sie zuerst eine Akte.</translation>
    </message>
</context>
<context>
    <name>ChartTabs</name>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>Dokumente hinzufügen</translation>
    </message>
    <message>
        <source>Balance after it: {0}</source>
        <translation>Saldo danach: {0}</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Behandlungspläne</translation>
    </message>
    <message>
        <source>Chart: {0}</source>
        <translation>Akte: {0}</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>New appointment</source>
        <translation>Neuer Termin</translation>
    </message>
    <message>
        <source>New care plan</source>
        <translation>Neuer Behandlungsplan</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>New prescription</source>
        <translation>Neues Rezept</translation>
    </message>
    <message>
        <source>No care plans</source>
        <translation>Keine Behandlungspläne</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>Noch keine Dokumente</translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>Keine Nachrichten</translation>
    </message>
    <message>
        <source>No prescriptions</source>
        <translation>Keine Rezepte</translation>
    </message>
    <message>
        <source>No visits yet</source>
        <translation>Noch keine Termine</translation>
    </message>
    <message>
        <source>Nothing on the account</source>
        <translation>Nichts auf dem Konto</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Öffnen Sie zuerst eine Akte.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Termine</translation>
    </message>
</context>
<context>
    <name>ChildRow</name>
    <message>
        <source>Another desk removed this line. Saving adds it again; or remove it here too.</source>
        <translation>Ein anderer Arbeitsplatz hat diese Zeile entfernt. Speichern fügt sie wieder hinzu; oder entfernen Sie sie auch hier.</translation>
    </message>
    <message>
        <source>Remove this line</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
</context>
<context>
    <name>ChildRows</name>
    <message>
        <source>None recorded</source>
        <translation>Nichts eingetragen</translation>
    </message>
    <message>
        <source>You removed this line; another desk has changed it since.</source>
        <translation>Sie haben diese Zeile entfernt; ein anderer Arbeitsplatz hat sie seitdem geändert.</translation>
    </message>
</context>
<context>
    <name>ClaimLine</name>
    <message>
        <source>Give it back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>I look after it</source>
        <translation>Ich kümmere mich</translation>
    </message>
    <message>
        <source>Nobody looks after it yet.</source>
        <translation>Noch kümmert sich niemand darum.</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>The others see who has it; anybody may still decide</source>
        <translation>Die anderen sehen, wer ihn hat; entscheiden darf trotzdem jeder</translation>
    </message>
</context>
<context>
    <name>ClinicPage</name>
    <message>
        <source>Choose the zone the clinic is in.</source>
        <translation>Wählen Sie die Zeitzone der Praxis.</translation>
    </message>
    <message>
        <source>Clinic name</source>
        <translation>Name der Praxis</translation>
    </message>
    <message>
        <source>Every time on screen is in the clinic's zone, whatever this computer's is.</source>
        <translation>Alle Zeiten auf dem Bildschirm gelten in der Zeitzone der Praxis, welche dieser Computer auch hat.</translation>
    </message>
    <message>
        <source>Name of this workstation</source>
        <translation>Name dieses Arbeitsplatzes</translation>
    </message>
    <message>
        <source>Only letters, digits and signs that can be printed.</source>
        <translation>Nur druckbare Buchstaben, Ziffern und Zeichen.</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Dies wird benötigt.</translation>
    </message>
    <message>
        <source>User name, to sign in with</source>
        <translation>Benutzername zum Anmelden</translation>
    </message>
    <message>
        <source>Your clinic and you</source>
        <translation>Ihre Praxis und Sie</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A change is still waiting to be saved. Close again to leave now; it will be saved before the program ends.</source>
        <translation>Eine Änderung wird noch gespeichert. Schließen Sie noch einmal, um jetzt zu gehen; sie wird vor dem Programmende gespeichert.</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>From the other desk, held back</source>
        <translation>Vom anderen Arbeitsplatz, zurückgehalten</translation>
    </message>
    <message>
        <source>Held back: changed by {0}, {1}</source>
        <translation>Zurückgehalten: geändert von {0}, {1}</translation>
    </message>
    <message>
        <source>Held back: changed {0}</source>
        <translation>Zurückgehalten: geändert {0}</translation>
    </message>
    <message>
        <source>Keep both (overbook)</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meinen behalten</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>Den anderen behalten</translation>
    </message>
    <message>
        <source>Kept now</source>
        <translation>Jetzt behalten</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Mine, held back</source>
        <translation>Meiner, zurückgehalten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Somebody who is shown both values decides this.</source>
        <translation>Jemand, der beide Werte sieht, entscheidet dies.</translation>
    </message>
    <message>
        <source>Theirs, kept</source>
        <translation>Der andere, behalten</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Zwei Arbeitsplätze buchten dieselbe Zeit</translation>
    </message>
    <message>
        <source>Use held back</source>
        <translation>Zurückgehaltenes nehmen</translation>
    </message>
    <message>
        <source>{0}, another value</source>
        <translation>{0}, anderer Wert</translation>
    </message>
    <message>
        <source>{0}: changed at one desk, removed at another</source>
        <translation>{0}: an einem Arbeitsplatz geändert, an einem anderen entfernt</translation>
    </message>
    <message>
        <source>{0}: the steps of two desks do not fit</source>
        <translation>{0}: Die Schritte zweier Arbeitsplätze passen nicht</translation>
    </message>
    <message>
        <source>{0}: two desks wrote something different</source>
        <translation>{0}: Zwei Arbeitsplätze schrieben Verschiedenes</translation>
    </message>
</context>
<context>
    <name>ConflictCentre</name>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>Messages to send</source>
        <translation>Nachrichten zu senden</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>Nicht gezeigt.</translation>
    </message>
    <message>
        <source>Nothing waits for a decision.</source>
        <translation>Nichts wartet auf eine Entscheidung.</translation>
    </message>
    <message>
        <source>Nothing was decided yet.</source>
        <translation>Noch nichts wurde entschieden.</translation>
    </message>
    <message>
        <source>The oldest waits: {0}</source>
        <translation>Der älteste wartet: {0}</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Zu entscheiden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>What is decided stands here, with both values.</source>
        <translation>Was entschieden ist, steht hier mit beiden Werten.</translation>
    </message>
    <message>
        <source>Where two desks write something different, both values wait here.</source>
        <translation>Wo zwei Arbeitsplätze Verschiedenes schreiben, warten hier beide Werte.</translation>
    </message>
</context>
<context>
    <name>ConflictNotice</name>
    <message>
        <source>1 conflict to decide</source>
        <translation>1 Konflikt zu entscheiden</translation>
    </message>
    <message>
        <source>1 message to send</source>
        <translation>1 Nachricht zu senden</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>The oldest waits: {0}</source>
        <translation>Der älteste wartet: {0}</translation>
    </message>
    <message>
        <source>{0} conflicts to decide</source>
        <translation>{0} Konflikte zu entscheiden</translation>
    </message>
    <message>
        <source>{0} messages to send</source>
        <translation>{0} Nachrichten zu senden</translation>
    </message>
</context>
<context>
    <name>ConnectionsPage</name>
    <message>
        <source>A payment taken at this desk waits</source>
        <translation>Eine hier angenommene Zahlung wartet</translation>
    </message>
    <message>
        <source>Ask the server again</source>
        <translation>Server noch einmal fragen</translation>
    </message>
    <message>
        <source>Choose a workstation that was lost or stolen.</source>
        <translation>Wählen Sie einen Arbeitsplatz, der verloren ging oder gestohlen wurde.</translation>
    </message>
    <message>
        <source>Chosen for everybody at this desk.</source>
        <translation>Für alle an diesem Arbeitsplatz gewählt.</translation>
    </message>
    <message>
        <source>It is shut out.</source>
        <translation>Er ist ausgesperrt.</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Shut out…</source>
        <translation>Aussperren…</translation>
    </message>
    <message>
        <source>The server did not say which nodes there are.</source>
        <translation>Der Server hat nicht gesagt, welche Knoten es gibt.</translation>
    </message>
    <message>
        <source>The server has no standby: nothing can wait for more than the server.</source>
        <translation>Der Server hat keinen Ersatzserver: Nichts kann auf mehr als den Server warten.</translation>
    </message>
    <message>
        <source>The server has one standby.</source>
        <translation>Der Server hat einen Ersatzserver.</translation>
    </message>
    <message>
        <source>The server has {0} standbys.</source>
        <translation>Der Server hat {0} Ersatzserver.</translation>
    </message>
    <message>
        <source>This desk is not joined to a server.</source>
        <translation>Dieser Arbeitsplatz gehört zu keinem Server.</translation>
    </message>
    <message>
        <source>This is the desk you sit at: another desk can shut it out.</source>
        <translation>Das ist der Arbeitsplatz, an dem Sie sitzen: Ein anderer kann ihn aussperren.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>for nothing</source>
        <translation>auf nichts</translation>
    </message>
    <message>
        <source>until every server has it</source>
        <translation>bis jeder Server es hat</translation>
    </message>
    <message>
        <source>until most servers have it</source>
        <translation>bis die meisten Server es haben</translation>
    </message>
    <message>
        <source>until the server has it</source>
        <translation>bis der Server es hat</translation>
    </message>
    <message>
        <source>{0} is shut out: the server takes and gives nothing there any more.</source>
        <translation>{0} ist ausgesperrt: Der Server gibt dort nichts mehr und nimmt nichts mehr an.</translation>
    </message>
</context>
<context>
    <name>DayCalendar</name>
    <message>
        <source>Calendar of the day</source>
        <translation>Kalender des Tages</translation>
    </message>
</context>
<context>
    <name>DayList</name>
    <message>
        <source>Visits of the day</source>
        <translation>Termine des Tages</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>Already settled by {0}.</source>
        <translation>Schon entschieden von {0}.</translation>
    </message>
    <message>
        <source>Already settled by {0}: that decision counts, yours was put aside.</source>
        <translation>Schon entschieden von {0}: Diese Entscheidung gilt, Ihre wurde zurückgestellt.</translation>
    </message>
    <message>
        <source>Conflict decided.</source>
        <translation>Konflikt entschieden.</translation>
    </message>
    <message>
        <source>Dear {0},
we are sorry: we have to move your appointment of {1} to {2}. Please tell us if that does not suit you.
{3}</source>
        <translation>Guten Tag {0},
es tut uns leid: Wir müssen Ihren Termin vom {1} auf {2} verschieben. Bitte sagen Sie uns, falls Ihnen das nicht passt.
{3}</translation>
    </message>
    <message>
        <source>It is open again.</source>
        <translation>Er ist wieder offen.</translation>
    </message>
    <message>
        <source>It was decided otherwise since.</source>
        <translation>Es wurde seitdem anders entschieden.</translation>
    </message>
    <message>
        <source>Noted: two people.</source>
        <translation>Vermerkt: zwei Personen.</translation>
    </message>
    <message>
        <source>Nothing is left to decide: both say the same now.</source>
        <translation>Nichts ist mehr zu entscheiden: Beide sagen jetzt dasselbe.</translation>
    </message>
    <message>
        <source>Taken back. The conflict is open again.</source>
        <translation>Zurückgenommen. Der Konflikt ist wieder offen.</translation>
    </message>
    <message>
        <source>Taken back. The question is open again.</source>
        <translation>Zurückgenommen. Die Frage ist wieder offen.</translation>
    </message>
    <message>
        <source>That time was given away meanwhile. Choose another one.</source>
        <translation>Diese Zeit wurde inzwischen vergeben. Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The patient was told already: move the visit again.</source>
        <translation>Der Patient wurde schon benachrichtigt: Verschieben Sie den Termin noch einmal.</translation>
    </message>
    <message>
        <source>Your appointment was moved</source>
        <translation>Ihr Termin wurde verschoben</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>jemand anderem</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>{0} was moved to {1}.</source>
        <translation>{0} wurde auf {1} verschoben.</translation>
    </message>
</context>
<context>
    <name>DetailPane</name>
    <message>
        <source>Came second: {0}</source>
        <translation>Kam als Zweites: {0}</translation>
    </message>
    <message>
        <source>Held back: {0}</source>
        <translation>Zurückgehalten: {0}</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Akte von {0} öffnen</translation>
    </message>
</context>
<context>
    <name>DraftBar</name>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>Endgültig verwerfen?</translation>
    </message>
    <message>
        <source>Draft of {0} restored.</source>
        <translation>Entwurf von {0} wiederhergestellt.</translation>
    </message>
    <message>
        <source>Throw the draft away and show what is stored</source>
        <translation>Den Entwurf wegwerfen und zeigen, was gespeichert ist</translation>
    </message>
</context>
<context>
    <name>DraftCard</name>
    <message>
        <source>How it is sent</source>
        <translation>Wie sie gesendet wird</translation>
    </message>
    <message>
        <source>Mark as sent</source>
        <translation>Als gesendet kennzeichnen</translation>
    </message>
    <message>
        <source>Marked as sent to {0}.</source>
        <translation>Als an {0} gesendet gekennzeichnet.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Message thrown away.</source>
        <translation>Nachricht weggeworfen.</translation>
    </message>
    <message>
        <source>Message to {0}</source>
        <translation>Nachricht an {0}</translation>
    </message>
    <message>
        <source>No phone or e-mail known</source>
        <translation>Weder Telefon noch E-Mail bekannt</translation>
    </message>
    <message>
        <source>Really throw it away?</source>
        <translation>Wirklich wegwerfen?</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Wegwerfen</translation>
    </message>
    <message>
        <source>You told the patient so; from then on the text stays</source>
        <translation>Sie haben es dem Patienten so gesagt; von da an bleibt der Text</translation>
    </message>
</context>
<context>
    <name>DuplicateSheet</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Geboren</translation>
    </message>
    <message>
        <source>Both were registered, and much of what is known of them is the same. Look at both charts: nobody is merged by the program itself.</source>
        <translation>Beide wurden aufgenommen, und vieles, was von ihnen bekannt ist, ist gleich. Sehen Sie beide Akten an: Das Programm selbst führt niemanden zusammen.</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Zusammenführen…</translation>
    </message>
    <message>
        <source>One of the two is no longer there, or not shown to your role.</source>
        <translation>Einen der beiden gibt es nicht mehr, oder Ihre Rolle sieht ihn nicht.</translation>
    </message>
    <message>
        <source>One person: merge the two records</source>
        <translation>Eine Person: die beiden Akten zusammenführen</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Akte von {0} öffnen</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Patientennummer</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Two people: do not ask again</source>
        <translation>Zwei Personen: nicht wieder fragen</translation>
    </message>
    <message>
        <source>{0} · differs</source>
        <translation>{0} · abweichend</translation>
    </message>
</context>
<context>
    <name>ExportCard</name>
    <message>
        <source>Allowed by {0}. Written {1}, {2} lines.</source>
        <translation>Erlaubt von {0}. Geschrieben {1}, {2} Zeilen.</translation>
    </message>
    <message>
        <source>Days of service: {0} to {1}</source>
        <translation>Leistungstage: {0} bis {1}</translation>
    </message>
    <message>
        <source>It can be written once, until {0}.</source>
        <translation>Sie kann einmal geschrieben werden, bis {0}.</translation>
    </message>
    <message>
        <source>Save the file…</source>
        <translation>Datei speichern…</translation>
    </message>
    <message>
        <source>{0} ({1}) asked for: {2}, for {3}</source>
        <translation>{0} ({1}) fragt an: {2}, für {3}</translation>
    </message>
</context>
<context>
    <name>ExportRequestsDialog</name>
    <message>
        <source>Files of patients' data</source>
        <translation>Dateien mit Patientendaten</translation>
    </message>
    <message>
        <source>Nobody asked for a file.</source>
        <translation>Niemand hat eine Datei angefragt.</translation>
    </message>
    <message>
        <source>Save the file</source>
        <translation>Datei speichern</translation>
    </message>
    <message>
        <source>Whoever needs many patients' data outside the program asks for it here. A second person, acting as administrator, allows it or refuses it, at this desk or at their own. The file is written once, within a day, and everybody in it stands in the audit log.</source>
        <translation>Wer Daten vieler Patienten außerhalb des Programms braucht, fragt sie hier an. Eine zweite Person erlaubt es als Administrator oder lehnt es ab, an diesem Platz oder am eigenen. Die Datei wird einmal geschrieben, innerhalb eines Tages, und alle darin stehen im Protokoll.</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>{0} wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>ExportWish</name>
    <message>
        <source>Ask for it</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>First day of service</source>
        <translation>Erster Leistungstag</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>Für wen</translation>
    </message>
    <message>
        <source>Last day of service</source>
        <translation>Letzter Leistungstag</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>This is no day.</source>
        <translation>Das ist kein Tag.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
</context>
<context>
    <name>FieldRow</name>
    <message>
        <source>Another value</source>
        <translation>Anderer Wert</translation>
    </message>
    <message>
        <source>{0}, another value</source>
        <translation>{0}, anderer Wert</translation>
    </message>
    <message>
        <source>{0}, as it stands: {1}</source>
        <translation>{0}, wie es steht: {1}</translation>
    </message>
    <message>
        <source>{0}, held back: {1}</source>
        <translation>{0}, zurückgehalten: {1}</translation>
    </message>
</context>
<context>
    <name>FieldSheet</name>
    <message>
        <source>As it stands</source>
        <translation>Wie es steht</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Both values are kept until somebody decides; nothing is lost.</source>
        <translation>Beide Werte bleiben, bis jemand entscheidet; nichts geht verloren.</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meinen behalten</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>Den anderen behalten</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Taste: {0}</translation>
    </message>
    <message>
        <source>Leave as it stands</source>
        <translation>Lassen, wie es steht</translation>
    </message>
    <message>
        <source>Mine, held back</source>
        <translation>Meiner, zurückgehalten</translation>
    </message>
    <message>
        <source>Save this choice</source>
        <translation>Diese Wahl speichern</translation>
    </message>
    <message>
        <source>Somebody who is shown both values decides this.</source>
        <translation>Jemand, der beide Werte sieht, entscheidet dies.</translation>
    </message>
    <message>
        <source>Take what was held back</source>
        <translation>Zurückgehaltenes übernehmen</translation>
    </message>
    <message>
        <source>The change was held back: another desk had removed the record.</source>
        <translation>Die Änderung wurde zurückgehalten: Ein anderer Arbeitsplatz hatte den Datensatz entfernt.</translation>
    </message>
    <message>
        <source>The removal was held back: another desk had changed the record.</source>
        <translation>Das Entfernen wurde zurückgehalten: Ein anderer Arbeitsplatz hatte den Datensatz geändert.</translation>
    </message>
    <message>
        <source>Theirs, as it stands</source>
        <translation>Ihrer, wie er steht</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>{0} (changed since; then: {1})</source>
        <translation>{0} (seitdem geändert; damals: {1})</translation>
    </message>
</context>
<context>
    <name>FirstRunWindow</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Create the clinic</source>
        <translation>Praxis anlegen</translation>
    </message>
    <message>
        <source>Drop the interrupted join?</source>
        <translation>Den unterbrochenen Beitritt verwerfen?</translation>
    </message>
    <message>
        <source>Join the clinic</source>
        <translation>Der Praxis beitreten</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Leave without it</source>
        <translation>Ohne ihn gehen</translation>
    </message>
    <message>
        <source>Leave without the recovery code?</source>
        <translation>Ohne den Wiederherstellungscode gehen?</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Von vorn beginnen</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>The clinic is made, but nobody has kept its recovery code. If the passphrase is forgotten or the keyring is lost, the data is lost. A new code can be made later: clinic-desk recovery-code.</source>
        <translation>Die Praxis ist angelegt, aber niemand hat ihren Wiederherstellungscode. Wird die Passphrase vergessen oder geht der Schlüsselbund verloren, sind die Daten verloren. Ein neuer Code kann später gemacht werden: clinic-desk recovery-code.</translation>
    </message>
    <message>
        <source>What was made for it on this computer is deleted; nothing was typed into it yet. You need a fresh code to join again.</source>
        <translation>Was dafür auf diesem Computer angelegt wurde, wird gelöscht; eingegeben wurde noch nichts. Für einen neuen Beitritt brauchen Sie einen neuen Code.</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>FormBody</name>
    <message>
        <source>Alert and allergies</source>
        <translation>Hinweis und Allergien</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Person</translation>
    </message>
</context>
<context>
    <name>GlassCard</name>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the review</source>
        <translation>Notiz zur Prüfung</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Grund: {0}</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Jemand, der nicht mehr geführt wird</translation>
    </message>
    <message>
        <source>a removed patient</source>
        <translation>ein entfernter Patient</translation>
    </message>
    <message>
        <source>{0} ({1}) saw {2}</source>
        <translation>{0} ({1}) sah {2}</translation>
    </message>
    <message>
        <source>{0} until {1}</source>
        <translation>{0} bis {1}</translation>
    </message>
</context>
<context>
    <name>GlassPage</name>
    <message>
        <source>Every breaking of the glass was looked at by an administrator.</source>
        <translation>Jeder Notfallzugriff wurde von einem Administrator angesehen.</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>Nicht gezeigt.</translation>
    </message>
    <message>
        <source>Nothing to review.</source>
        <translation>Nichts zu prüfen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>GlassWatch</name>
    <message>
        <source>Glass broken until {0}, reason recorded</source>
        <translation>Notfallzugriff bis {0}, Grund aufgezeichnet</translation>
    </message>
</context>
<context>
    <name>GuarantorAnswers</name>
    <message>
        <source>not shown</source>
        <translation>nicht gezeigt</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
</context>
<context>
    <name>HeldView</name>
    <message>
        <source>Draft now</source>
        <translation>Jetzt entwerfen</translation>
    </message>
    <message>
        <source>The message about a changed visit could not be drafted. {0}</source>
        <translation>Die Nachricht über einen geänderten Termin konnte nicht entworfen werden. {0}</translation>
    </message>
    <message>
        <source>Write nothing</source>
        <translation>Nichts schreiben</translation>
    </message>
</context>
<context>
    <name>HouseholdAnswers</name>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
</context>
<context>
    <name>IdentityHeader</name>
    <message>
        <source>Choose a photo…</source>
        <translation>Foto wählen…</translation>
    </message>
    <message>
        <source>Choose or remove the photo</source>
        <translation>Foto wählen oder entfernen</translation>
    </message>
    <message>
        <source>Close patient (Esc)</source>
        <translation>Patient schließen (Esc)</translation>
    </message>
    <message>
        <source>No photo</source>
        <translation>Kein Foto</translation>
    </message>
    <message>
        <source>No photo of {0}</source>
        <translation>Kein Foto von {0}</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>Nicht gezeigt</translation>
    </message>
    <message>
        <source>Photo of {0}</source>
        <translation>Foto von {0}</translation>
    </message>
    <message>
        <source>Remove the photo</source>
        <translation>Foto entfernen</translation>
    </message>
    <message>
        <source>There is no photo.</source>
        <translation>Es gibt kein Foto.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Cancel import</source>
        <translation>Import abbrechen</translation>
    </message>
    <message>
        <source>Choose a folder to import</source>
        <translation>Ordner zum Importieren wählen</translation>
    </message>
    <message>
        <source>Choose files to import</source>
        <translation>Dateien zum Importieren wählen</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Done. {0} records were written.</source>
        <translation>Fertig. {0} Datensätze wurden geschrieben.</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>FHIR R4 bundles, bulk ndjson files, tables (CSV) and whole folders, also gzip. Importing the same files again changes nothing.</source>
        <translation>FHIR-R4-Bündel, ndjson-Dateien, Tabellen (CSV) und ganze Ordner, auch gzip. Dieselben Dateien noch einmal zu importieren ändert nichts.</translation>
    </message>
    <message>
        <source>FHIR files and tables (*.json *.ndjson *.csv *.gz)</source>
        <translation>FHIR-Dateien und Tabellen (*.json *.ndjson *.csv *.gz)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import patients</source>
        <translation>Patienten importieren</translation>
    </message>
    <message>
        <source>Import progress</source>
        <translation>Fortschritt des Imports</translation>
    </message>
    <message>
        <source>Looking at file {0} of {1}</source>
        <translation>Datei {0} von {1} wird angesehen</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Die Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>Nicht behalten</translation>
    </message>
    <message>
        <source>Patient {0} of {1}</source>
        <translation>Patient {0} von {1}</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Record type</source>
        <translation>Art des Datensatzes</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Refused or not kept</source>
        <translation>Abgelehnt oder nicht übernommen</translation>
    </message>
    <message>
        <source>Stopped. {0} records were written; they stay.</source>
        <translation>Angehalten. {0} Datensätze wurden geschrieben; sie bleiben.</translation>
    </message>
    <message>
        <source>Stopping after the present patient…</source>
        <translation>Wird nach dem jetzigen Patienten angehalten…</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>What was imported</source>
        <translation>Was importiert wurde</translation>
    </message>
    <message>
        <source>What was refused or not kept, and why</source>
        <translation>Was abgelehnt oder nicht übernommen wurde und warum</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>{0} not kept: {1}</source>
        <translation>{0} nicht übernommen: {1}</translation>
    </message>
</context>
<context>
    <name>JoinPage</name>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>An address looks like https://clinic.example.org</source>
        <translation>Eine Adresse sieht aus wie https://clinic.example.org</translation>
    </message>
    <message>
        <source>An administrator gives you the address and the code. A code works once, for a day.</source>
        <translation>Ein Administrator gibt Ihnen Adresse und Code. Ein Code gilt einmal, einen Tag lang.</translation>
    </message>
    <message>
        <source>Certificate of the clinic's own authority</source>
        <translation>Zertifikat der eigenen Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Join a clinic</source>
        <translation>Einer Praxis beitreten</translation>
    </message>
    <message>
        <source>Joining {0} was interrupted on this computer. Go on with the same code, or a fresh one of that clinic.</source>
        <translation>Der Beitritt zu {0} wurde auf diesem Computer unterbrochen. Fahren Sie mit demselben Code fort oder mit einem neuen dieser Praxis.</translation>
    </message>
    <message>
        <source>Off this computer the address must begin with https://</source>
        <translation>Außerhalb dieses Computers muss die Adresse mit https:// beginnen</translation>
    </message>
    <message>
        <source>Only where whoever runs the server gave you its certificate as a file.</source>
        <translation>Nur wenn der Betreiber des Servers Ihnen sein Zertifikat als Datei gab.</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Serveradresse</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Von vorn beginnen</translation>
    </message>
    <message>
        <source>The clinic's own authority…</source>
        <translation>Eigene Zertifizierungsstelle…</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Dies wird benötigt.</translation>
    </message>
    <message>
        <source>User name the code was made for</source>
        <translation>Benutzername, für den der Code gemacht wurde</translation>
    </message>
    <message>
        <source>Without it</source>
        <translation>Ohne sie</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>ListStates</name>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Locked. What you typed is kept.</source>
        <translation>Gesperrt. Was Sie getippt haben, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Saving, then closing…</source>
        <translation>Wird gespeichert, dann geschlossen…</translation>
    </message>
    <message>
        <source>There is no list with columns here.</source>
        <translation>Hier ist keine Liste mit Spalten.</translation>
    </message>
    <message>
        <source>{0} – Clinic Desk</source>
        <translation>{0} – Clinic Desk</translation>
    </message>
</context>
<context>
    <name>MeasurementsModel</name>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Uhrzeiten</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Üblich</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} ms</translation>
    </message>
</context>
<context>
    <name>MeasurementsPage</name>
    <message>
        <source>Ended: {0}</source>
        <translation>Geendet: {0}</translation>
    </message>
    <message>
        <source>In this session.</source>
        <translation>In dieser Sitzung.</translation>
    </message>
    <message>
        <source>Kept on this computer only, without patients and records.</source>
        <translation>Wird nur auf diesem Computer aufbewahrt, ohne Patienten und Datensätze.</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>Noch nichts wurde gemessen.</translation>
    </message>
    <message>
        <source>Show what was measured since</source>
        <translation>Zeigen, was seitdem gemessen wurde</translation>
    </message>
    <message>
        <source>Since {0}, in {1} earlier session and this one.</source>
        <translation>Seit {0}, in {1} früheren Sitzung und dieser.</translation>
    </message>
    <message>
        <source>Since {0}, in {1} earlier sessions and this one.</source>
        <translation>Seit {0}, in {1} früheren Sitzungen und dieser.</translation>
    </message>
    <message>
        <source>The measurements could not be read.</source>
        <translation>Die Messungen konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>MendingForm</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Changed in the record's own form</source>
        <translation>Im eigenen Formular des Datensatzes geändert</translation>
    </message>
    <message>
        <source>Nothing was changed. To try it as it is: Send again.</source>
        <translation>Nichts wurde geändert. Um es so zu versuchen: Noch einmal senden.</translation>
    </message>
    <message>
        <source>Put a change right</source>
        <translation>Eine Änderung berichtigen</translation>
    </message>
    <message>
        <source>Put right; it is sent.</source>
        <translation>Berichtigt; es wird gesendet.</translation>
    </message>
    <message>
        <source>Send this</source>
        <translation>Dies senden</translation>
    </message>
    <message>
        <source>The server's word: {0}</source>
        <translation>Das Wort des Servers: {0}</translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on with {0}</source>
        <translation>Mit {0} fortfahren</translation>
    </message>
    <message>
        <source>Goes on being used</source>
        <translation>Wird weiter verwendet</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>Merge two records</source>
        <translation>Zwei Akten zusammenführen</translation>
    </message>
    <message>
        <source>Merge two records of one person</source>
        <translation>Zwei Akten einer Person zusammenführen</translation>
    </message>
    <message>
        <source>One of them goes on being used; the other is put away, and its number finds the first one. Nothing is moved or lost, and it can be taken back however much is written since.</source>
        <translation>Eine von beiden wird weiter verwendet; die andere wird weggelegt, und ihre Nummer führt zur ersten. Nichts wird verschoben oder geht verloren, und es lässt sich zurücknehmen, was auch immer seitdem geschrieben wird.</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Grund (freiwillig)</translation>
    </message>
    <message>
        <source>Records of both</source>
        <translation>Datensätze beider</translation>
    </message>
    <message>
        <source>There may be more that your role is not shown.</source>
        <translation>Es kann mehr geben, das Ihre Rolle nicht sieht.</translation>
    </message>
    <message>
        <source>Two records were merged</source>
        <translation>Zwei Akten wurden zusammengeführt</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>MergedRecords</name>
    <message>
        <source>Make {0} a patient of their own again</source>
        <translation>{0} wieder zu einer eigenen Akte machen</translation>
    </message>
    <message>
        <source>Merged into this record</source>
        <translation>In diese Akte zusammengeführt</translation>
    </message>
    <message>
        <source>Two again…</source>
        <translation>Wieder zwei…</translation>
    </message>
</context>
<context>
    <name>Merging</name>
    <message>
        <source>That is the same record.</source>
        <translation>Das ist dieselbe Akte.</translation>
    </message>
    <message>
        <source>Two patients again</source>
        <translation>Wieder zwei Patienten</translation>
    </message>
    <message>
        <source>Two patients again. A task asks whose the newer records are.</source>
        <translation>Wieder zwei Patienten. Eine Aufgabe fragt, wem die neueren Datensätze gehören.</translation>
    </message>
</context>
<context>
    <name>MessagesPage</name>
    <message>
        <source>No message waits to be sent.</source>
        <translation>Keine Nachricht wartet aufs Senden.</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>Nicht gezeigt.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Whoever moves a visit drafts the message about it, and it stands here.</source>
        <translation>Wer einen Termin verschiebt, entwirft die Nachricht dazu; sie steht dann hier.</translation>
    </message>
</context>
<context>
    <name>NodesModel</name>
    <message>
        <source>1 change behind</source>
        <translation>1 Änderung zurück</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>Antwortet nicht</translation>
    </message>
    <message>
        <source>In step</source>
        <translation>Auf gleichem Stand</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>Ausgeschlossen</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Ersatzserver</translation>
    </message>
    <message>
        <source>Standby {0}</source>
        <translation>Ersatzserver {0}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
    <message>
        <source>{0} (this desk)</source>
        <translation>{0} (dieser Arbeitsplatz)</translation>
    </message>
    <message>
        <source>{0} changes behind</source>
        <translation>{0} Änderungen zurück</translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Noch keine Meldung.</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>OtherRecordDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Merge with another record</source>
        <translation>Mit anderer Akte zusammenführen</translation>
    </message>
    <message>
        <source>Who is the same person as {0}? Both are shown before anything is merged.</source>
        <translation>Wer ist dieselbe Person wie {0}? Beide werden gezeigt, bevor etwas zusammengeführt wird.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>PartDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Each has what was written for it, before and since. Fields go back where nobody changed them since; a task asks about the rest.</source>
        <translation>Jeder hat, was für ihn geschrieben wurde, vorher und seitdem. Felder gehen zurück, wo niemand sie seitdem geändert hat; nach dem Rest fragt eine Aufgabe.</translation>
    </message>
    <message>
        <source>Make two patients</source>
        <translation>Zwei Patienten daraus machen</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Grund (freiwillig)</translation>
    </message>
    <message>
        <source>Two patients again</source>
        <translation>Wieder zwei Patienten</translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>A few words that only you would put together are best.</source>
        <translation>Am besten ein paar Wörter, die nur Sie zusammenstellen würden.</translation>
    </message>
    <message>
        <source>At least {0} characters</source>
        <translation>Mindestens {0} Zeichen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>Look for the keyring again</source>
        <translation>Noch einmal nach dem Schlüsselbund suchen</translation>
    </message>
    <message>
        <source>Not one sign repeated, not just your name or the clinic's</source>
        <translation>Nicht ein Zeichen wiederholt, nicht nur Ihr Name oder der der Praxis</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>Zeigen, was ich tippe</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>Noch einmal dieselbe</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>Type the passphrase with which this join was begun.</source>
        <translation>Geben Sie die Passphrase ein, mit der dieser Beitritt begonnen wurde.</translation>
    </message>
    <message>
        <source>Type the passphrase.</source>
        <translation>Geben Sie die Passphrase ein.</translation>
    </message>
    <message>
        <source>Typed twice alike</source>
        <translation>Zweimal gleich eingegeben</translation>
    </message>
    <message>
        <source>Whoever works at another desk of the clinic already uses the same passphrase here.</source>
        <translation>Wer schon an einem anderen Arbeitsplatz der Praxis arbeitet, verwendet hier dieselbe Passphrase.</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Ihre Passphrase</translation>
    </message>
    <message>
        <source>{0}: {1} more</source>
        <translation>{0}: noch {1}</translation>
    </message>
</context>
<context>
    <name>PatientForm</name>
    <message>
        <source>Another desk removed this patient. Your text is still here.</source>
        <translation>Ein anderer Arbeitsplatz hat diesen Patienten entfernt. Ihr Text ist noch hier.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Edit {0}</source>
        <translation>{0} bearbeiten</translation>
    </message>
    <message>
        <source>New patient</source>
        <translation>Neuer Patient</translation>
    </message>
    <message>
        <source>Not shown any more</source>
        <translation>Nicht mehr gezeigt</translation>
    </message>
    <message>
        <source>Please correct the marked fields.</source>
        <translation>Bitte berichtigen Sie die gekennzeichneten Felder.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Saved. What you typed meanwhile is not saved yet.</source>
        <translation>Gespeichert. Was Sie inzwischen getippt haben, ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert…</translation>
    </message>
</context>
<context>
    <name>PatientGlance</name>
    <message>
        <source>Active prescriptions</source>
        <translation>Aktive Rezepte</translation>
    </message>
    <message>
        <source>Answers for</source>
        <translation>Zahlt für</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Saldo</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Behandlungsplan</translation>
    </message>
    <message>
        <source>Care team</source>
        <translation>Behandlungsteam</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Contact of</source>
        <translation>Kontakt von</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Due again {0}</source>
        <translation>Wieder fällig {0}</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Zahlungspflichtige Person</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Haushalt</translation>
    </message>
    <message>
        <source>Last payment</source>
        <translation>Letzte Zahlung</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Pending documents</source>
        <translation>Offene Dokumente</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Unread messages</source>
        <translation>Ungelesene Nachrichten</translation>
    </message>
    <message>
        <source>Vaccination</source>
        <translation>Impfung</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>und {0} weitere</translation>
    </message>
    <message>
        <source>and {0} or more</source>
        <translation>und {0} oder mehr</translation>
    </message>
    <message>
        <source>dose {0}</source>
        <translation>Dosis {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>bis {0}</translation>
    </message>
    <message>
        <source>{0} credit</source>
        <translation>{0} Guthaben</translation>
    </message>
    <message>
        <source>{0} owed</source>
        <translation>{0} geschuldet</translation>
    </message>
</context>
<context>
    <name>PatientListPage</name>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Filter by name, phone, date of birth, MRN</source>
        <translation>Nach Name, Telefon, Geburtsdatum, Pat.-Nr. filtern</translation>
    </message>
    <message>
        <source>New patient</source>
        <translation>Neuer Patient</translation>
    </message>
    <message>
        <source>New patient (Ctrl+N)</source>
        <translation>Neuer Patient (Strg+N)</translation>
    </message>
    <message>
        <source>No patient matches</source>
        <translation>Kein Patient passt</translation>
    </message>
    <message>
        <source>No patients yet</source>
        <translation>Noch keine Patienten</translation>
    </message>
    <message>
        <source>Open the patient from a visit in Appointments, or give the record number. Either way you state a reason; it is written down and reviewed.</source>
        <translation>Öffnen Sie den Patienten aus einem Termin oder geben Sie die Patientennummer an. In beiden Fällen nennen Sie einen Grund; er wird aufgezeichnet und geprüft.</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>Register the first one, or import them from the menu.</source>
        <translation>Nehmen Sie den ersten auf oder importieren Sie über das Menü.</translation>
    </message>
    <message>
        <source>Show all patients</source>
        <translation>Alle Patienten zeigen</translation>
    </message>
    <message>
        <source>State a reason…</source>
        <translation>Grund angeben…</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Unsynced</source>
        <translation>Nicht abgeglichen</translation>
    </message>
    <message>
        <source>{0} found</source>
        <translation>{0} gefunden</translation>
    </message>
</context>
<context>
    <name>PatientPhoto</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>PatientSidePanel</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Allergien: {0}</translation>
    </message>
    <message>
        <source>Allergy: {0}</source>
        <translation>Allergie: {0}</translation>
    </message>
    <message>
        <source>At a glance</source>
        <translation>Auf einen Blick</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Buchen</translation>
    </message>
    <message>
        <source>Call in again</source>
        <translation>Wieder einbestellen</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit this patient (F2)</source>
        <translation>Diesen Patienten bearbeiten (F2)</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Notfallkontakte</translation>
    </message>
    <message>
        <source>Family and care team</source>
        <translation>Familie und Behandlungsteam</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medikamente</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Mobil</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Nächster Termin</translation>
    </message>
    <message>
        <source>None booked</source>
        <translation>Keiner gebucht</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient {0}</source>
        <translation>Patient {0}</translation>
    </message>
    <message>
        <source>Patient, not shown</source>
        <translation>Patient, nicht gezeigt</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Print a chart summary (Ctrl+P)</source>
        <translation>Aktenübersicht drucken (Strg+P)</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Recalls</source>
        <translation>Wiedereinbestellungen</translation>
    </message>
    <message>
        <source>Recent activity</source>
        <translation>Zuletzt geschehen</translation>
    </message>
    <message>
        <source>Screenings</source>
        <translation>Vorsorgetests</translation>
    </message>
    <message>
        <source>Vaccinations</source>
        <translation>Impfungen</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>Vitalwerte</translation>
    </message>
    <message>
        <source>Vital signs…</source>
        <translation>Vitalwerte…</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>What was measured, and when (Ctrl+M)</source>
        <translation>Was wann gemessen wurde (Strg+M)</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>und {0} weitere</translation>
    </message>
</context>
<context>
    <name>PatientsPanel</name>
    <message>
        <source>Call in again</source>
        <translation>Wieder einbestellen</translation>
    </message>
    <message>
        <source>Conflict decided</source>
        <translation>Konflikt entschieden</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Patient bearbeiten</translation>
    </message>
    <message>
        <source>Merge patient with another record…</source>
        <translation>Patient mit anderer Akte zusammenführen…</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Öffnen Sie zuerst eine Akte.</translation>
    </message>
    <message>
        <source>Open the chart of one of the two first.</source>
        <translation>Öffnen Sie zuerst die Akte eines der beiden.</translation>
    </message>
    <message>
        <source>Patient saved</source>
        <translation>Patient gespeichert</translation>
    </message>
    <message>
        <source>Print a chart summary…</source>
        <translation>Aktenübersicht drucken…</translation>
    </message>
    <message>
        <source>Report an incident about this patient…</source>
        <translation>Vorfall zu dieser Person melden…</translation>
    </message>
    <message>
        <source>Save or discard the open form first.</source>
        <translation>Speichern oder verwerfen Sie zuerst das offene Formular.</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>This conflict was decided already.</source>
        <translation>Dieser Konflikt wurde schon entschieden.</translation>
    </message>
    <message>
        <source>Vital signs…</source>
        <translation>Vitalwerte…</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>A PIN for this computer</source>
        <translation>Eine PIN für diesen Computer</translation>
    </message>
    <message>
        <source>Optional. It unlocks this computer in a moment and is worth nothing on any other. After ten failures only the passphrase helps.</source>
        <translation>Freiwillig. Sie entsperrt diesen Computer im Nu und ist an keinem anderen etwas wert. Nach zehn Fehlversuchen hilft nur die Passphrase.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>Noch einmal dieselbe</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>{0} to {1} digits: no date, no sequence, no repetition. Leave both empty to go on without a PIN.</source>
        <translation>{0} bis {1} Ziffern: kein Datum, keine Reihe, keine Wiederholung. Lassen Sie beide leer, um ohne PIN fortzufahren.</translation>
    </message>
</context>
<context>
    <name>ProofBar</name>
    <message>
        <source>Its end is NOT the one the keyring remembers.</source>
        <translation>Sein Ende ist NICHT das, an das sich der Schlüsselbund erinnert.</translation>
    </message>
    <message>
        <source>Its end is the one the keyring remembers.</source>
        <translation>Sein Ende ist das, an das sich der Schlüsselbund erinnert.</translation>
    </message>
    <message>
        <source>No keyring guards its end.</source>
        <translation>Kein Schlüsselbund bewacht sein Ende.</translation>
    </message>
    <message>
        <source>Signed export…</source>
        <translation>Signierter Export…</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabelle (CSV)…</translation>
    </message>
    <message>
        <source>The keyring does not take its end: a cut could go unnoticed.</source>
        <translation>Der Schlüsselbund nimmt sein Ende nicht an: Ein Schnitt könnte unbemerkt bleiben.</translation>
    </message>
    <message>
        <source>Trail {0}: {1} events. {2}</source>
        <translation>Protokoll {0}: {1} Ereignisse. {2}</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>being verified…</source>
        <translation>wird geprüft…</translation>
    </message>
    <message>
        <source>broken at event {0}</source>
        <translation>gebrochen bei Ereignis {0}</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation>noch nicht geprüft</translation>
    </message>
    <message>
        <source>whole, verified at {0}</source>
        <translation>unversehrt, geprüft um {0}</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Panels</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>{0}, {1} waiting</source>
        <translation>{0}, {1} warten</translation>
    </message>
</context>
<context>
    <name>ReadOnlyBanner</name>
    <message>
        <source>For reading only: the audit trail or the data on this computer is not as this desk left it. Nothing can be saved; tell whoever runs the clinic's computers.</source>
        <translation>Nur zum Lesen: Das Protokoll oder die Daten auf diesem Computer sind nicht so, wie dieser Arbeitsplatz sie verlassen hat. Nichts kann gespeichert werden; sagen Sie es, wer die Computer der Praxis betreut.</translation>
    </message>
</context>
<context>
    <name>ReadyPage</name>
    <message>
        <source>A PIN: not possible here</source>
        <translation>Eine PIN: hier nicht möglich</translation>
    </message>
    <message>
        <source>A PIN: not set</source>
        <translation>Eine PIN: nicht gesetzt</translation>
    </message>
    <message>
        <source>A PIN: set on this computer</source>
        <translation>Eine PIN: auf diesem Computer gesetzt</translation>
    </message>
    <message>
        <source>A backup</source>
        <translation>Eine Sicherung</translation>
    </message>
    <message>
        <source>A second desk</source>
        <translation>Ein zweiter Arbeitsplatz</translation>
    </message>
    <message>
        <source>Clinic Desk is ready</source>
        <translation>Clinic Desk ist bereit</translation>
    </message>
    <message>
        <source>It needs a trusted keyring, and this desk was made without one.</source>
        <translation>Sie braucht einen vertrauenswürdigen Schlüsselbund, und dieser Arbeitsplatz wurde ohne einen eingerichtet.</translation>
    </message>
    <message>
        <source>Let others work at this computer, each with a passphrase of their own:</source>
        <translation>Lassen Sie andere an diesem Computer arbeiten, jeden mit eigener Passphrase:</translation>
    </message>
    <message>
        <source>Made daily while the window is open; to another disk at once:</source>
        <translation>Täglich, solange das Fenster offen ist; sofort auf eine andere Festplatte:</translation>
    </message>
    <message>
        <source>Menu at the top right → Import…: FHIR R4 files or folders.</source>
        <translation>Menü oben rechts → Importieren…: FHIR-R4-Dateien oder -Ordner.</translation>
    </message>
    <message>
        <source>Once this desk is on a server, invite one; there choose “Join a clinic”:</source>
        <translation>Sobald dieser Arbeitsplatz an einem Server ist, laden Sie einen ein; wählen Sie dort „Einer Praxis beitreten“:</translation>
    </message>
    <message>
        <source>Open Clinic Desk</source>
        <translation>Clinic Desk öffnen</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>Unlocks this computer in a moment. Set or change it:</source>
        <translation>Entsperrt diesen Computer im Nu. Setzen oder ändern:</translation>
    </message>
    <message>
        <source>What comes next. The commands run at a terminal while the window is closed.</source>
        <translation>Wie es weitergeht. Die Befehle werden in einem Terminal ausgeführt, während das Fenster geschlossen ist.</translation>
    </message>
</context>
<context>
    <name>RecoveryPage</name>
    <message>
        <source>Copied. The clipboard is cleared in 30 seconds.</source>
        <translation>Kopiert. Die Zwischenablage wird in 30 Sekunden geleert.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Group {0}: {1}</source>
        <translation>Gruppe {0}: {1}</translation>
    </message>
    <message>
        <source>It could not be saved there. Choose another place.</source>
        <translation>Dort konnte nicht gespeichert werden. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Als PDF speichern…</translation>
    </message>
    <message>
        <source>Save the recovery code</source>
        <translation>Wiederherstellungscode speichern</translation>
    </message>
    <message>
        <source>Saved. Move the file off this computer: whoever has it gets in.</source>
        <translation>Gespeichert. Bringen Sie die Datei von diesem Computer weg: Wer sie hat, kommt hinein.</translation>
    </message>
    <message>
        <source>Sent to the printer. Fetch the sheet before you go on.</source>
        <translation>An den Drucker gesendet. Holen Sie das Blatt, bevor Sie weitergehen.</translation>
    </message>
    <message>
        <source>Shown only now. It is the way back in when the passphrase is forgotten or this computer's keyring is lost: without it the data is lost then.</source>
        <translation>Wird nur jetzt gezeigt. Er ist der Weg zurück, wenn die Passphrase vergessen wird oder der Schlüsselbund dieses Computers verloren geht: Ohne ihn sind die Daten dann verloren.</translation>
    </message>
    <message>
        <source>That is not group {0}. Compare it with your copy.</source>
        <translation>Das ist nicht Gruppe {0}. Vergleichen Sie mit Ihrer Abschrift.</translation>
    </message>
    <message>
        <source>This computer has no printer: save the sheet, or write the code down.</source>
        <translation>Dieser Computer hat keinen Drucker: Speichern Sie das Blatt oder schreiben Sie den Code auf.</translation>
    </message>
    <message>
        <source>To go on, type group {0} from your copy</source>
        <translation>Um fortzufahren, tippen Sie Gruppe {0} von Ihrer Abschrift</translation>
    </message>
    <message>
        <source>Your recovery code</source>
        <translation>Ihr Wiederherstellungscode</translation>
    </message>
</context>
<context>
    <name>ReducedBanner</name>
    <message>
        <source>Reduced protection: no trusted keyring guards this computer, only the passphrase.</source>
        <translation>Verringerter Schutz: Kein vertrauenswürdiger Schlüsselbund schützt diesen Computer, nur die Passphrase.</translation>
    </message>
</context>
<context>
    <name>RemoteChangeBar</name>
    <message>
        <source>Another desk changed this patient meanwhile.</source>
        <translation>Ein anderer Arbeitsplatz hat diesen Patienten inzwischen geändert.</translation>
    </message>
    <message>
        <source>Another desk changed: {0}. The new values are shown.</source>
        <translation>Ein anderer Arbeitsplatz änderte: {0}. Die neuen Werte werden gezeigt.</translation>
    </message>
</context>
<context>
    <name>RemovalCard</name>
    <message>
        <source>A third person, acting as administrator, removes them until {0}.</source>
        <translation>Eine dritte Person, als Administrator, entfernt den Patienten bis {0}.</translation>
    </message>
    <message>
        <source>Allowed by {0}. Removed by {1}, {2}.</source>
        <translation>Erlaubt von {0}. Entfernt von {1}, {2}.</translation>
    </message>
    <message>
        <source>Bring the patient back</source>
        <translation>Den Patienten zurückholen</translation>
    </message>
    <message>
        <source>Bring {0} back</source>
        <translation>{0} zurückholen</translation>
    </message>
    <message>
        <source>Not to be removed as long as there are: {0}.</source>
        <translation>Nicht zu entfernen, solange es gibt: {0}.</translation>
    </message>
    <message>
        <source>Remove the patient</source>
        <translation>Den Patienten entfernen</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>{0} entfernen</translation>
    </message>
    <message>
        <source>The front desk or an administrator can bring the patient back.</source>
        <translation>Der Empfang oder ein Administrator kann den Patienten zurückholen.</translation>
    </message>
    <message>
        <source>The patient was brought back.</source>
        <translation>Der Patient wurde zurückgeholt.</translation>
    </message>
    <message>
        <source>{0} ({1}) asked to remove: {2}</source>
        <translation>{0} ({1}) fragt an, zu entfernen: {2}</translation>
    </message>
</context>
<context>
    <name>RemovalsDialog</name>
    <message>
        <source>A patient who was registered in error is removed by three people: the front desk asks for it in the chart, a clinician allows it or refuses it here, and an administrator removes the patient here. Nobody is removed of whom health records, visits, money, documents or messages are kept: they are archived, or merged. Whoever was removed can be brought back.</source>
        <translation>Wer irrtümlich aufgenommen wurde, wird von drei Personen entfernt: Der Empfang fragt in der Akte an, eine Behandlerin oder ein Behandler erlaubt es hier oder lehnt es ab, und ein Administrator entfernt den Patienten hier. Niemand wird entfernt, von dem Befunde, Besuche, Geld, Dokumente oder Nachrichten aufzuheben sind: Diese Patienten werden archiviert oder zusammengeführt. Wer entfernt wurde, kann zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Nobody is to be removed.</source>
        <translation>Niemand soll entfernt werden.</translation>
    </message>
    <message>
        <source>Patients to be removed</source>
        <translation>Zu entfernende Patienten</translation>
    </message>
    <message>
        <source>Patients to be removed…</source>
        <translation>Zu entfernende Patienten…</translation>
    </message>
    <message>
        <source>{0} is back.</source>
        <translation>{0} ist wieder da.</translation>
    </message>
    <message>
        <source>{0} was removed. They can be brought back here.</source>
        <translation>{0} wurde entfernt und kann hier zurückgeholt werden.</translation>
    </message>
</context>
<context>
    <name>ResultBar</name>
    <message>
        <source>Edit the message</source>
        <translation>Nachricht bearbeiten</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Taste: {0}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>RotationBanner</name>
    <message>
        <source>New keys wait for room on this computer's disk: until then the database stays under the key before. Work goes on; make room, then open Clinic Desk again.</source>
        <translation>Neue Schlüssel warten auf Platz auf der Festplatte dieses Computers: Bis dahin bleibt die Datenbank unter dem alten Schlüssel. Die Arbeit geht weiter; schaffen Sie Platz und öffnen Sie Clinic Desk neu.</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>No command is called “{0}”</source>
        <translation>Kein Befehl heißt „{0}“</translation>
    </message>
    <message>
        <source>Nobody matches “{0}”</source>
        <translation>Niemand passt zu „{0}“</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search patients or type &gt; for commands</source>
        <translation>Patienten suchen, &gt; für Befehle</translation>
    </message>
    <message>
        <source>Search patients, visits or type &gt; for commands</source>
        <translation>Patienten und Termine suchen, &gt; für Befehle</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>Suchergebnisse</translation>
    </message>
    <message>
        <source>Search, or &gt; for commands</source>
        <translation>Suchen, &gt; für Befehle</translation>
    </message>
    <message>
        <source>Type &gt; for commands</source>
        <translation>&gt; für Befehle eingeben</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Clinic</source>
        <translation>Praxis</translation>
    </message>
    <message>
        <source>My desk</source>
        <translation>Mein Arbeitsplatz</translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation>Einrichtungen</translation>
    </message>
    <message>
        <source>Save the clinic's settings</source>
        <translation>Einstellungen der Praxis speichern</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
</context>
<context>
    <name>ShutScreen</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Connect now</source>
        <translation>Jetzt verbinden</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>SignInCard</name>
    <message>
        <source>Opening</source>
        <translation>Öffnet</translation>
    </message>
    <message>
        <source>PIN or passphrase</source>
        <translation>PIN oder Passphrase</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Too many failures. Try again in {0} s.</source>
        <translation>Zu viele Fehlversuche. Versuchen Sie es in {0} s wieder.</translation>
    </message>
    <message>
        <source>Who is at the desk?</source>
        <translation>Wer ist am Arbeitsplatz?</translation>
    </message>
</context>
<context>
    <name>StateCard</name>
    <message>
        <source>Nothing is sent or fetched until you turn this off, also after a restart</source>
        <translation>Nichts wird gesendet oder geholt, bis Sie dies ausschalten, auch nach einem Neustart</translation>
    </message>
    <message>
        <source>Sign in to the server…</source>
        <translation>Am Server anmelden…</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Work offline</source>
        <translation>Offline arbeiten</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Step {0} of {1}</source>
        <translation>Schritt {0} von {1}</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>folgt</translation>
    </message>
</context>
<context>
    <name>SummaryDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>It holds what your role is shown of the chart. Who is given it, and what for, is kept in the audit log once it is printed or saved.</source>
        <translation>Sie enthält, was Ihrer Rolle von der Akte gezeigt wird. Wer sie bekommt und wofür, steht im Protokoll, sobald sie gedruckt oder gespeichert wird.</translation>
    </message>
    <message>
        <source>Print a chart summary</source>
        <translation>Aktenübersicht drucken</translation>
    </message>
    <message>
        <source>Say who is given it.</source>
        <translation>Bitte angeben, wer sie bekommt.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Wofür</translation>
    </message>
    <message>
        <source>Who is given it</source>
        <translation>Wer sie bekommt</translation>
    </message>
</context>
<context>
    <name>SyncPanel</name>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>Sync centre</source>
        <translation>Sync-Zentrale</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
</context>
<context>
    <name>SyncPill</name>
    <message>
        <source>Open the Sync centre: what waits, and why</source>
        <translation>Sync-Zentrale öffnen: was wartet, und warum</translation>
    </message>
    <message>
        <source>Synchronisation: {0}</source>
        <translation>Abgleich: {0}</translation>
    </message>
</context>
<context>
    <name>SyncView</name>
    <message>
        <source>This desk is not joined to a server.</source>
        <translation>Dieser Arbeitsplatz gehört zu keinem Server.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Colours of the system</source>
        <translation>Farben des Systems</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Strg K</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>File menu</source>
        <translation>Dateimenü</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
</context>
<context>
    <name>TwinNotice</name>
    <message>
        <source>None of them</source>
        <translation>Niemand davon</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Registered already? Save registers another patient.</source>
        <translation>Schon aufgenommen? Speichern nimmt einen weiteren Patienten auf.</translation>
    </message>
    <message>
        <source>Registered already? The {0} most alike of several:</source>
        <translation>Schon aufgenommen? Die {0} ähnlichsten von mehreren:</translation>
    </message>
</context>
<context>
    <name>TwoPersonCard</name>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source>Allowed by {0}, {1}.</source>
        <translation>Erlaubt von {0}, {1}.</translation>
    </message>
    <message>
        <source>Answer: {0}</source>
        <translation>Antwort: {0}</translation>
    </message>
    <message>
        <source>Asked {0}.</source>
        <translation>Angefragt {0}.</translation>
    </message>
    <message>
        <source>It is over: ask again.</source>
        <translation>Sie ist abgelaufen: bitte neu anfragen.</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Grund: {0}</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Refused by {0}, {1}.</source>
        <translation>Abgelehnt von {0}, {1}.</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Jemand, der nicht mehr geführt wird</translation>
    </message>
    <message>
        <source>Waits for a second person until {0}.</source>
        <translation>Wartet bis {0} auf eine zweite Person.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Why it is allowed or refused</source>
        <translation>Warum es erlaubt oder abgelehnt wird</translation>
    </message>
</context>
<context>
    <name>TwoPersonList</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>UnfinishedBar</name>
    <message>
        <source>1 unfinished form: {0}, {1}</source>
        <translation>1 unfertiges Formular: {0}, {1}</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>Endgültig verwerfen?</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>a change that is put right</source>
        <translation>eine Änderung, die berichtigt wird</translation>
    </message>
    <message>
        <source>a charge</source>
        <translation>eine Leistung</translation>
    </message>
    <message>
        <source>a conflict's decision</source>
        <translation>die Entscheidung eines Konflikts</translation>
    </message>
    <message>
        <source>a consent</source>
        <translation>eine Einwilligung</translation>
    </message>
    <message>
        <source>a count of the cash drawer</source>
        <translation>eine Zählung der Kasse</translation>
    </message>
    <message>
        <source>a count of the day</source>
        <translation>eine Zählung des Tages</translation>
    </message>
    <message>
        <source>a message</source>
        <translation>eine Nachricht</translation>
    </message>
    <message>
        <source>a patient's form</source>
        <translation>das Formular eines Patienten</translation>
    </message>
    <message>
        <source>a payer's answer</source>
        <translation>eine Antwort des Kostenträgers</translation>
    </message>
    <message>
        <source>a payment</source>
        <translation>eine Zahlung</translation>
    </message>
    <message>
        <source>a recall</source>
        <translation>eine Wiedereinbestellung</translation>
    </message>
    <message>
        <source>a refund</source>
        <translation>eine Rückzahlung</translation>
    </message>
    <message>
        <source>a walk-in</source>
        <translation>eine Aufnahme ohne Termin</translation>
    </message>
    <message>
        <source>an adjustment</source>
        <translation>eine Korrektur</translation>
    </message>
    <message>
        <source>an answer to a message</source>
        <translation>eine Antwort auf eine Nachricht</translation>
    </message>
    <message>
        <source>an appointment</source>
        <translation>ein Termin</translation>
    </message>
    <message>
        <source>an entry of the waiting list</source>
        <translation>ein Eintrag der Warteliste</translation>
    </message>
    <message>
        <source>an entry that is taken back</source>
        <translation>ein Eintrag, der zurückgenommen wird</translation>
    </message>
    <message>
        <source>credit that is applied</source>
        <translation>Guthaben, das verrechnet wird</translation>
    </message>
    <message>
        <source>the clinic's settings</source>
        <translation>die Einstellungen der Praxis</translation>
    </message>
    <message>
        <source>{0} unfinished forms, the latest: {1}, {2}</source>
        <translation>{0} unfertige Formulare, das letzte: {1}, {2}</translation>
    </message>
</context>
<context>
    <name>UnlockWindow</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>This clinic's data is encrypted on this computer.</source>
        <translation>Die Daten dieser Praxis sind auf diesem Computer verschlüsselt.</translation>
    </message>
</context>
<context>
    <name>UnsavedBar</name>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>There are changes that are not saved yet.</source>
        <translation>Es gibt Änderungen, die noch nicht gespeichert sind.</translation>
    </message>
</context>
<context>
    <name>UnsentExports</name>
    <message>
        <source>1 change read in</source>
        <translation>1 Änderung eingelesen</translation>
    </message>
    <message>
        <source>1 change saved; only desks of this clinic can read the file.</source>
        <translation>1 Änderung gespeichert; nur Arbeitsplätze dieser Praxis können die Datei lesen.</translation>
    </message>
    <message>
        <source>1 was here already</source>
        <translation>1 war schon hier</translation>
    </message>
    <message>
        <source>A cash drawer of the other desk was opened or closed in it: the server takes that from its own desk only, so it may come back as a change that needs you.</source>
        <translation>Eine Kasse des anderen Arbeitsplatzes wurde darin geöffnet oder geschlossen: Der Server nimmt das nur von jenem Arbeitsplatz an, es kann also als Änderung zurückkommen, die Sie braucht.</translation>
    </message>
    <message>
        <source>Read unsent work in</source>
        <translation>Ungesendete Arbeit einlesen</translation>
    </message>
    <message>
        <source>Save unsent work, encrypted</source>
        <translation>Ungesendete Arbeit speichern, verschlüsselt</translation>
    </message>
    <message>
        <source>{0} changes read in</source>
        <translation>{0} Änderungen eingelesen</translation>
    </message>
    <message>
        <source>{0} changes saved; only desks of this clinic can read the file.</source>
        <translation>{0} Änderungen gespeichert; nur Arbeitsplätze dieser Praxis können die Datei lesen.</translation>
    </message>
    <message>
        <source>{0} of them are money that went through a cash drawer of the other desk: what the server had not got yet is kept without its drawer, and a task asks somebody to look at its count.</source>
        <translation>{0} davon sind Geld, das durch eine Kasse des anderen Arbeitsplatzes ging: Was der Server noch nicht hatte, wird ohne seine Kasse behalten, und eine Aufgabe bittet jemanden, sich die Zählung anzusehen.</translation>
    </message>
    <message>
        <source>{0} of them somebody else made: each goes once that person has signed in at this desk while it is connected.</source>
        <translation>{0} davon hat jemand anderes gemacht: Jede geht, sobald diese Person sich an diesem Arbeitsplatz angemeldet hat, während er verbunden ist.</translation>
    </message>
    <message>
        <source>{0} were here already</source>
        <translation>{0} waren schon hier</translation>
    </message>
</context>
<context>
    <name>Upkeep</name>
    <message>
        <source>This computer's keyring does not answer: until it does, a cut of the audit trail could go unnoticed.</source>
        <translation>Der Schlüsselbund dieses Computers antwortet nicht: Bis dahin könnte ein gekürztes Protokoll unbemerkt bleiben.</translation>
    </message>
</context>
<context>
    <name>UserButton</name>
    <message>
        <source>{0}, signed in as {1}</source>
        <translation>{0}, angemeldet als {1}</translation>
    </message>
</context>
<context>
    <name>UserMenu</name>
    <message>
        <source>A colleague forgot their passphrase…</source>
        <translation>Ein Kollege hat die Passphrase vergessen…</translation>
    </message>
    <message>
        <source>Act as administrator…</source>
        <translation>Als Administrator handeln…</translation>
    </message>
    <message>
        <source>Acts as {0}</source>
        <translation>Handelt als {0}</translation>
    </message>
    <message>
        <source>Change PIN…</source>
        <translation>PIN ändern…</translation>
    </message>
    <message>
        <source>Change passphrase…</source>
        <translation>Passphrase ändern…</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stop acting as administrator</source>
        <translation>Nicht mehr als Administrator handeln</translation>
    </message>
    <message>
        <source>Switch user</source>
        <translation>Benutzer wechseln</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
</context>
<context>
    <name>VisitCard</name>
    <message>
        <source>Booked first</source>
        <translation>Zuerst gebucht</translation>
    </message>
    <message>
        <source>Booked second</source>
        <translation>Als Zweites gebucht</translation>
    </message>
    <message>
        <source>Booked {0}</source>
        <translation>Gebucht {0}</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Taste: {0}</translation>
    </message>
    <message>
        <source>Move the visit of {0} to {1}</source>
        <translation>Den Termin von {0} auf {1} verschieben</translation>
    </message>
    <message>
        <source>Move to the nearest free time, and draft the message</source>
        <translation>Auf die nächste freie Zeit verschieben und die Nachricht entwerfen</translation>
    </message>
    <message>
        <source>No phone known</source>
        <translation>Kein Telefon bekannt</translation>
    </message>
    <message>
        <source>Nothing is free within four weeks. Move it in the calendar.</source>
        <translation>Innerhalb von vier Wochen ist nichts frei. Verschieben Sie ihn im Kalender.</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Akte von {0} öffnen</translation>
    </message>
    <message>
        <source>Patient (not shown to your role)</source>
        <translation>Patient (Ihrer Rolle nicht gezeigt)</translation>
    </message>
    <message>
        <source>Visit of {0}</source>
        <translation>Termin von {0}</translation>
    </message>
    <message>
        <source>{0} ({1} min)</source>
        <translation>{0} ({1} Min.)</translation>
    </message>
</context>
<context>
    <name>VitalsPage</name>
    <message>
        <source>Patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>Vital signs of {0}</source>
        <translation>Vitalwerte von {0}</translation>
    </message>
</context>
<context>
    <name>WaitingDetail</name>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Discard for good</source>
        <translation>Endgültig verwerfen</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>Verwerfen…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Kept in the audit trail</source>
        <translation>Wird im Protokoll aufbewahrt</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>Nothing: it is sent by itself.</source>
        <translation>Nichts: Es wird von selbst gesendet.</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Say why, in a few words.</source>
        <translation>Sagen Sie in ein paar Worten, warum.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Noch einmal senden</translation>
    </message>
    <message>
        <source>Sent so far</source>
        <translation>Bisher gesendet</translation>
    </message>
    <message>
        <source>Somebody decides which value counts, under Conflicts.</source>
        <translation>Jemand entscheidet unter Konflikte, welcher Wert gilt.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>The server did not take this. Put it right and send it again, or discard it with a reason.</source>
        <translation>Der Server hat dies nicht angenommen. Berichtigen Sie es und senden Sie es noch einmal, oder verwerfen Sie es mit einem Grund.</translation>
    </message>
    <message>
        <source>The server's word</source>
        <translation>Das Wort des Servers</translation>
    </message>
    <message>
        <source>There are no values in it to put right</source>
        <translation>Es sind keine Werte darin, die sich berichtigen ließen</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>Neu versucht</translation>
    </message>
    <message>
        <source>Waiting change</source>
        <translation>Wartende Änderung</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Why is it thrown away?</source>
        <translation>Warum wird es weggeworfen?</translation>
    </message>
    <message>
        <source>once</source>
        <translation>einmal</translation>
    </message>
    <message>
        <source>{0} times</source>
        <translation>{0}-mal</translation>
    </message>
</context>
<context>
    <name>WaitingPage</name>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Changes waiting to be sent</source>
        <translation>Änderungen, die aufs Senden warten</translation>
    </message>
    <message>
        <source>Everything made on this computer was answered by the server.</source>
        <translation>Alles, was auf diesem Computer gemacht wurde, hat der Server beantwortet.</translation>
    </message>
    <message>
        <source>Everything unsent, encrypted: only desks of this clinic read it</source>
        <translation>Alles Ungesendete, verschlüsselt: Nur Arbeitsplätze dieser Praxis lesen es</translation>
    </message>
    <message>
        <source>It is sent again.</source>
        <translation>Es wird noch einmal gesendet.</translation>
    </message>
    <message>
        <source>Need a person</source>
        <translation>Brauchen jemanden</translation>
    </message>
    <message>
        <source>Need a person ({0})</source>
        <translation>Brauchen jemanden ({0})</translation>
    </message>
    <message>
        <source>Nothing is waiting</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>Nothing needs a person.</source>
        <translation>Nichts braucht jemanden.</translation>
    </message>
    <message>
        <source>Read in…</source>
        <translation>Einlesen…</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>Als Datei speichern…</translation>
    </message>
    <message>
        <source>Send what you typed, or cancel it.</source>
        <translation>Senden Sie, was Sie getippt haben, oder brechen Sie es ab.</translation>
    </message>
    <message>
        <source>The change was discarded; the audit trail says why.</source>
        <translation>Die Änderung wurde verworfen; das Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>The queue could not be read.</source>
        <translation>Die Warteschlange konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Unsent work from a file that a desk of this clinic saved</source>
        <translation>Ungesendete Arbeit aus einer Datei, die ein Arbeitsplatz dieser Praxis gespeichert hat</translation>
    </message>
    <message>
        <source>and {0} younger ones</source>
        <translation>und {0} jüngere</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Create a clinic</source>
        <translation>Eine Praxis anlegen</translation>
    </message>
    <message>
        <source>Everything is encrypted and kept in {0}.</source>
        <translation>Alles wird verschlüsselt in {0} aufbewahrt.</translation>
    </message>
    <message>
        <source>For a further computer, or a clinic that starts on a server. You need the server's address and a join code from your administrator.</source>
        <translation>Für einen weiteren Computer oder eine Praxis, die auf einem Server beginnt. Sie brauchen die Serveradresse und einen Beitrittscode von Ihrem Administrator.</translation>
    </message>
    <message>
        <source>For the first computer of a practice. Works at once and offline: no server is needed. You become the administrator.</source>
        <translation>Für den ersten Computer einer Praxis. Geht sofort und offline: Kein Server ist nötig. Sie werden der Administrator.</translation>
    </message>
    <message>
        <source>Join a clinic</source>
        <translation>Einer Praxis beitreten</translation>
    </message>
    <message>
        <source>Only looking around? Run: clinic-desk demo</source>
        <translation>Nur umsehen? Starten Sie: clinic-desk demo</translation>
    </message>
    <message>
        <source>There is no clinic on this computer yet. How do you want to begin?</source>
        <translation>Auf diesem Computer ist noch keine Praxis. Wie möchten Sie beginnen?</translation>
    </message>
    <message>
        <source>This clinic cannot be opened</source>
        <translation>Diese Praxis kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Welcome to Clinic Desk</source>
        <translation>Willkommen bei Clinic Desk</translation>
    </message>
</context>
<context>
    <name>WhoChanged</name>
    <message>
        <source>Who changed this?</source>
        <translation>Wer hat dies geändert?</translation>
    </message>
</context>
<context>
    <name>WhoPopover</name>
    <message>
        <source>Changed at another desk on {0}</source>
        <translation>An einem anderen Arbeitsplatz geändert am {0}</translation>
    </message>
    <message>
        <source>No change is known at this desk.</source>
        <translation>An diesem Arbeitsplatz ist keine Änderung bekannt.</translation>
    </message>
    <message>
        <source>Not saved yet: nobody has changed it.</source>
        <translation>Noch nicht gespeichert: Niemand hat es geändert.</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Grund: {0}</translation>
    </message>
    <message>
        <source>Who changed this</source>
        <translation>Wer hat dies geändert</translation>
    </message>
    <message>
        <source>field names, never values</source>
        <translation>Feldnamen, nie Werte</translation>
    </message>
    <message>
        <source>{0}: last changed by {1}</source>
        <translation>{0}: zuletzt geändert von {1}</translation>
    </message>
    <message>
        <source>{0}: no change is known at this desk.</source>
        <translation>{0}: An diesem Arbeitsplatz ist keine Änderung bekannt.</translation>
    </message>
</context>
<context>
    <name>WrappingLabel</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>ZoneList</name>
    <message>
        <source>No time zone is called that.</source>
        <translation>Keine Zeitzone heißt so.</translation>
    </message>
    <message>
        <source>Search a city or zone</source>
        <translation>Stadt oder Zeitzone suchen</translation>
    </message>
    <message>
        <source>Search the time zones</source>
        <translation>Zeitzonen durchsuchen</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Time zone of the clinic: {0}</source>
        <translation>Zeitzone der Praxis: {0}</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>keine gewählt</translation>
    </message>
</context>
<context>
    <name>_Rule</name>
    <message>
        <source>kept</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
</context>
<context>
    <name>_UserList</name>
    <message>
        <source>Who is at the desk?</source>
        <translation>Wer ist am Arbeitsplatz?</translation>
    </message>
</context>
<context>
    <name>account</name>
    <message>
        <source>6 to 12 digits, for this computer only. No dates, no rows like 123456.</source>
        <translation>6 bis 12 Ziffern, nur für diesen Computer. Keine Daten, keine Reihen wie 123456.</translation>
    </message>
    <message>
        <source>A PIN opens this desk only; the clinic's server wants your passphrase. Changes that wait are sent afterwards.</source>
        <translation>Eine PIN öffnet nur diesen Arbeitsplatz; der Server der Praxis verlangt Ihre Passphrase. Wartende Änderungen werden danach gesendet.</translation>
    </message>
    <message>
        <source>A colleague's new passphrase</source>
        <translation>Neue Passphrase für Kollegen</translation>
    </message>
    <message>
        <source>Act as administrator</source>
        <translation>Als Administrator handeln</translation>
    </message>
    <message>
        <source>An administrator chose your passphrase: change it in your menu, at the top.</source>
        <translation>Ein Administrator hat Ihre Passphrase gewählt: Ändern Sie sie in Ihrem Menü, oben.</translation>
    </message>
    <message>
        <source>At least 15 characters; several words that only you put together are best.</source>
        <translation>Mindestens 15 Zeichen; am besten mehrere Wörter, die nur Sie zusammenstellen.</translation>
    </message>
    <message>
        <source>Change PIN</source>
        <translation>PIN ändern</translation>
    </message>
    <message>
        <source>Change PIN… (needs a keyring on this computer)</source>
        <translation>PIN ändern… (braucht einen Schlüsselbund auf diesem Computer)</translation>
    </message>
    <message>
        <source>Change passphrase</source>
        <translation>Passphrase ändern</translation>
    </message>
    <message>
        <source>Choose a PIN</source>
        <translation>PIN wählen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>For a computer that was lost or stolen. From its next contact on the server gives it nothing and takes nothing from it; what is on its disk stays encrypted. To come back it has to join anew. This is recorded.</source>
        <translation>Für einen Computer, der verloren ging oder gestohlen wurde. Ab seinem nächsten Kontakt gibt ihm der Server nichts und nimmt nichts von ihm an; was auf seiner Platte steht, bleibt verschlüsselt. Um wiederzukommen, muss er neu beitreten. Das wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>For at most {0} minutes, or until the desk locks. Everything done meanwhile is recorded as the administrator's.</source>
        <translation>Höchstens {0} Minuten lang oder bis zur Sperre. Alles, was inzwischen geschieht, wird als Handlung des Administrators aufgezeichnet.</translation>
    </message>
    <message>
        <source>It opens this desk for them; their PIN here goes. They are asked to choose one that nobody else knows. This is recorded.</source>
        <translation>Sie öffnet ihnen diesen Arbeitsplatz; ihre PIN hier entfällt. Sie werden gebeten, eine zu wählen, die sonst niemand kennt. Dies wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>Neue PIN</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>Nobody else has a passphrase at this desk.</source>
        <translation>Niemand sonst hat an diesem Arbeitsplatz eine Passphrase.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>Ausgeschlossen</translation>
    </message>
    <message>
        <source>Shut out {0}?</source>
        <translation>{0} aussperren?</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in to the server</source>
        <translation>Am Server anmelden</translation>
    </message>
    <message>
        <source>Signed in to the server.</source>
        <translation>Am Server angemeldet.</translation>
    </message>
    <message>
        <source>The PIN was changed.</source>
        <translation>Die PIN wurde geändert.</translation>
    </message>
    <message>
        <source>The passphrase was changed.</source>
        <translation>Die Passphrase wurde geändert.</translation>
    </message>
    <message>
        <source>Their new passphrase</source>
        <translation>Die neue Passphrase</translation>
    </message>
    <message>
        <source>Whose passphrase</source>
        <translation>Wessen Passphrase</translation>
    </message>
    <message>
        <source>Your own passphrase</source>
        <translation>Ihre eigene Passphrase</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Ihre Passphrase</translation>
    </message>
    <message>
        <source>Your present PIN or passphrase</source>
        <translation>Ihre jetzige PIN oder Passphrase</translation>
    </message>
    <message>
        <source>Your present passphrase</source>
        <translation>Ihre jetzige Passphrase</translation>
    </message>
    <message>
        <source>{0} can unlock this desk with the new passphrase.</source>
        <translation>{0} kann diesen Arbeitsplatz mit der neuen Passphrase entsperren.</translation>
    </message>
</context>
<context>
    <name>at_server</name>
    <message>
        <source>1 entry is</source>
        <translation>1 Eintrag ist</translation>
    </message>
    <message>
        <source>{0} entries are</source>
        <translation>{0} Einträge sind</translation>
    </message>
    <message>
        <source>{0} more at the server only</source>
        <translation>{0} weitere nur auf dem Server</translation>
    </message>
    <message>
        <source>{entries} kept at the server only ({parts}), which did not send them. Do not take this chart as complete.</source>
        <translation>{entries} nur auf dem Server ({parts}), der sie nicht gesendet hat. Halten Sie diese Akte nicht für vollständig.</translation>
    </message>
    <message>
        <source>{entries} kept at the server only ({parts}); being fetched now.</source>
        <translation>{entries} nur auf dem Server ({parts}); wird jetzt geholt.</translation>
    </message>
    <message>
        <source>{entries} not on this desk but kept at the server ({parts}). Shown as soon as this desk is connected.</source>
        <translation>{entries} nicht hier, aber auf dem Server ({parts}). Wird gezeigt, sobald dieser Arbeitsplatz verbunden ist.</translation>
    </message>
</context>
<context>
    <name>audit</name>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Broken glass</source>
        <translation>Notfallzugriff</translation>
    </message>
    <message>
        <source>Brought back</source>
        <translation>Zurückgeholt</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>Herausgegeben</translation>
    </message>
    <message>
        <source>Keys and backup</source>
        <translation>Schlüssel und Sicherung</translation>
    </message>
    <message>
        <source>Listed</source>
        <translation>Aufgelistet</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Searched</source>
        <translation>Gesucht</translation>
    </message>
    <message>
        <source>Sign-in and lock</source>
        <translation>Anmeldung und Sperre</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Jemand, der nicht mehr geführt wird</translation>
    </message>
    <message>
        <source>Synchronised</source>
        <translation>Abgeglichen</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
    <message>
        <source>a patient</source>
        <translation>einen Patienten</translation>
    </message>
    <message>
        <source>a picture of the window</source>
        <translation>ein Bild des Fensters</translation>
    </message>
    <message>
        <source>a record</source>
        <translation>ein Datensatz</translation>
    </message>
    <message>
        <source>added a user</source>
        <translation>fügte einen Benutzer hinzu</translation>
    </message>
    <message>
        <source>added {0}</source>
        <translation>fügte {0} hinzu</translation>
    </message>
    <message>
        <source>appointments</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>asked the server to shut a workstation out</source>
        <translation>hat den Server gebeten, einen Arbeitsplatz auszusperren</translation>
    </message>
    <message>
        <source>began to work in another role</source>
        <translation>begann, in einer anderen Rolle zu arbeiten</translation>
    </message>
    <message>
        <source>broke the glass for {0}</source>
        <translation>nutzte den Notfallzugriff auf {0}</translation>
    </message>
    <message>
        <source>broken glass</source>
        <translation>Notfallzugriffe</translation>
    </message>
    <message>
        <source>brought back {0}</source>
        <translation>holte {0} zurück</translation>
    </message>
    <message>
        <source>changed a passphrase</source>
        <translation>änderte eine Passphrase</translation>
    </message>
    <message>
        <source>changed {0} of {1}</source>
        <translation>änderte {0} von {1}</translation>
    </message>
    <message>
        <source>conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>could not shut a workstation out: the server refused</source>
        <translation>konnte einen Arbeitsplatz nicht aussperren: der Server hat es abgelehnt</translation>
    </message>
    <message>
        <source>decided a conflict of {0}</source>
        <translation>entschied einen Konflikt: {0}</translation>
    </message>
    <message>
        <source>exported {0}</source>
        <translation>exportierte {0}</translation>
    </message>
    <message>
        <source>exported {0} ({1})</source>
        <translation>exportierte {0} ({1})</translation>
    </message>
    <message>
        <source>failed to sign in</source>
        <translation>konnte sich nicht anmelden</translation>
    </message>
    <message>
        <source>fetched anew what differed from the server: {0}</source>
        <translation>holte neu, was vom Server abwich: {0}</translation>
    </message>
    <message>
        <source>found the desk not as its trail left it</source>
        <translation>fand den Arbeitsplatz nicht so, wie sein Protokoll ihn verließ</translation>
    </message>
    <message>
        <source>gave a summary to {1}: {0}</source>
        <translation>gab eine Übersicht an {1}: {0}</translation>
    </message>
    <message>
        <source>gave the desk new keys</source>
        <translation>gab dem Arbeitsplatz neue Schlüssel</translation>
    </message>
    <message>
        <source>gave up a change the server refused</source>
        <translation>gab eine Änderung auf, die der Server ablehnte</translation>
    </message>
    <message>
        <source>imported a file ({0})</source>
        <translation>importierte eine Datei ({0})</translation>
    </message>
    <message>
        <source>kept what is newer here than at the server: {0}</source>
        <translation>behielt, was hier neuer ist als auf dem Server: {0}</translation>
    </message>
    <message>
        <source>locked the desk</source>
        <translation>sperrte den Arbeitsplatz</translation>
    </message>
    <message>
        <source>looked at a list: {0} ({1})</source>
        <translation>sah eine Liste an: {0} ({1})</translation>
    </message>
    <message>
        <source>looked at {0}</source>
        <translation>sah {0} an</translation>
    </message>
    <message>
        <source>looked for patients ({0} found)</source>
        <translation>suchte Patienten ({0} gefunden)</translation>
    </message>
    <message>
        <source>made a backup</source>
        <translation>machte eine Sicherung</translation>
    </message>
    <message>
        <source>made a code with which {0} can join</source>
        <translation>hat einen Code erstellt, mit dem {0} beitreten kann</translation>
    </message>
    <message>
        <source>made a recovery code</source>
        <translation>machte einen Wiederherstellungscode</translation>
    </message>
    <message>
        <source>made this desk without a keyring: reduced protection</source>
        <translation>richtete diesen Arbeitsplatz ohne Schlüsselbund ein: verringerter Schutz</translation>
    </message>
    <message>
        <source>merged two records of one person</source>
        <translation>führte zwei Akten einer Person zusammen</translation>
    </message>
    <message>
        <source>moved {0} on</source>
        <translation>führte {0} weiter</translation>
    </message>
    <message>
        <source>noted where the trail stands ({0} events)</source>
        <translation>vermerkte, wo das Protokoll steht ({0} Ereignisse)</translation>
    </message>
    <message>
        <source>opened a decided conflict again</source>
        <translation>öffnete einen entschiedenen Konflikt wieder</translation>
    </message>
    <message>
        <source>opened the desk with the recovery code</source>
        <translation>öffnete den Arbeitsplatz mit dem Wiederherstellungscode</translation>
    </message>
    <message>
        <source>patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>printed {0}</source>
        <translation>druckte {0}</translation>
    </message>
    <message>
        <source>put the broken glass for {0} up for review</source>
        <translation>legte den Notfallzugriff auf {0} zur Prüfung vor</translation>
    </message>
    <message>
        <source>read the audit trail</source>
        <translation>las das Protokoll</translation>
    </message>
    <message>
        <source>received {0} changes of other desks</source>
        <translation>empfing {0} Änderungen anderer Arbeitsplätze</translation>
    </message>
    <message>
        <source>removed a PIN</source>
        <translation>entfernte eine PIN</translation>
    </message>
    <message>
        <source>removed a user</source>
        <translation>entfernte einen Benutzer</translation>
    </message>
    <message>
        <source>removed what was kept too long</source>
        <translation>entfernte, was zu lange aufbewahrt war</translation>
    </message>
    <message>
        <source>removed {0}</source>
        <translation>entfernte {0}</translation>
    </message>
    <message>
        <source>restored a backup</source>
        <translation>stellte eine Sicherung wieder her</translation>
    </message>
    <message>
        <source>restored the backup of {0} with a passphrase, from the file {1}</source>
        <translation>stellte die Sicherung vom {0} mit einer Passphrase wieder her, aus der Datei {1}</translation>
    </message>
    <message>
        <source>restored the backup of {0} with the recovery code, from the file {1}</source>
        <translation>stellte die Sicherung vom {0} mit dem Wiederherstellungscode wieder her, aus der Datei {1}</translation>
    </message>
    <message>
        <source>reviewed a broken glass for {0}</source>
        <translation>prüfte einen Notfallzugriff auf {0}</translation>
    </message>
    <message>
        <source>sent {0} changes again: the server was put back to a backup</source>
        <translation>sendete {0} Änderungen erneut: Der Server wurde auf eine Sicherung zurückgesetzt</translation>
    </message>
    <message>
        <source>set a PIN</source>
        <translation>setzte eine PIN</translation>
    </message>
    <message>
        <source>shut a workstation out</source>
        <translation>hat einen Arbeitsplatz ausgesperrt</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>meldete sich an</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>meldete sich ab</translation>
    </message>
    <message>
        <source>the audit trail</source>
        <translation>das Protokoll</translation>
    </message>
    <message>
        <source>the sheet with the recovery code</source>
        <translation>das Blatt mit dem Wiederherstellungscode</translation>
    </message>
    <message>
        <source>threw away unsaved text: {0}</source>
        <translation>verwarf ungespeicherten Text: {0}</translation>
    </message>
    <message>
        <source>took a merge of two records back</source>
        <translation>nahm die Zusammenführung zweier Akten zurück</translation>
    </message>
    <message>
        <source>took on a conflict, or gave it back</source>
        <translation>übernahm einen Konflikt oder gab ihn zurück</translation>
    </message>
    <message>
        <source>took over the desk</source>
        <translation>übernahm den Arbeitsplatz</translation>
    </message>
    <message>
        <source>transferred {0} to another location</source>
        <translation>verlegte {0} an einen anderen Standort</translation>
    </message>
    <message>
        <source>unlocked the desk</source>
        <translation>entsperrte den Arbeitsplatz</translation>
    </message>
    <message>
        <source>unsent changes</source>
        <translation>ungesendete Änderungen</translation>
    </message>
    <message>
        <source>was denied: {0}</source>
        <translation>wurde abgewiesen: {0}</translation>
    </message>
    <message>
        <source>was shut out: the time without the server ran out</source>
        <translation>wurde ausgeschlossen: Die Zeit ohne Server lief ab</translation>
    </message>
    <message>
        <source>went on from a trail that did not fit</source>
        <translation>fuhr von einem Protokoll fort, das nicht passte</translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <translation>{0} und {1}</translation>
    </message>
    <message>
        <source>{0} more</source>
        <translation>{0} weitere</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
</context>
<context>
    <name>backups</name>
    <message>
        <source>Today's backup could not be made. Check the disk and the backup folder; it is tried again in a quarter of an hour.</source>
        <translation>Die heutige Sicherung konnte nicht gemacht werden. Prüfen Sie die Festplatte und den Sicherungsordner; in einer Viertelstunde wird es wieder versucht.</translation>
    </message>
    <message>
        <source>Today's backup could not be made: the disk or folder for backups is not there. Connect it; it is tried again in a quarter of an hour.</source>
        <translation>Die heutige Sicherung konnte nicht gemacht werden: Die Festplatte oder der Ordner für Sicherungen ist nicht da. Schließen Sie sie an; in einer Viertelstunde wird es wieder versucht.</translation>
    </message>
</context>
<context>
    <name>billing</name>
    <message>
        <source>1 to 999.</source>
        <translation>1 bis 999.</translation>
    </message>
    <message>
        <source>A price</source>
        <translation>Ein Preis</translation>
    </message>
    <message>
        <source>A second entry with the amount turned around is added today. What the entry pays, or what pays it, is taken back with it.</source>
        <translation>Heute kommt ein zweiter Eintrag mit umgekehrtem Betrag hinzu. Was der Eintrag bezahlt oder was ihn bezahlt, wird mit zurückgenommen.</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Adjust</source>
        <translation>Korrigieren</translation>
    </message>
    <message>
        <source>Adjustment</source>
        <translation>Korrektur</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>Zuordnung</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Verrechnen</translation>
    </message>
    <message>
        <source>Apply credit</source>
        <translation>Guthaben verrechnen</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Saldo</translation>
    </message>
    <message>
        <source>Balance after this: {0}</source>
        <translation>Saldo danach: {0}</translation>
    </message>
    <message>
        <source>Bank transfer</source>
        <translation>Überweisung</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Bar</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Kasse</translation>
    </message>
    <message>
        <source>Cash drawer and day close</source>
        <translation>Kasse und Tagesabschluss</translation>
    </message>
    <message>
        <source>Cash drawer of this desk</source>
        <translation>Kasse dieses Arbeitsplatzes</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Charge a service</source>
        <translation>Leistung berechnen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Check or authorisation number</source>
        <translation>Scheck- oder Autorisierungsnummer</translation>
    </message>
    <message>
        <source>Choose a payment in the ledger first.</source>
        <translation>Wählen Sie zuerst eine Zahlung im Kontobuch.</translation>
    </message>
    <message>
        <source>Choose a payment in the ledger.</source>
        <translation>Wählen Sie eine Zahlung im Kontobuch.</translation>
    </message>
    <message>
        <source>Choose a price in the list.</source>
        <translation>Wählen Sie einen Preis in der Liste.</translation>
    </message>
    <message>
        <source>Choose an account first.</source>
        <translation>Wählen Sie zuerst ein Konto.</translation>
    </message>
    <message>
        <source>Choose an account in the list.</source>
        <translation>Wählen Sie ein Konto in der Liste.</translation>
    </message>
    <message>
        <source>Choose an account, or find a patient.</source>
        <translation>Wählen Sie ein Konto oder suchen Sie einen Patienten.</translation>
    </message>
    <message>
        <source>Choose an entry in the ledger first.</source>
        <translation>Wählen Sie zuerst einen Eintrag im Kontobuch.</translation>
    </message>
    <message>
        <source>Choose an entry in the ledger.</source>
        <translation>Wählen Sie einen Eintrag im Kontobuch.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche löschen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close it for good?</source>
        <translation>Endgültig abschließen?</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>Tag abschließen</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Abgeschlossen von</translation>
    </message>
    <message>
        <source>Closed with {0} entries. What comes now is entered on the next day.</source>
        <translation>Mit {0} Einträgen abgeschlossen. Was jetzt kommt, wird am nächsten Tag eingetragen.</translation>
    </message>
    <message>
        <source>Co-pay {0}</source>
        <translation>Zuzahlung {0}</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Contractual</source>
        <translation>Vertraglich</translation>
    </message>
    <message>
        <source>Count and close</source>
        <translation>Zählen und schließen</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Gezählt</translation>
    </message>
    <message>
        <source>Courtesy</source>
        <translation>Kulanz</translation>
    </message>
    <message>
        <source>Credit left</source>
        <translation>Guthaben übrig</translation>
    </message>
    <message>
        <source>Credit was applied.</source>
        <translation>Guthaben wurde verrechnet.</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Day of service</source>
        <translation>Tag der Leistung</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Tagesblatt</translation>
    </message>
    <message>
        <source>Diagnoses (ICD-10), by code or words</source>
        <translation>Diagnosen (ICD-10), nach Code oder Wörtern</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Nachlass</translation>
    </message>
    <message>
        <source>Entered today</source>
        <translation>Heute eingetragen</translation>
    </message>
    <message>
        <source>Entered today, {0}</source>
        <translation>Heute eingetragen, {0}</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Entries of today</source>
        <translation>Einträge von heute</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Genau</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Family, together</source>
        <translation>Familie, zusammen</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>Filter services</source>
        <translation>Leistungen filtern</translation>
    </message>
    <message>
        <source>Filter today's entries</source>
        <translation>Einträge von heute filtern</translation>
    </message>
    <message>
        <source>Find a patient</source>
        <translation>Patient suchen</translation>
    </message>
    <message>
        <source>Find an account</source>
        <translation>Konto suchen</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Zurückgegeben</translation>
    </message>
    <message>
        <source>In credit</source>
        <translation>Guthaben</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Kept as a draft.</source>
        <translation>Als Entwurf behalten.</translation>
    </message>
    <message>
        <source>Kept as credit</source>
        <translation>Als Guthaben behalten</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Kontobuch</translation>
    </message>
    <message>
        <source>Locked by</source>
        <translation>Gesperrt von</translation>
    </message>
    <message>
        <source>Look in all accounts</source>
        <translation>In allen Konten suchen</translation>
    </message>
    <message>
        <source>Lowers it by {0}.</source>
        <translation>Senkt sie um {0}.</translation>
    </message>
    <message>
        <source>Make a price list first.</source>
        <translation>Legen Sie zuerst eine Preisliste an.</translation>
    </message>
    <message>
        <source>Make the list</source>
        <translation>Liste anlegen</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Zahlungsart</translation>
    </message>
    <message>
        <source>More than it owes.</source>
        <translation>Mehr als geschuldet.</translation>
    </message>
    <message>
        <source>More than the payment has left.</source>
        <translation>Mehr, als die Zahlung übrig hat.</translation>
    </message>
    <message>
        <source>Name the list.</source>
        <translation>Geben Sie der Liste einen Namen.</translation>
    </message>
    <message>
        <source>New price list</source>
        <translation>Neue Preisliste</translation>
    </message>
    <message>
        <source>No account is open.</source>
        <translation>Kein Konto ist offen.</translation>
    </message>
    <message>
        <source>No charge is open: all of it stays as credit.</source>
        <translation>Keine Leistung ist offen: Alles bleibt als Guthaben.</translation>
    </message>
    <message>
        <source>No charge is paid by this.</source>
        <translation>Hiermit wird keine Leistung bezahlt.</translation>
    </message>
    <message>
        <source>No drawer is open here. Count the change it starts with.</source>
        <translation>Hier ist keine Kasse offen. Zählen Sie das Wechselgeld, mit dem sie beginnt.</translation>
    </message>
    <message>
        <source>No open accounts</source>
        <translation>Keine offenen Konten</translation>
    </message>
    <message>
        <source>No payment has anything left.</source>
        <translation>Keine Zahlung hat etwas übrig.</translation>
    </message>
    <message>
        <source>No prices here yet.</source>
        <translation>Noch keine Preise hier.</translation>
    </message>
    <message>
        <source>No visit</source>
        <translation>Kein Termin</translation>
    </message>
    <message>
        <source>Nobody here matches</source>
        <translation>Niemand hier passt</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>Niemand passt</translation>
    </message>
    <message>
        <source>Nobody owes anything any more.</source>
        <translation>Niemand schuldet mehr etwas.</translation>
    </message>
    <message>
        <source>Nobody owes anything that old.</source>
        <translation>Niemand schuldet etwas so Altes.</translation>
    </message>
    <message>
        <source>Nobody owes anything.</source>
        <translation>Niemand schuldet etwas.</translation>
    </message>
    <message>
        <source>Nobody pays together with this patient.</source>
        <translation>Niemand zahlt zusammen mit diesem Patienten.</translation>
    </message>
    <message>
        <source>None in particular</source>
        <translation>Keine bestimmte</translation>
    </message>
    <message>
        <source>Not an amount.</source>
        <translation>Kein Betrag.</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>Noch nicht gelesen.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing owed</source>
        <translation>Nichts geschuldet</translation>
    </message>
    <message>
        <source>Nothing was charged or paid yet.</source>
        <translation>Noch nichts wurde berechnet oder bezahlt.</translation>
    </message>
    <message>
        <source>Nothing was entered today.</source>
        <translation>Heute wurde nichts eingetragen.</translation>
    </message>
    <message>
        <source>Of which charge</source>
        <translation>Von welcher Leistung</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>One of the shares is no amount, or more than its charge owes.</source>
        <translation>Einer der Anteile ist kein Betrag oder mehr, als die Leistung offen hat.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open charges</source>
        <translation>Offene Leistungen</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Open since {0} with {1}</source>
        <translation>Offen seit {0} mit {1}</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Kasse öffnen</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Over 30 days</source>
        <translation>Über 30 Tage</translation>
    </message>
    <message>
        <source>Over or short</source>
        <translation>Überschuss oder Fehlbetrag</translation>
    </message>
    <message>
        <source>Over {0} days</source>
        <translation>Über {0} Tage</translation>
    </message>
    <message>
        <source>Owed</source>
        <translation>Geschuldet</translation>
    </message>
    <message>
        <source>Owed by age</source>
        <translation>Außenstände</translation>
    </message>
    <message>
        <source>Owed by age and statements</source>
        <translation>Außenstände nach Alter und Abrechnungen</translation>
    </message>
    <message>
        <source>Owing</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Bezahlt</translation>
    </message>
    <message>
        <source>Part-paid</source>
        <translation>Teilweise bezahlt</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Payments and adjustments of no single charge</source>
        <translation>Zahlungen und Korrekturen ohne einzelne Leistung</translation>
    </message>
    <message>
        <source>Pays</source>
        <translation>Zahlt</translation>
    </message>
    <message>
        <source>Please pay</source>
        <translation>Bitte zahlen Sie</translation>
    </message>
    <message>
        <source>Posted</source>
        <translation>Gebucht</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>Preisliste</translation>
    </message>
    <message>
        <source>Price list made.</source>
        <translation>Preisliste angelegt.</translation>
    </message>
    <message>
        <source>Price removed.</source>
        <translation>Preis entfernt.</translation>
    </message>
    <message>
        <source>Price saved.</source>
        <translation>Preis gespeichert.</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Print the day sheet</source>
        <translation>Tagesblatt drucken</translation>
    </message>
    <message>
        <source>Print the last count</source>
        <translation>Letzte Zählung drucken</translation>
    </message>
    <message>
        <source>Printed by {0}</source>
        <translation>Gedruckt von {0}</translation>
    </message>
    <message>
        <source>Raises what is owed by {0}.</source>
        <translation>Erhöht die Schuld um {0}.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Quittung</translation>
    </message>
    <message>
        <source>Receipt number</source>
        <translation>Quittungsnummer</translation>
    </message>
    <message>
        <source>Receipt of the chosen payment</source>
        <translation>Quittung der gewählten Zahlung</translation>
    </message>
    <message>
        <source>Received on</source>
        <translation>Erhalten am</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Rückzahlung</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove for good?</source>
        <translation>Endgültig entfernen?</translation>
    </message>
    <message>
        <source>Reversal</source>
        <translation>Storno</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>Stornieren</translation>
    </message>
    <message>
        <source>Reverse an entry</source>
        <translation>Einen Eintrag stornieren</translation>
    </message>
    <message>
        <source>Reverse the entry</source>
        <translation>Den Eintrag stornieren</translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation>Storniert</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Formular speichern</translation>
    </message>
    <message>
        <source>Save the price</source>
        <translation>Preis speichern</translation>
    </message>
    <message>
        <source>Say what was done.</source>
        <translation>Sagen Sie, was getan wurde.</translation>
    </message>
    <message>
        <source>Say why the count differs.</source>
        <translation>Sagen Sie, warum die Zählung abweicht.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sagen Sie, warum.</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Service, by code or words</source>
        <translation>Leistung, nach Code oder Wörtern</translation>
    </message>
    <message>
        <source>Smaller than the smallest coin.</source>
        <translation>Kleiner als die kleinste Münze.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Statement of this account</source>
        <translation>Abrechnung dieses Kontos</translation>
    </message>
    <message>
        <source>Statements of all over {0} days</source>
        <translation>Abrechnungen aller über {0} Tage</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>Take payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>Take the payment</source>
        <translation>Zahlung annehmen</translation>
    </message>
    <message>
        <source>The clinic's day, {0}</source>
        <translation>Der Tag der Praxis, {0}</translation>
    </message>
    <message>
        <source>The day is closed.</source>
        <translation>Der Tag ist abgeschlossen.</translation>
    </message>
    <message>
        <source>The drawer is closed.</source>
        <translation>Die Kasse ist geschlossen.</translation>
    </message>
    <message>
        <source>The drawer is open.</source>
        <translation>Die Kasse ist offen.</translation>
    </message>
    <message>
        <source>The server and all of its standbys have it.</source>
        <translation>Der Server und alle seine Ersatzserver haben es.</translation>
    </message>
    <message>
        <source>The server and most of its standbys have it.</source>
        <translation>Der Server und die meisten seiner Ersatzserver haben es.</translation>
    </message>
    <message>
        <source>The server does not take it: it lies in the Sync centre.</source>
        <translation>Der Server nimmt es nicht an: Es liegt in der Sync-Zentrale.</translation>
    </message>
    <message>
        <source>The server has another value too: somebody decides.</source>
        <translation>Der Server hat noch einen anderen Wert: Jemand entscheidet.</translation>
    </message>
    <message>
        <source>The server has it.</source>
        <translation>Der Server hat es.</translation>
    </message>
    <message>
        <source>The server has not answered yet: it is kept and sent.</source>
        <translation>Der Server hat noch nicht geantwortet: Es bleibt erhalten und wird gesendet.</translation>
    </message>
    <message>
        <source>The shares come to more than the amount.</source>
        <translation>Die Anteile ergeben mehr als den Betrag.</translation>
    </message>
    <message>
        <source>This entry takes another one back: enter it anew instead.</source>
        <translation>Dieser Eintrag nimmt einen anderen zurück: Tragen Sie stattdessen neu ein.</translation>
    </message>
    <message>
        <source>This entry was taken back already.</source>
        <translation>Dieser Eintrag wurde schon zurückgenommen.</translation>
    </message>
    <message>
        <source>This patient is not at this desk.</source>
        <translation>Dieser Patient ist nicht an diesem Arbeitsplatz.</translation>
    </message>
    <message>
        <source>Till</source>
        <translation>Kasse</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Together {0}</source>
        <translation>Zusammen {0}</translation>
    </message>
    <message>
        <source>Too large: a slip of the finger?</source>
        <translation>Zu groß: vertippt?</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Type a code.</source>
        <translation>Geben Sie einen Code ein.</translation>
    </message>
    <message>
        <source>Type a day, such as 2026-04-03.</source>
        <translation>Geben Sie einen Tag ein, etwa 2026-04-03.</translation>
    </message>
    <message>
        <source>Type an amount of more than zero.</source>
        <translation>Geben Sie einen Betrag über null ein.</translation>
    </message>
    <message>
        <source>Type an amount, such as 25.00.</source>
        <translation>Geben Sie einen Betrag ein, etwa 25,00.</translation>
    </message>
    <message>
        <source>Unapplied credit</source>
        <translation>Freies Guthaben</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>What is owed, by age</source>
        <translation>Außenstände nach Alter</translation>
    </message>
    <message>
        <source>What matches</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Write-off</source>
        <translation>Abschreibung</translation>
    </message>
    <message>
        <source>balance {0}</source>
        <translation>Saldo {0}</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>geb. {0}</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>nicht gezählt</translation>
    </message>
    <message>
        <source>{0} (charged)</source>
        <translation>{0} (berechnet)</translation>
    </message>
    <message>
        <source>{0} (not in use)</source>
        <translation>{0} (nicht in Gebrauch)</translation>
    </message>
    <message>
        <source>{0} entries of all desks, as far as they are known here. Count without any float.</source>
        <translation>{0} Einträge aller Arbeitsplätze, soweit hier bekannt. Zählen Sie ohne Wechselgeld.</translation>
    </message>
    <message>
        <source>{0} in credit</source>
        <translation>{0} Guthaben</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} ist gegangen</translation>
    </message>
    <message>
        <source>{0} of {1} entered.</source>
        <translation>{0} von {1} eingetragen.</translation>
    </message>
    <message>
        <source>{0} of {1} was reversed.</source>
        <translation>{0} von {1} wurde storniert.</translation>
    </message>
    <message>
        <source>{0} open</source>
        <translation>{0} offen</translation>
    </message>
    <message>
        <source>{0} over</source>
        <translation>{0} zu viel</translation>
    </message>
    <message>
        <source>{0} owed</source>
        <translation>{0} geschuldet</translation>
    </message>
    <message>
        <source>{0} owed in all</source>
        <translation>{0} insgesamt offen</translation>
    </message>
    <message>
        <source>{0} pays charges, {1} stays as credit.</source>
        <translation>{0} bezahlen Leistungen, {1} bleiben als Guthaben.</translation>
    </message>
    <message>
        <source>{0} pays charges.</source>
        <translation>{0} bezahlen Leistungen.</translation>
    </message>
    <message>
        <source>{0} short</source>
        <translation>{0} zu wenig</translation>
    </message>
    <message>
        <source>{0}, counted</source>
        <translation>{0}, gezählt</translation>
    </message>
    <message>
        <source>{0}–{1} days</source>
        <translation>{0}–{1} Tage</translation>
    </message>
</context>
<context>
    <name>care_plans</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Add a goal</source>
        <translation>Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Add a step</source>
        <translation>Schritt hinzufügen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Behandlungspläne</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit care plan</source>
        <translation>Behandlungsplan bearbeiten</translation>
    </message>
    <message>
        <source>End early</source>
        <translation>Vorzeitig beenden</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Ended early</source>
        <translation>Vorzeitig beendet</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Irrtümlich eingetragen</translation>
    </message>
    <message>
        <source>Filter by title or patient</source>
        <translation>Nach Titel oder Patient filtern</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Give it a title.</source>
        <translation>Geben Sie ihm einen Titel.</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Led by</source>
        <translation>Geleitet von</translation>
    </message>
    <message>
        <source>Measured by</source>
        <translation>Gemessen an</translation>
    </message>
    <message>
        <source>New care plan</source>
        <translation>Neuer Behandlungsplan</translation>
    </message>
    <message>
        <source>No care plans</source>
        <translation>Keine Behandlungspläne</translation>
    </message>
    <message>
        <source>No goals yet</source>
        <translation>Noch keine Ziele</translation>
    </message>
    <message>
        <source>No steps yet</source>
        <translation>Noch keine Schritte</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>Noch niemand</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Formular speichern</translation>
    </message>
    <message>
        <source>Say what, or take the line off.</source>
        <translation>Sagen Sie, was, oder nehmen Sie die Zeile weg.</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Take this line off</source>
        <translation>Diese Zeile wegnehmen</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>What patients and the clinic set out to do stands here.</source>
        <translation>Was Patienten und die Praxis sich vornehmen, steht hier.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Schreiben Sie ein Datum, etwa 2026-03-14.</translation>
    </message>
    <message>
        <source>with {0}</source>
        <translation>mit {0}</translation>
    </message>
    <message>
        <source>{0} goals reached</source>
        <translation>{0} Ziele erreicht</translation>
    </message>
    <message>
        <source>{0} more goals and steps of this patient are at the server only.</source>
        <translation>{0} weitere Ziele und Schritte dieses Patienten sind nur auf dem Server.</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>chart_summary</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>Allergien</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Geboren</translation>
    </message>
    <message>
        <source>Chart summary</source>
        <translation>Aktenübersicht</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Notfallkontakte</translation>
    </message>
    <message>
        <source>For {0} ({1})</source>
        <translation>Für {0} ({1})</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>Dolmetscher</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>Letzter Besuch</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medikamente</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Nächster Termin</translation>
    </message>
    <message>
        <source>Not part of this summary, whether there is any or not: {0}.</source>
        <translation>Nicht Teil dieser Übersicht, ob vorhanden oder nicht: {0}.</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Printed by {0}, {1} {2}</source>
        <translation>Gedruckt von {0}, {1} {2}</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Patientennummer</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>needed</source>
        <translation>nötig</translation>
    </message>
    <message>
        <source>none recorded</source>
        <translation>keine Einträge</translation>
    </message>
</context>
<context>
    <name>choices</name>
    <message>
        <source>Accepted 277ca</source>
        <translation>Angenommen (277CA)</translation>
    </message>
    <message>
        <source>Accepted 999</source>
        <translation>Angenommen (999)</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Appealed</source>
        <translation>Widerspruch eingelegt</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Eingetroffen</translation>
    </message>
    <message>
        <source>Asap</source>
        <translation>So bald wie möglich</translation>
    </message>
    <message>
        <source>Auto obsolete</source>
        <translation>Von selbst überholt</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Carried out</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Bar</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Abrechnungen</translation>
    </message>
    <message>
        <source>Clinical</source>
        <translation>Medizinisch</translation>
    </message>
    <message>
        <source>Clinician</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Contacted</source>
        <translation>Kontaktiert</translation>
    </message>
    <message>
        <source>Contractual</source>
        <translation>Vertraglich</translation>
    </message>
    <message>
        <source>Courtesy</source>
        <translation>Kulanz</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Aktuell</translation>
    </message>
    <message>
        <source>Deceased</source>
        <translation>Verstorben</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Delete update</source>
        <translation>Löschen und Ändern</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Denied claim</source>
        <translation>Abgelehnte Abrechnung</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Nachlass</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Double booking</source>
        <translation>Doppelbuchung</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Dublette</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>Notfall</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Irrtümlich eingetragen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Exam</source>
        <translation>Untersuchung</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Weiblich</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>Endgültig</translation>
    </message>
    <message>
        <source>Fr</source>
        <translation>Fr</translation>
    </message>
    <message>
        <source>Front desk</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>In review</source>
        <translation>In Prüfung</translation>
    </message>
    <message>
        <source>In room</source>
        <translation>Im Raum</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inaktiv</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>Eingehend</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>Intern</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>Left message</source>
        <translation>Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>Major</source>
        <translation>Groß</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Männlich</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Zusammengeführt</translation>
    </message>
    <message>
        <source>Mild</source>
        <translation>Leicht</translation>
    </message>
    <message>
        <source>Minor</source>
        <translation>Klein</translation>
    </message>
    <message>
        <source>Mo</source>
        <translation>Mo</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Near miss</source>
        <translation>Beinahevorfall</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>No show</source>
        <translation>Nicht erschienen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht durchgeführt</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Angeboten</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Betrieb</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>Ausgehend</translation>
    </message>
    <message>
        <source>Own patients</source>
        <translation>Eigene Patienten</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Bezahlt</translation>
    </message>
    <message>
        <source>Partially paid</source>
        <translation>Teilweise bezahlt</translation>
    </message>
    <message>
        <source>Patient request</source>
        <translation>Wunsch des Patienten</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Ausstehend</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Portal</source>
        <translation>Portal</translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation>Vorläufig</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Erste</translation>
    </message>
    <message>
        <source>Prospective</source>
        <translation>Interessent</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Wiederauftreten</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Rejected 277ca</source>
        <translation>Abgelehnt (277CA)</translation>
    </message>
    <message>
        <source>Rejected 999</source>
        <translation>Abgelehnt (999)</translation>
    </message>
    <message>
        <source>Relapse</source>
        <translation>Rückfall</translation>
    </message>
    <message>
        <source>Remission</source>
        <translation>Remission</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>Gemeldet</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefragt</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Abgeklungen</translation>
    </message>
    <message>
        <source>Resubmitted</source>
        <translation>Erneut eingereicht</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Zurückgekommen</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Routine</source>
        <translation>Regulär</translation>
    </message>
    <message>
        <source>Sa</source>
        <translation>Sa</translation>
    </message>
    <message>
        <source>Secondary</source>
        <translation>Zweite</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Severe</source>
        <translation>Schwer</translation>
    </message>
    <message>
        <source>Sms</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesland</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgesetzt</translation>
    </message>
    <message>
        <source>Su</source>
        <translation>So</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Tertiary</source>
        <translation>Dritte</translation>
    </message>
    <message>
        <source>Th</source>
        <translation>Do</translation>
    </message>
    <message>
        <source>Therapy</source>
        <translation>Therapie</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Verlegung</translation>
    </message>
    <message>
        <source>Treatment</source>
        <translation>Behandlung</translation>
    </message>
    <message>
        <source>Tu</source>
        <translation>Di</translation>
    </message>
    <message>
        <source>Unable to assess</source>
        <translation>Nicht feststellbar</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Unmerged</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>Voided</source>
        <translation>Storniert</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>We</source>
        <translation>Mi</translation>
    </message>
    <message>
        <source>Write off</source>
        <translation>Abschreibung</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Falsche Nummer</translation>
    </message>
</context>
<context>
    <name>clash_line</name>
    <message>
        <source>Keep mine</source>
        <translation>Meinen behalten</translation>
    </message>
    <message>
        <source>Keep mine: {0}</source>
        <translation>Meinen behalten: {0}</translation>
    </message>
    <message>
        <source>Use theirs</source>
        <translation>Den anderen nehmen</translation>
    </message>
    <message>
        <source>Use theirs: {0}</source>
        <translation>Den anderen nehmen: {0}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>{0} there: {1}</source>
        <translation>{0} dort: {1}</translation>
    </message>
</context>
<context>
    <name>clinical_words</name>
    <message>
        <source>high risk</source>
        <translation>hohes Risiko</translation>
    </message>
    <message>
        <source>onset: {0}</source>
        <translation>Beginn: {0}</translation>
    </message>
    <message>
        <source>since {0}</source>
        <translation>seit {0}</translation>
    </message>
</context>
<context>
    <name>columns</name>
    <message>
        <source>Back to the design</source>
        <translation>Zurück zum Entwurf</translation>
    </message>
    <message>
        <source>Column {0}</source>
        <translation>Spalte {0}</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Further to the end</source>
        <translation>Weiter nach hinten</translation>
    </message>
    <message>
        <source>Further to the front</source>
        <translation>Weiter nach vorn</translation>
    </message>
    <message>
        <source>Narrower</source>
        <translation>Schmaler</translation>
    </message>
    <message>
        <source>Place, width and order of lines</source>
        <translation>Platz, Breite und Reihenfolge der Zeilen</translation>
    </message>
    <message>
        <source>Sort downwards</source>
        <translation>Absteigend ordnen</translation>
    </message>
    <message>
        <source>Sort upwards</source>
        <translation>Aufsteigend ordnen</translation>
    </message>
    <message>
        <source>This column says what a line is about.</source>
        <translation>Diese Spalte sagt, worum es in einer Zeile geht.</translation>
    </message>
    <message>
        <source>Wider</source>
        <translation>Breiter</translation>
    </message>
</context>
<context>
    <name>commands</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Spalten…</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>In this panel</source>
        <translation>In diesem Bereich</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Report an incident…</source>
        <translation>Vorfall melden…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
</context>
<context>
    <name>conflicts</name>
    <message>
        <source>Changed and removed</source>
        <translation>Geändert und entfernt</translation>
    </message>
    <message>
        <source>Double booking</source>
        <translation>Doppelbuchung</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>One person or two?</source>
        <translation>Eine Person oder zwei?</translation>
    </message>
    <message>
        <source>Possible duplicate</source>
        <translation>Mögliche Dublette</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>Jemand</translation>
    </message>
    <message>
        <source>Steps do not fit</source>
        <translation>Schritte passen nicht</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Zwei Arbeitsplätze buchten dieselbe Zeit</translation>
    </message>
    <message>
        <source>Two values</source>
        <translation>Zwei Werte</translation>
    </message>
    <message>
        <source>What was entered stays as it stands; the other values are kept here.</source>
        <translation>Was eingetragen wurde, bleibt stehen; die anderen Werte werden hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>You look after it since {0}.</source>
        <translation>Sie kümmern sich seit {0} darum.</translation>
    </message>
    <message>
        <source>another record</source>
        <translation>ein anderer Datensatz</translation>
    </message>
    <message>
        <source>another value was given</source>
        <translation>ein anderer Wert wurde eingetragen</translation>
    </message>
    <message>
        <source>both visits were kept</source>
        <translation>beide Termine wurden behalten</translation>
    </message>
    <message>
        <source>both were kept</source>
        <translation>beide wurden behalten</translation>
    </message>
    <message>
        <source>it was decided</source>
        <translation>es wurde entschieden</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>one of the visits was moved</source>
        <translation>einer der Termine wurde verschoben</translation>
    </message>
    <message>
        <source>the other patient's visit was moved</source>
        <translation>der Termin des anderen Patienten wurde verschoben</translation>
    </message>
    <message>
        <source>the value held back was taken</source>
        <translation>der zurückgehaltene Wert wurde übernommen</translation>
    </message>
    <message>
        <source>the visit of {0} was moved</source>
        <translation>der Termin von {0} wurde verschoben</translation>
    </message>
    <message>
        <source>what stood was kept</source>
        <translation>was stand, blieb</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} Tage</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} Std.</translation>
    </message>
    <message>
        <source>{0} looks after it since {1}.</source>
        <translation>{0} kümmert sich seit {1} darum.</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} Min.</translation>
    </message>
    <message>
        <source>{0}, {1}: {2}</source>
        <translation>{0}, {1}: {2}</translation>
    </message>
    <message>
        <source>{0}: changed and removed</source>
        <translation>{0}: geändert und entfernt</translation>
    </message>
    <message>
        <source>{0}: the steps do not fit</source>
        <translation>{0}: Die Schritte passen nicht</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>consent</name>
    <message>
        <source>Assignment of benefits</source>
        <translation>Abtretung der Versicherungsleistungen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Consent kept as signed</source>
        <translation>Einwilligung als unterschrieben abgelegt</translation>
    </message>
    <message>
        <source>Consent to treatment</source>
        <translation>Einwilligung in die Behandlung</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>Einwilligung widerrufen</translation>
    </message>
    <message>
        <source>Consents</source>
        <translation>Einwilligungen</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>I agree to be examined and treated at {clinic}. What will be done, why, what can go wrong and what else could be done was explained to me, and my questions were answered. I can withdraw this consent at any time.</source>
        <translation>Ich bin einverstanden, bei {clinic} untersucht und behandelt zu werden. Mir wurde erklärt, was getan wird und warum, was dabei schiefgehen kann und was man stattdessen tun könnte, und meine Fragen wurden beantwortet. Ich kann diese Einwilligung jederzeit widerrufen.</translation>
    </message>
    <message>
        <source>I was given the notice that says how {clinic} uses and shares information about my health, and what my rights are. I can ask for a copy at any time.</source>
        <translation>Ich habe die Hinweise erhalten, die sagen, wie {clinic} Angaben über meine Gesundheit verwendet und weitergibt und welche Rechte ich habe. Ich kann jederzeit eine Kopie verlangen.</translation>
    </message>
    <message>
        <source>If not the patient: who</source>
        <translation>Falls nicht der Patient: wer</translation>
    </message>
    <message>
        <source>Keep as signed</source>
        <translation>Als unterschrieben ablegen</translation>
    </message>
    <message>
        <source>My insurance may pay {clinic} directly, and {clinic} may tell it what it needs to know for that. I pay what my insurance does not.</source>
        <translation>Meine Versicherung darf direkt an {clinic} zahlen, und {clinic} darf ihr mitteilen, was sie dafür wissen muss. Was meine Versicherung nicht zahlt, zahle ich.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No consents</source>
        <translation>Keine Einwilligungen</translation>
    </message>
    <message>
        <source>Notice of privacy practices</source>
        <translation>Hinweise zum Datenschutz</translation>
    </message>
    <message>
        <source>Open the patient's chart first.</source>
        <translation>Öffnen Sie zuerst die Akte des Patienten.</translation>
    </message>
    <message>
        <source>Print it empty…</source>
        <translation>Leer drucken…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Release of information</source>
        <translation>Entbindung von der Schweigepflicht</translation>
    </message>
    <message>
        <source>Say in a few words why.</source>
        <translation>Sagen Sie in ein paar Worten, warum.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Sign a consent…</source>
        <translation>Einwilligung unterschreiben…</translation>
    </message>
    <message>
        <source>Sign in the field, or let the typed name be the signature.</source>
        <translation>Unterschreiben Sie im Feld oder lassen Sie den getippten Namen als Unterschrift gelten.</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Unterschrift</translation>
    </message>
    <message>
        <source>Signature: mouse, pen or finger. Delete wipes it.</source>
        <translation>Unterschrift: Maus, Stift oder Finger. Entf löscht sie.</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Unterschrieben von</translation>
    </message>
    <message>
        <source>Signed by typing the name</source>
        <translation>Durch Tippen des Namens unterschrieben</translation>
    </message>
    <message>
        <source>Signed on screen</source>
        <translation>Am Bildschirm unterschrieben</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text messages</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>The typed name is the signature</source>
        <translation>Der getippte Name gilt als Unterschrift</translation>
    </message>
    <message>
        <source>This is before the day it begins.</source>
        <translation>Das liegt vor dem Tag des Beginns.</translation>
    </message>
    <message>
        <source>This is no day.</source>
        <translation>Das ist kein Tag.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Gültig ab</translation>
    </message>
    <message>
        <source>Valid from {0}</source>
        <translation>Gültig ab {0}</translation>
    </message>
    <message>
        <source>Valid from {0} until {1}</source>
        <translation>Gültig ab {0} bis {1}</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>What was signed stays in the chart, with the day and the reason.</source>
        <translation>Was unterschrieben wurde, bleibt in der Akte, mit Tag und Grund.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Withdraw a consent</source>
        <translation>Einwilligung widerrufen</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Widerrufen…</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>Zeuge</translation>
    </message>
    <message>
        <source>Witnessed by</source>
        <translation>Bezeugt von</translation>
    </message>
    <message>
        <source>Write something here.</source>
        <translation>Schreiben Sie hier etwas.</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>geb. {0}</translation>
    </message>
    <message>
        <source>by {0}</source>
        <translation>von {0}</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>ab {0}</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>signed {0}</source>
        <translation>unterschrieben am {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>bis {0}</translation>
    </message>
    <message>
        <source>withdrawn {0}</source>
        <translation>widerrufen {0}</translation>
    </message>
    <message>
        <source>{0} (over)</source>
        <translation>{0} (abgelaufen)</translation>
    </message>
    <message>
        <source>{clinic} may give information about my health to:


what it may give:


I can withdraw this permission at any time, for what was not given yet.</source>
        <translation>{clinic} darf Auskunft über meine Gesundheit geben an:


worüber Auskunft gegeben werden darf:


Ich kann diese Erlaubnis jederzeit widerrufen, für alles, was noch nicht weitergegeben wurde.</translation>
    </message>
    <message>
        <source>{clinic} may send text messages about my appointments to my mobile phone. Text messages are not encrypted. I can end this at any time.</source>
        <translation>{clinic} darf mir SMS zu meinen Terminen auf mein Mobiltelefon senden. SMS sind nicht verschlüsselt. Ich kann dies jederzeit beenden.</translation>
    </message>
    <message>
        <source>{clinic} may write to me by e-mail. E-mail is not encrypted on its way. I can end this at any time.</source>
        <translation>{clinic} darf mir per E-Mail schreiben. E-Mails sind unterwegs nicht verschlüsselt. Ich kann dies jederzeit beenden.</translation>
    </message>
</context>
<context>
    <name>coverage</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Answer of the payer kept</source>
        <translation>Antwort des Kostenträgers übernommen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Hinten</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Geboren</translation>
    </message>
    <message>
        <source>Card and eligibility</source>
        <translation>Karte und Anspruch</translation>
    </message>
    <message>
        <source>Choose a picture of the card</source>
        <translation>Bild der Karte wählen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Co-pay ({0})</source>
        <translation>Zuzahlung ({0})</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Vorn</translation>
    </message>
    <message>
        <source>Insurance card, {0}: {1}</source>
        <translation>Versichertenkarte, {0}: {1}</translation>
    </message>
    <message>
        <source>Is it about this patient all the same?</source>
        <translation>Geht es trotzdem um diesen Patienten?</translation>
    </message>
    <message>
        <source>It is this patient: keep it</source>
        <translation>Es ist dieser Patient: übernehmen</translation>
    </message>
    <message>
        <source>Keep the answer</source>
        <translation>Antwort übernehmen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Member number</source>
        <translation>Versichertennummer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>No picture yet. Drop one here.</source>
        <translation>Noch kein Bild. Legen Sie eines hier ab.</translation>
    </message>
    <message>
        <source>Not active</source>
        <translation>Nicht aktiv</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>Nicht abgefragt</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Am</translation>
    </message>
    <message>
        <source>One picture at a time.</source>
        <translation>Nur ein Bild auf einmal.</translation>
    </message>
    <message>
        <source>Picture of the card kept</source>
        <translation>Bild der Karte übernommen</translation>
    </message>
    <message>
        <source>Picture of the card removed. It stays among the documents.</source>
        <translation>Bild der Karte entfernt. Es bleibt bei den Dokumenten.</translation>
    </message>
    <message>
        <source>Picture of the card, {0}</source>
        <translation>Bild der Karte, {0}</translation>
    </message>
    <message>
        <source>Read a 271 file</source>
        <translation>271-Datei einlesen</translation>
    </message>
    <message>
        <source>Read a 271 file…</source>
        <translation>271-Datei einlesen…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Somebody kept another answer meanwhile. Yours is not kept yet.</source>
        <translation>Inzwischen hat jemand eine andere Antwort gespeichert. Ihre ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>That policy is no longer in the chart.</source>
        <translation>Diese Versicherung steht nicht mehr in der Akte.</translation>
    </message>
    <message>
        <source>The payer says</source>
        <translation>Der Kostenträger sagt</translation>
    </message>
    <message>
        <source>The picture is being read.</source>
        <translation>Das Bild wird gelesen.</translation>
    </message>
    <message>
        <source>The picture is not at this desk.</source>
        <translation>Das Bild ist nicht an diesem Arbeitsplatz.</translation>
    </message>
    <message>
        <source>There is no picture.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>There is no policy in the chart that is shown.</source>
        <translation>In der gezeigten Akte steht keine Versicherung.</translation>
    </message>
    <message>
        <source>This answer is about another person. Nothing was kept.</source>
        <translation>Diese Antwort betrifft eine andere Person. Nichts wurde übernommen.</translation>
    </message>
    <message>
        <source>Too large: a slip of the finger?</source>
        <translation>Zu groß: vertippt?</translation>
    </message>
    <message>
        <source>Type an amount, such as 25.00.</source>
        <translation>Geben Sie einen Betrag ein, etwa 25,00.</translation>
    </message>
    <message>
        <source>Write the day of the answer, not in future.</source>
        <translation>Schreiben Sie den Tag der Antwort, nicht in der Zukunft.</translation>
    </message>
    <message>
        <source>co-pay {0}</source>
        <translation>Zuzahlung {0}</translation>
    </message>
    <message>
        <source>group {0}</source>
        <translation>Gruppe {0}</translation>
    </message>
    <message>
        <source>held by {0}</source>
        <translation>Inhaber: {0}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>refused with code {0}</source>
        <translation>abgelehnt mit Code {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>bis {0}</translation>
    </message>
    <message>
        <source>{0}: card and eligibility…</source>
        <translation>{0}: Karte und Anspruch…</translation>
    </message>
    <message>
        <source>{0}: the answer says {1}, the chart {2}.</source>
        <translation>{0}: Die Antwort sagt {1}, die Akte {2}.</translation>
    </message>
</context>
<context>
    <name>dates</name>
    <message>
        <source>MMM yyyy</source>
        <translation>MMM yyyy</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <translation>MMMM yyyy</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d.</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>dd MMM yyyy</source>
        <translation>dd. MMM yyyy</translation>
    </message>
    <message>
        <source>ddd d</source>
        <translation>ddd d.</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>ddd d. MMM</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy</source>
        <translation>ddd d. MMM yyyy</translation>
    </message>
    <message>
        <source>ddd, d MMM yyyy</source>
        <translation>ddd, d. MMM yyyy</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <translation>dddd, d. MMMM</translation>
    </message>
    <message>
        <source>dddd d MMMM yyyy</source>
        <translation>dddd, d. MMMM yyyy</translation>
    </message>
    <message>
        <source>dddd, d MMMM yyyy</source>
        <translation>dddd, d. MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>documents</name>
    <message>
        <source>A file is still being read. One moment.</source>
        <translation>Eine Datei wird noch gelesen. Einen Moment.</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>Dokumente hinzufügen</translation>
    </message>
    <message>
        <source>Add documents (Ctrl+N), or drop files anywhere here</source>
        <translation>Dokumente hinzufügen (Strg+N) oder Dateien hier ablegen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Any kind</source>
        <translation>Jede Art</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Archive or restore</source>
        <translation>Archivieren oder zurückholen</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Arrows move through the list. Drop files here to add them.</source>
        <translation>Mit den Pfeiltasten durch die Liste. Dateien hier ablegen, um sie hinzuzufügen.</translation>
    </message>
    <message>
        <source>At most {0} files at a time.</source>
        <translation>Höchstens {0} Dateien auf einmal.</translation>
    </message>
    <message>
        <source>At the server: fetched when it is opened</source>
        <translation>Auf dem Server: wird beim Öffnen geholt</translation>
    </message>
    <message>
        <source>At this desk and at the server</source>
        <translation>An diesem Arbeitsplatz und auf dem Server</translation>
    </message>
    <message>
        <source>At this desk, not sent yet</source>
        <translation>An diesem Arbeitsplatz, noch nicht gesendet</translation>
    </message>
    <message>
        <source>Attachment</source>
        <translation>Anhang</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>Wählen Sie ein Dokument</translation>
    </message>
    <message>
        <source>Choose a file, or drop one here.</source>
        <translation>Wählen Sie eine Datei oder legen Sie eine hier ab.</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Dateien wählen</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <source>Choose the file again.</source>
        <translation>Wählen Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>Choose the files again: {0}</source>
        <translation>Wählen Sie die Dateien noch einmal: {0}</translation>
    </message>
    <message>
        <source>Choose the patient it belongs to.</source>
        <translation>Wählen Sie den Patienten, zu dem es gehört.</translation>
    </message>
    <message>
        <source>Clinical XML</source>
        <translation>Klinisches XML</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Copy saved, in clear.</source>
        <translation>Kopie gespeichert, unverschlüsselt.</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Aktuell</translation>
    </message>
    <message>
        <source>DICOM image</source>
        <translation>DICOM-Bild</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Day it was written</source>
        <translation>Tag der Ausstellung</translation>
    </message>
    <message>
        <source>Document archived.</source>
        <translation>Dokument archiviert.</translation>
    </message>
    <message>
        <source>Document filed.</source>
        <translation>Dokument abgelegt.</translation>
    </message>
    <message>
        <source>Document is current.</source>
        <translation>Dokument ist aktuell.</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit document</source>
        <translation>Dokument bearbeiten</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Irrtümlich eingetragen</translation>
    </message>
    <message>
        <source>Fetching it from the server…</source>
        <translation>Wird vom Server geholt…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Filter by title or patient</source>
        <translation>Nach Titel oder Patient filtern</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Give every file a title.</source>
        <translation>Geben Sie jeder Datei einen Titel.</translation>
    </message>
    <message>
        <source>Give it a title.</source>
        <translation>Geben Sie ihm einen Titel.</translation>
    </message>
    <message>
        <source>Imaging</source>
        <translation>Bildgebung</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>JPEG picture</source>
        <translation>JPEG-Bild</translation>
    </message>
    <message>
        <source>Kept as a draft, without the files.</source>
        <translation>Als Entwurf behalten, ohne die Dateien.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Als gelesen kennzeichnen</translation>
    </message>
    <message>
        <source>Marked as entered in error.</source>
        <translation>Als irrtümlich eingetragen gekennzeichnet.</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>Noch keine Dokumente</translation>
    </message>
    <message>
        <source>No file</source>
        <translation>Keine Datei</translation>
    </message>
    <message>
        <source>No file is attached to it.</source>
        <translation>Keine Datei hängt daran.</translation>
    </message>
    <message>
        <source>Not here yet</source>
        <translation>Noch nicht hier</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>Nicht gespeichert: Wählen Sie einen Namen, den es dort noch nicht gibt.</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>Nicht gezeigt</translation>
    </message>
    <message>
        <source>One file at a time takes another's place.</source>
        <translation>Nur eine Datei kann eine andere ersetzen.</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG-Bild</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Print document</source>
        <translation>Dokument drucken</translation>
    </message>
    <message>
        <source>Proof of identity</source>
        <translation>Ausweis</translation>
    </message>
    <message>
        <source>Reading {0}</source>
        <translation>{0} wird gelesen</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>Überweisung</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace document</source>
        <translation>Dokument ersetzen</translation>
    </message>
    <message>
        <source>Replace it to add one.</source>
        <translation>Ersetzen Sie es, um eine hinzuzufügen.</translation>
    </message>
    <message>
        <source>Replaced by: {0}</source>
        <translation>Ersetzt durch: {0}</translation>
    </message>
    <message>
        <source>Replaces: {0}</source>
        <translation>Ersetzt: {0}</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Kopie speichern</translation>
    </message>
    <message>
        <source>Save a copy to open it.</source>
        <translation>Speichern Sie eine Kopie, um es zu öffnen.</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Formular speichern</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Scan the paper with your scanner's program and choose the file. Kept: {0}.</source>
        <translation>Scannen Sie das Papier mit dem Programm Ihres Scanners und wählen Sie die Datei. Behalten werden: {0}.</translation>
    </message>
    <message>
        <source>Scanned letters, results, consents and pictures are kept here.</source>
        <translation>Gescannte Briefe, Befunde, Einwilligungen und Bilder werden hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>Sure? It cannot be undone</source>
        <translation>Sicher? Es ist nicht rückgängig zu machen</translation>
    </message>
    <message>
        <source>TIFF picture</source>
        <translation>TIFF-Bild</translation>
    </message>
    <message>
        <source>Take off what cannot be filed.</source>
        <translation>Nehmen Sie weg, was nicht abgelegt werden kann.</translation>
    </message>
    <message>
        <source>Take {0} off</source>
        <translation>{0} wegnehmen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>This file cannot be printed here. Save a copy instead.</source>
        <translation>Diese Datei kann hier nicht gedruckt werden. Speichern Sie stattdessen eine Kopie.</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Diese Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>To be read</source>
        <translation>Zu lesen</translation>
    </message>
    <message>
        <source>Too large to show</source>
        <translation>Zu groß zum Zeigen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Schreiben Sie ein Datum, etwa 2026-03-14.</translation>
    </message>
    <message>
        <source>filed by {0}</source>
        <translation>abgelegt von {0}</translation>
    </message>
    <message>
        <source>the server did not take it</source>
        <translation>der Server hat es nicht angenommen</translation>
    </message>
    <message>
        <source>{0} documents filed.</source>
        <translation>{0} Dokumente abgelegt.</translation>
    </message>
</context>
<context>
    <name>entries</name>
    <message>
        <source>1 visit is booked in this time</source>
        <translation>In dieser Zeit ist 1 Termin gebucht</translation>
    </message>
    <message>
        <source>10 digits</source>
        <translation>10 Ziffern</translation>
    </message>
    <message>
        <source>24 Nov 2026</source>
        <translation>24. Nov 2026</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Worum es geht</translation>
    </message>
    <message>
        <source>About a patient not shown to you</source>
        <translation>Betrifft eine Person, die Ihnen nicht gezeigt wird</translation>
    </message>
    <message>
        <source>About {0}</source>
        <translation>Betrifft {0}</translation>
    </message>
    <message>
        <source>Add closed day</source>
        <translation>Geschlossenen Tag hinzufügen</translation>
    </message>
    <message>
        <source>Add hours</source>
        <translation>Zeiten hinzufügen</translation>
    </message>
    <message>
        <source>Add measurements</source>
        <translation>Messwerte hinzufügen</translation>
    </message>
    <message>
        <source>Add organization</source>
        <translation>Einrichtung hinzufügen</translation>
    </message>
    <message>
        <source>Add template</source>
        <translation>Vorlage hinzufügen</translation>
    </message>
    <message>
        <source>Block time</source>
        <translation>Zeit sperren</translation>
    </message>
    <message>
        <source>Blocked time</source>
        <translation>Gesperrte Zeit</translation>
    </message>
    <message>
        <source>Breaths, /min</source>
        <translation>Atmung, /min</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Wählen Sie zuerst eine Zeile.</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Closed day</source>
        <translation>Geschlossener Tag</translation>
    </message>
    <message>
        <source>Closed days</source>
        <translation>Geschlossene Tage</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Edit (Enter)</source>
        <translation>Bearbeiten (Enter)</translation>
    </message>
    <message>
        <source>Fall, wrong form, needle</source>
        <translation>Sturz, falsches Formular, Nadel</translation>
    </message>
    <message>
        <source>Filled in: {0}</source>
        <translation>Ausgefüllt werden: {0}</translation>
    </message>
    <message>
        <source>Find by name, phone or place</source>
        <translation>Nach Name, Telefon oder Ort suchen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Height, cm</source>
        <translation>Größe, cm</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>Gilt ab</translation>
    </message>
    <message>
        <source>How bad</source>
        <translation>Wie schlimm</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Incident report</source>
        <translation>Vorfallbericht</translation>
    </message>
    <message>
        <source>It is about no patient in particular.</source>
        <translation>Es geht um keine bestimmte Person.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Look again, please: {0}. Save all the same if it is right.</source>
        <translation>Bitte noch einmal ansehen: {0}. Trotzdem speichern, wenn es stimmt.</translation>
    </message>
    <message>
        <source>Lunch, meeting, repair</source>
        <translation>Mittag, Besprechung, Reparatur</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>Message template</source>
        <translation>Nachrichtenvorlage</translation>
    </message>
    <message>
        <source>NPI</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No closed days from today on.</source>
        <translation>Ab heute keine geschlossenen Tage.</translation>
    </message>
    <message>
        <source>No hospitals, practices or laboratories are listed yet.</source>
        <translation>Noch keine Krankenhäuser, Praxen oder Labore eingetragen.</translation>
    </message>
    <message>
        <source>No hours are set: providers can be booked while the clinic is open.</source>
        <translation>Keine Zeiten gesetzt: Buchen geht, solange die Praxis geöffnet ist.</translation>
    </message>
    <message>
        <source>No incidents are reported.</source>
        <translation>Keine Vorfälle gemeldet.</translation>
    </message>
    <message>
        <source>No provider</source>
        <translation>Keine Behandler</translation>
    </message>
    <message>
        <source>No room</source>
        <translation>Kein Raum</translation>
    </message>
    <message>
        <source>No templates yet.</source>
        <translation>Noch keine Vorlagen.</translation>
    </message>
    <message>
        <source>No time is blocked from now on.</source>
        <translation>Ab jetzt ist keine Zeit gesperrt.</translation>
    </message>
    <message>
        <source>Not in use</source>
        <translation>Nicht in Gebrauch</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>Nichts passt.</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>Noch nichts wurde gemessen.</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Oxygen, %</source>
        <translation>Sauerstoff, %</translation>
    </message>
    <message>
        <source>Pain, 0–10</source>
        <translation>Schmerz, 0–10</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient it is about, if any</source>
        <translation>Um welche Person es geht, falls um eine</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Pressure, mmHg</source>
        <translation>Blutdruck, mmHg</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Provider hours</source>
        <translation>Sprechzeiten</translation>
    </message>
    <message>
        <source>Pulse, /min</source>
        <translation>Puls, /min</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>Notiert von</translation>
    </message>
    <message>
        <source>Remove (Del)</source>
        <translation>Entfernen (Entf)</translation>
    </message>
    <message>
        <source>Remove the entry</source>
        <translation>Eintrag entfernen</translation>
    </message>
    <message>
        <source>Report an incident</source>
        <translation>Vorfall melden</translation>
    </message>
    <message>
        <source>Reported by</source>
        <translation>Gemeldet von</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save all the same</source>
        <translation>Trotzdem speichern</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesland</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Street and number</source>
        <translation>Straße und Hausnummer</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Temperature, °C</source>
        <translation>Temperatur, °C</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Thanksgiving</source>
        <translation>Feiertag</translation>
    </message>
    <message>
        <source>The latest {0} are shown.</source>
        <translation>Die neuesten {0} werden gezeigt.</translation>
    </message>
    <message>
        <source>They stay booked: move them, or save all the same.</source>
        <translation>Sie bleiben gebucht: verlegen Sie sie, oder speichern Sie trotzdem.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Weight, kg</source>
        <translation>Gewicht, kg</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>Was daraus wurde</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Your role reports incidents and does not read the reports.</source>
        <translation>Ihre Rolle meldet Vorfälle und liest die Meldungen nicht.</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>derselbe</translation>
    </message>
    <message>
        <source>{0} removed</source>
        <translation>{0} entfernt</translation>
    </message>
    <message>
        <source>{0} visits are booked in this time</source>
        <translation>In dieser Zeit sind {0} Termine gebucht</translation>
    </message>
    <message>
        <source>{0}, last time {1}</source>
        <translation>{0}, beim letzten Mal {1}</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address, second line</source>
        <translation>Adresse, zweite Zeile</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Another program is using the database. Close it and try again.</source>
        <translation>Ein anderes Programm benutzt die Datenbank. Schließen Sie es und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Breathing rate</source>
        <translation>Atemfrequenz</translation>
    </message>
    <message>
        <source>Co-pay</source>
        <translation>Zuzahlung</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Geburtsdatum</translation>
    </message>
    <message>
        <source>Diastolic pressure</source>
        <translation>Unterer Blutdruck</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Vornamen</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>MRN</source>
        <translation>Patientennr.</translation>
    </message>
    <message>
        <source>Mobile phone</source>
        <translation>Mobiltelefon</translation>
    </message>
    <message>
        <source>Nothing can be saved here: the audit trail was changed. Tell your administrator.</source>
        <translation>Hier kann nichts gespeichert werden: Das Protokoll wurde verändert. Sagen Sie es Ihrem Administrator.</translation>
    </message>
    <message>
        <source>Oxygen saturation</source>
        <translation>Sauerstoffsättigung</translation>
    </message>
    <message>
        <source>Pain</source>
        <translation>Schmerz</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Pulse</source>
        <translation>Puls</translation>
    </message>
    <message>
        <source>Sign in to the server again to go on syncing.</source>
        <translation>Melden Sie sich wieder am Server an, um weiter abzugleichen.</translation>
    </message>
    <message>
        <source>Somebody changed this record meanwhile. Look at both and save again.</source>
        <translation>Jemand hat diesen Datensatz inzwischen geändert. Sehen Sie sich beides an und speichern Sie noch einmal.</translation>
    </message>
    <message>
        <source>Something went wrong. Nothing was lost; please try again.</source>
        <translation>Etwas ist schiefgegangen. Nichts ging verloren; bitte versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesland</translation>
    </message>
    <message>
        <source>Systolic pressure</source>
        <translation>Oberer Blutdruck</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>That passphrase does not open this clinic.</source>
        <translation>Diese Passphrase öffnet diese Praxis nicht.</translation>
    </message>
    <message>
        <source>That time is taken.</source>
        <translation>Diese Zeit ist vergeben.</translation>
    </message>
    <message>
        <source>The clinic keeps as much at the server as it may. Ask whoever runs the server for more room.</source>
        <translation>Die Praxis hat den Platz auf dem Server ausgeschöpft. Bitten Sie den Betreiber des Servers um mehr Platz.</translation>
    </message>
    <message>
        <source>The clinic's database could not be opened.</source>
        <translation>Die Datenbank der Praxis konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>The clinic's database is damaged. Restore a backup.</source>
        <translation>Die Datenbank der Praxis ist beschädigt. Stellen Sie eine Sicherung wieder her.</translation>
    </message>
    <message>
        <source>The computer's keyring is not available.</source>
        <translation>Der Schlüsselbund des Computers ist nicht verfügbar.</translation>
    </message>
    <message>
        <source>The disk could not be read or written; it may be full or failing. Nothing was saved.</source>
        <translation>Die Festplatte konnte nicht gelesen oder beschrieben werden; sie ist vielleicht voll oder defekt. Nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>The disk is full; the change was not saved. Make room and try again.</source>
        <translation>Die Festplatte ist voll; die Änderung wurde nicht gespeichert. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>The file is damaged, and the server does not have it. File it again.</source>
        <translation>Die Datei ist beschädigt, und der Server hat sie nicht. Legen Sie sie noch einmal ab.</translation>
    </message>
    <message>
        <source>The file is not here yet. It is on its way from another desk.</source>
        <translation>Die Datei ist noch nicht hier. Sie ist unterwegs von einem anderen Arbeitsplatz.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Changes are kept on this computer.</source>
        <translation>Der Server ist nicht erreichbar. Änderungen werden auf diesem Computer aufbewahrt.</translation>
    </message>
    <message>
        <source>The server could not do this now. Changes are kept on this computer.</source>
        <translation>Der Server konnte dies gerade nicht tun. Änderungen werden auf diesem Computer aufbewahrt.</translation>
    </message>
    <message>
        <source>The visit has moved on; this step no longer fits.</source>
        <translation>Der Termin ist schon weiter; dieser Schritt passt nicht mehr.</translation>
    </message>
    <message>
        <source>This PIN failed too often. Sign in with your passphrase, then use it again.</source>
        <translation>Diese PIN war zu oft falsch. Melden Sie sich mit Ihrer Passphrase an und verwenden Sie sie dann wieder.</translation>
    </message>
    <message>
        <source>This account was closed. Ask an administrator of the clinic.</source>
        <translation>Dieses Konto wurde geschlossen. Fragen Sie einen Administrator der Praxis.</translation>
    </message>
    <message>
        <source>This record is no longer there.</source>
        <translation>Diesen Datensatz gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>This took too long and was given up; nothing was saved.</source>
        <translation>Dies dauerte zu lange und wurde abgebrochen; nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>Too many failures. Try again in {seconds} s.</source>
        <translation>Zu viele Fehlversuche. Versuchen Sie es in {seconds} s wieder.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Work phone</source>
        <translation>Telefon Arbeit</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Actor</source>
        <translation>Handelnder</translation>
    </message>
    <message>
        <source>Address line</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address line2</source>
        <translation>Adresse, zweite Zeile</translation>
    </message>
    <message>
        <source>Adjusted</source>
        <translation>Korrigiert</translation>
    </message>
    <message>
        <source>Adjusted on</source>
        <translation>Korrigiert am</translation>
    </message>
    <message>
        <source>Adjustment limit</source>
        <translation>Korrekturgrenze</translation>
    </message>
    <message>
        <source>After minute</source>
        <translation>Nach Minute</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Amends</source>
        <translation>Ergänzt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Arrived at</source>
        <translation>Eingetroffen um</translation>
    </message>
    <message>
        <source>Assignee</source>
        <translation>Zugewiesen an</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Verfasser</translation>
    </message>
    <message>
        <source>Authored on</source>
        <translation>Verfasst am</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Grundlage</translation>
    </message>
    <message>
        <source>Before minute</source>
        <translation>Vor Minute</translation>
    </message>
    <message>
        <source>Begins at</source>
        <translation>Beginnt um</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>Geburtsdatum</translation>
    </message>
    <message>
        <source>Birth date is estimated</source>
        <translation>Geburtsdatum geschätzt</translation>
    </message>
    <message>
        <source>Breaths per min</source>
        <translation>Atemzüge pro Minute</translation>
    </message>
    <message>
        <source>Broken at</source>
        <translation>Geöffnet um</translation>
    </message>
    <message>
        <source>Cancel reason</source>
        <translation>Absagegrund</translation>
    </message>
    <message>
        <source>Card back</source>
        <translation>Kartenrückseite</translation>
    </message>
    <message>
        <source>Card front</source>
        <translation>Kartenvorderseite</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Behandlungsplan</translation>
    </message>
    <message>
        <source>Carried out at</source>
        <translation>Ausgeführt am</translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>Ausgeführt von</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Kasse</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Claim number</source>
        <translation>Abrechnungsnummer</translation>
    </message>
    <message>
        <source>Claimed at</source>
        <translation>Übernommen um</translation>
    </message>
    <message>
        <source>Claimed by</source>
        <translation>Übernommen von</translation>
    </message>
    <message>
        <source>Closed at</source>
        <translation>Geschlossen um</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Geschlossen von</translation>
    </message>
    <message>
        <source>Closes at</source>
        <translation>Schließt um</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Code system</source>
        <translation>Codesystem</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Condition ids</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>Confirmation</source>
        <translation>Bestätigung</translation>
    </message>
    <message>
        <source>Content hash</source>
        <translation>Prüfsumme des Inhalts</translation>
    </message>
    <message>
        <source>Copay</source>
        <translation>Zuzahlung</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Gezählt</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Criticality</source>
        <translation>Gefährlichkeit</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Deceased on</source>
        <translation>Verstorben am</translation>
    </message>
    <message>
        <source>Decided at</source>
        <translation>Entschieden am</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Entschieden von</translation>
    </message>
    <message>
        <source>Decision note</source>
        <translation>Bemerkung zur Entscheidung</translation>
    </message>
    <message>
        <source>Denial codes</source>
        <translation>Ablehnungscodes</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Diagnosis codes</source>
        <translation>Diagnosecodes</translation>
    </message>
    <message>
        <source>Diastolic mmhg</source>
        <translation>Diastolisch, mmHg</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Angezeigter Name</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Document ids</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Done at</source>
        <translation>Erledigt um</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>Erledigt von</translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation>Dosierung</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dosis</translation>
    </message>
    <message>
        <source>Dose number</source>
        <translation>Dosisnummer</translation>
    </message>
    <message>
        <source>Dose unit</source>
        <translation>Dosiseinheit</translation>
    </message>
    <message>
        <source>Drafted by</source>
        <translation>Entworfen von</translation>
    </message>
    <message>
        <source>Due on</source>
        <translation>Fällig am</translation>
    </message>
    <message>
        <source>Earliest on</source>
        <translation>Frühestens am</translation>
    </message>
    <message>
        <source>Eligibility</source>
        <translation>Anspruch</translation>
    </message>
    <message>
        <source>Eligibility on</source>
        <translation>Anspruch geprüft am</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Ends at</source>
        <translation>Endet um</translation>
    </message>
    <message>
        <source>Ends on</source>
        <translation>Endet am</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Expires on</source>
        <translation>Läuft ab am</translation>
    </message>
    <message>
        <source>Exported at</source>
        <translation>Exportiert um</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Familienname</translation>
    </message>
    <message>
        <source>Fee schedule</source>
        <translation>Gebührenordnung</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>First on</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Wechselgeld</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Häufigkeit</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Vornamen</translation>
    </message>
    <message>
        <source>Group number</source>
        <translation>Gruppennummer</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Zahlungspflichtige Person</translation>
    </message>
    <message>
        <source>Happened at</source>
        <translation>Geschehen um</translation>
    </message>
    <message>
        <source>Height mm</source>
        <translation>Größe, mm</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Haushalt</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Anweisungen</translation>
    </message>
    <message>
        <source>Insurance claim</source>
        <translation>Kassenabrechnung</translation>
    </message>
    <message>
        <source>Is active</source>
        <translation>Ist aktiv</translation>
    </message>
    <message>
        <source>Is alias</source>
        <translation>Ist Zweitnummer</translation>
    </message>
    <message>
        <source>Is guarantor</source>
        <translation>Ist zahlungspflichtig</translation>
    </message>
    <message>
        <source>Is late cancel</source>
        <translation>Kurzfristige Absage</translation>
    </message>
    <message>
        <source>Is overbook</source>
        <translation>Überbucht</translation>
    </message>
    <message>
        <source>Is schedulable</source>
        <translation>Buchbar</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Last contact at</source>
        <translation>Letzter Kontakt um</translation>
    </message>
    <message>
        <source>Last message at</source>
        <translation>Letzte Nachricht um</translation>
    </message>
    <message>
        <source>Last on</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Last outcome</source>
        <translation>Letztes Ergebnis</translation>
    </message>
    <message>
        <source>Latest on</source>
        <translation>Spätestens am</translation>
    </message>
    <message>
        <source>Length min</source>
        <translation>Dauer, Min.</translation>
    </message>
    <message>
        <source>Local start</source>
        <translation>Beginn vor Ort</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Standort</translation>
    </message>
    <message>
        <source>Lot number</source>
        <translation>Chargennummer</translation>
    </message>
    <message>
        <source>Maiden name</source>
        <translation>Geburtsname</translation>
    </message>
    <message>
        <source>Marital status</source>
        <translation>Familienstand</translation>
    </message>
    <message>
        <source>Measured at</source>
        <translation>Gemessen um</translation>
    </message>
    <message>
        <source>Media type</source>
        <translation>Dateiart</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Versichertennummer</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Zusammengeführt</translation>
    </message>
    <message>
        <source>Merged at</source>
        <translation>Zusammengeführt um</translation>
    </message>
    <message>
        <source>Merged by</source>
        <translation>Zusammengeführt von</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Zahlungsart</translation>
    </message>
    <message>
        <source>Mrn</source>
        <translation>Patientennummer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Needs interpreter</source>
        <translation>Braucht Dolmetscher</translation>
    </message>
    <message>
        <source>Needs resolution</source>
        <translation>Braucht Entscheidung</translation>
    </message>
    <message>
        <source>Next due on</source>
        <translation>Nächstes Mal fällig am</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Npi</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Occurred at</source>
        <translation>Ereignet um</translation>
    </message>
    <message>
        <source>Occurred on</source>
        <translation>Ereignet am</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Am</translation>
    </message>
    <message>
        <source>Onset on</source>
        <translation>Beginn am</translation>
    </message>
    <message>
        <source>Onset text</source>
        <translation>Beginn in Worten</translation>
    </message>
    <message>
        <source>Op</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Op kind</source>
        <translation>Art des Vorgangs</translation>
    </message>
    <message>
        <source>Opened at</source>
        <translation>Geöffnet um</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>Geöffnet von</translation>
    </message>
    <message>
        <source>Opens at</source>
        <translation>Öffnet um</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Other row</source>
        <translation>Anderer Datensatz</translation>
    </message>
    <message>
        <source>Ours</source>
        <translation>Unserer</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Override reason</source>
        <translation>Grund der Überbuchung</translation>
    </message>
    <message>
        <source>Oxygen saturation pct</source>
        <translation>Sauerstoffsättigung, %</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Bezahlt</translation>
    </message>
    <message>
        <source>Paid on</source>
        <translation>Bezahlt am</translation>
    </message>
    <message>
        <source>Pain 0 10</source>
        <translation>Schmerz, 0–10</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient share</source>
        <translation>Anteil des Patienten</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Kostenträger</translation>
    </message>
    <message>
        <source>Payer claim number</source>
        <translation>Nummer des Kostenträgers</translation>
    </message>
    <message>
        <source>Payer code</source>
        <translation>Code des Kostenträgers</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Performed on</source>
        <translation>Durchgeführt am</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Phone mobile</source>
        <translation>Mobiltelefon</translation>
    </message>
    <message>
        <source>Phone work</source>
        <translation>Telefon Arbeit</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Practitioner</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Preferred name</source>
        <translation>Rufname</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Anrede</translation>
    </message>
    <message>
        <source>Prescriber</source>
        <translation>Verschrieben von</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Procedure code</source>
        <translation>Leistungscode</translation>
    </message>
    <message>
        <source>Pulse per min</source>
        <translation>Puls pro Minute</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Quantity unit</source>
        <translation>Mengeneinheit</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>Reaktion</translation>
    </message>
    <message>
        <source>Read by</source>
        <translation>Gelesen von</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Reason codes</source>
        <translation>Grundcodes</translation>
    </message>
    <message>
        <source>Receipt number</source>
        <translation>Quittungsnummer</translation>
    </message>
    <message>
        <source>Received on</source>
        <translation>Erhalten am</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Empfänger</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>Notiert von</translation>
    </message>
    <message>
        <source>Recorded on</source>
        <translation>Erfasst am</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>Notiert durch</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Wiederauftreten</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Refunded on</source>
        <translation>Zurückgezahlt am</translation>
    </message>
    <message>
        <source>Related patient</source>
        <translation>Verbundener Patient</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>Beziehung</translation>
    </message>
    <message>
        <source>Reported by</source>
        <translation>Gemeldet von</translation>
    </message>
    <message>
        <source>Requested at</source>
        <translation>Angefragt am</translation>
    </message>
    <message>
        <source>Requested by</source>
        <translation>Angefragt von</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Resolved at</source>
        <translation>Entschieden um</translation>
    </message>
    <message>
        <source>Resolved by</source>
        <translation>Entschieden von</translation>
    </message>
    <message>
        <source>Resolved on</source>
        <translation>Abgeklungen am</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Reverses</source>
        <translation>Storniert</translation>
    </message>
    <message>
        <source>Review note</source>
        <translation>Notiz zur Prüfung</translation>
    </message>
    <message>
        <source>Reviewed at</source>
        <translation>Geprüft um</translation>
    </message>
    <message>
        <source>Reviewed by</source>
        <translation>Geprüft von</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Einnahmeweg</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Punktzahl</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>Absender</translation>
    </message>
    <message>
        <source>Sender name</source>
        <translation>Name des Absenders</translation>
    </message>
    <message>
        <source>Sent at</source>
        <translation>Gesendet um</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Service on</source>
        <translation>Leistung am</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Sha256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Signed at</source>
        <translation>Unterschrieben um</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Unterschrieben von</translation>
    </message>
    <message>
        <source>Signed on</source>
        <translation>Unterschrieben am</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Körperstelle</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Specialty</source>
        <translation>Fachgebiet</translation>
    </message>
    <message>
        <source>Stamps</source>
        <translation>Stempel</translation>
    </message>
    <message>
        <source>Starts at</source>
        <translation>Beginnt um</translation>
    </message>
    <message>
        <source>Starts on</source>
        <translation>Beginnt am</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesland</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Status before</source>
        <translation>Status davor</translation>
    </message>
    <message>
        <source>Stop reason</source>
        <translation>Absetzgrund</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Subscriber name</source>
        <translation>Name des Versicherten</translation>
    </message>
    <message>
        <source>Subscriber relationship</source>
        <translation>Beziehung zum Versicherten</translation>
    </message>
    <message>
        <source>Suffix</source>
        <translation>Namenszusatz</translation>
    </message>
    <message>
        <source>Supersedes</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Systolic mmhg</source>
        <translation>Systolisch, mmHg</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Zielwert</translation>
    </message>
    <message>
        <source>Tells after min</source>
        <translation>Schreibt nach Minuten</translation>
    </message>
    <message>
        <source>Temperature centi c</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Der andere</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Unmerged at</source>
        <translation>Getrennt um</translation>
    </message>
    <message>
        <source>Unmerged by</source>
        <translation>Getrennt von</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Gültig ab</translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Absicherung</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Terminart</translation>
    </message>
    <message>
        <source>Weekday</source>
        <translation>Wochentag</translation>
    </message>
    <message>
        <source>Weekdays</source>
        <translation>Wochentage</translation>
    </message>
    <message>
        <source>Weight g</source>
        <translation>Gewicht, g</translation>
    </message>
    <message>
        <source>Withdrawal reason</source>
        <translation>Grund des Widerrufs</translation>
    </message>
    <message>
        <source>Withdrawn on</source>
        <translation>Widerrufen am</translation>
    </message>
    <message>
        <source>Witnessed by</source>
        <translation>Bezeugt von</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
    <message>
        <source>Written at</source>
        <translation>Geschrieben am</translation>
    </message>
    <message>
        <source>Written lines</source>
        <translation>Geschriebene Zeilen</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>Zeitzone</translation>
    </message>
</context>
<context>
    <name>first_run</name>
    <message>
        <source>A code has {0} letters and digits: {1} are missing.</source>
        <translation>Ein Code hat {0} Buchstaben und Ziffern: {1} fehlen.</translation>
    </message>
    <message>
        <source>Another program is using this folder. Close it and try again.</source>
        <translation>Ein anderes Programm benutzt diesen Ordner. Schließen Sie es und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Asking the server about the code…</source>
        <translation>Der Server wird nach dem Code gefragt…</translation>
    </message>
    <message>
        <source>Clinic and you</source>
        <translation>Praxis und Sie</translation>
    </message>
    <message>
        <source>Enrolling this computer at the server…</source>
        <translation>Dieser Computer wird am Server angemeldet…</translation>
    </message>
    <message>
        <source>Join code</source>
        <translation>Beitrittscode</translation>
    </message>
    <message>
        <source>Looking at this computer's keyring…</source>
        <translation>Der Schlüsselbund dieses Computers wird geprüft…</translation>
    </message>
    <message>
        <source>Make the recovery code later: clinic-desk recovery-code.</source>
        <translation>Machen Sie den Wiederherstellungscode später: clinic-desk recovery-code.</translation>
    </message>
    <message>
        <source>Making the keys and the encrypted database…</source>
        <translation>Schlüssel und verschlüsselte Datenbank werden angelegt…</translation>
    </message>
    <message>
        <source>Making the recovery code…</source>
        <translation>Der Wiederherstellungscode wird erstellt…</translation>
    </message>
    <message>
        <source>No server of that name is found. Check the address for a typing error and whether this computer is online.</source>
        <translation>Kein Server dieses Namens wird gefunden. Prüfen Sie die Adresse auf Tippfehler und ob dieser Computer online ist.</translation>
    </message>
    <message>
        <source>No trusted keyring on this computer: passphrase mode, reduced protection.</source>
        <translation>Kein vertrauenswürdiger Schlüsselbund auf diesem Computer: nur Passphrase, verringerter Schutz.</translation>
    </message>
    <message>
        <source>Nothing listens at that address. Check the port, and whether the server is running.</source>
        <translation>An dieser Adresse hört niemand. Prüfen Sie den Port und ob der Server läuft.</translation>
    </message>
    <message>
        <source>Opening the clinic…</source>
        <translation>Die Praxis wird geöffnet…</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Protected by your passphrase together with this computer's keyring: {0}. A copy of the files opens nowhere else.</source>
        <translation>Geschützt durch Ihre Passphrase zusammen mit dem Schlüsselbund dieses Computers: {0}. Eine Kopie der Dateien öffnet sich nirgends sonst.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>Reduced protection: the keyring found here ({0}) is not known to encrypt, so it is not used.</source>
        <translation>Verringerter Schutz: Von dem hier gefundenen Schlüsselbund ({0}) ist nicht bekannt, dass er verschlüsselt; er wird deshalb nicht verwendet.</translation>
    </message>
    <message>
        <source>Reduced protection: the keyring found here ({0}) keeps secrets in clear text, so it is not used.</source>
        <translation>Verringerter Schutz: Der hier gefundene Schlüsselbund ({0}) bewahrt Geheimnisse im Klartext auf und wird deshalb nicht verwendet.</translation>
    </message>
    <message>
        <source>Server and code</source>
        <translation>Server und Code</translation>
    </message>
    <message>
        <source>Setting the PIN…</source>
        <translation>Die PIN wird gesetzt…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Stopped. Nothing was made on this computer.</source>
        <translation>Angehalten. Auf diesem Computer wurde nichts angelegt.</translation>
    </message>
    <message>
        <source>Stopping; nothing is left half…</source>
        <translation>Wird angehalten; nichts bleibt halb zurück…</translation>
    </message>
    <message>
        <source>That is {0} too many: a code has {1} letters and digits.</source>
        <translation>{0} zu viel: Ein Code hat {1} Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>The code is wrong, was used already, or is older than a day. Ask for a new one.</source>
        <translation>Der Code ist falsch, wurde schon benutzt oder ist älter als einen Tag. Bitten Sie um einen neuen.</translation>
    </message>
    <message>
        <source>The computer's keyring did not answer. Unlock it, then try again.</source>
        <translation>Der Schlüsselbund des Computers hat nicht geantwortet. Entsperren Sie ihn und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The disk is full; nothing was made. Make room and try again.</source>
        <translation>Die Festplatte ist voll; nichts wurde angelegt. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The disk or the network refused. Check both, then try again.</source>
        <translation>Die Festplatte oder das Netzwerk hat abgelehnt. Prüfen Sie beides und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The join was stopped. Go on with it when you like.</source>
        <translation>Der Beitritt wurde angehalten. Fahren Sie fort, wann Sie möchten.</translation>
    </message>
    <message>
        <source>The keyring ({0}) does not keep what it is given; it may be locked. Unlock it and look again, or go on with reduced protection.</source>
        <translation>Der Schlüsselbund ({0}) behält nicht, was er bekommt; vielleicht ist er gesperrt. Entsperren Sie ihn und suchen Sie noch einmal, oder fahren Sie mit verringertem Schutz fort.</translation>
    </message>
    <message>
        <source>The passphrase alone protects the data, so make it long. Unlocking takes longer, a PIN is not possible, and the audit trail notes it. A keyring added later does not change it.</source>
        <translation>Nur die Passphrase schützt die Daten, wählen Sie sie also lang. Das Entsperren dauert länger, eine PIN ist nicht möglich, und das Protokoll vermerkt es. Ein später hinzugefügter Schlüsselbund ändert es nicht.</translation>
    </message>
    <message>
        <source>The server did not answer in time. Check the network, then try again.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet. Prüfen Sie das Netzwerk und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The server does not accept this name with this passphrase. Who works at another desk of the clinic already uses the same passphrase here.</source>
        <translation>Der Server nimmt diesen Namen mit dieser Passphrase nicht an. Wer schon an einem anderen Arbeitsplatz der Praxis arbeitet, verwendet hier dieselbe Passphrase.</translation>
    </message>
    <message>
        <source>The server does not accept this. Check code, name and passphrase.</source>
        <translation>Der Server nimmt dies nicht an. Prüfen Sie Code, Name und Passphrase.</translation>
    </message>
    <message>
        <source>The server does not answer. Check its address and the network, then try again.</source>
        <translation>Der Server antwortet nicht. Prüfen Sie seine Adresse und das Netzwerk und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The server is in trouble ({0}). Try again later.</source>
        <translation>Der Server hat Schwierigkeiten ({0}). Versuchen Sie es später wieder.</translation>
    </message>
    <message>
        <source>The server knows this computer already. Ask for a fresh code.</source>
        <translation>Der Server kennt diesen Computer schon. Bitten Sie um einen neuen Code.</translation>
    </message>
    <message>
        <source>The server refused this ({0}).</source>
        <translation>Der Server hat dies abgelehnt ({0}).</translation>
    </message>
    <message>
        <source>The server shut this computer or its user out. Ask an administrator.</source>
        <translation>Der Server hat diesen Computer oder seinen Benutzer ausgeschlossen. Fragen Sie einen Administrator.</translation>
    </message>
    <message>
        <source>The server speaks another version. Update Clinic Desk and try again.</source>
        <translation>Der Server spricht eine andere Version. Aktualisieren Sie Clinic Desk und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The server was asked too often. Try again in {0} s.</source>
        <translation>Der Server wurde zu oft gefragt. Versuchen Sie es in {0} s wieder.</translation>
    </message>
    <message>
        <source>The server's certificate is not trusted, so nothing was sent. Ask who runs the server for the certificate of the clinic's own authority, and choose its file.</source>
        <translation>Dem Zertifikat des Servers wird nicht vertraut, darum wurde nichts gesendet. Lassen Sie sich vom Betreiber des Servers das Zertifikat der eigenen Zertifizierungsstelle geben und wählen Sie dessen Datei.</translation>
    </message>
    <message>
        <source>What answers there does not speak encrypted HTTPS (TLS 1.3), so nothing was sent. Check the address and its port.</source>
        <translation>Was dort antwortet, spricht kein verschlüsseltes HTTPS (TLS 1.3), deshalb wurde nichts gesendet. Prüfen Sie Adresse und Port.</translation>
    </message>
    <message>
        <source>What answers there is no Clinic Desk server. Check the address.</source>
        <translation>Was dort antwortet, ist kein Clinic-Desk-Server. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>“{0}” is in no code: letters without I, L, O and U, and digits.</source>
        <translation>„{0}“ kommt in keinem Code vor: Buchstaben ohne I, L, O und U, und Ziffern.</translation>
    </message>
</context>
<context>
    <name>held_notices</name>
    <message>
        <source>A message about a changed visit was drafted: Sync centre, Messages to send.</source>
        <translation>Eine Nachricht über einen geänderten Termin wurde entworfen: Sync-Zentrale, Nachrichten zu senden.</translation>
    </message>
    <message>
        <source>A message to the patient is drafted at {0}.</source>
        <translation>Um {0} wird eine Nachricht an die Person entworfen.</translation>
    </message>
    <message>
        <source>Dear {0},</source>
        <translation>Guten Tag {0},</translation>
    </message>
    <message>
        <source>Please tell us if that does not suit you.</source>
        <translation>Bitte sagen Sie uns, wenn Ihnen das nicht passt.</translation>
    </message>
    <message>
        <source>Somebody who writes messages drafts the message.</source>
        <translation>Die Nachricht entwirft, wer Nachrichten schreibt.</translation>
    </message>
    <message>
        <source>The visit of {0} is now {1}.</source>
        <translation>Der Termin vom {0} ist jetzt am {1}.</translation>
    </message>
    <message>
        <source>The visit of {0} was cancelled.</source>
        <translation>Der Termin vom {0} wurde abgesagt.</translation>
    </message>
    <message>
        <source>Your appointment</source>
        <translation>Ihr Termin</translation>
    </message>
    <message>
        <source>Your appointment of {0} is with {1} now.</source>
        <translation>Ihr Termin vom {0} ist jetzt bei {1}.</translation>
    </message>
    <message>
        <source>Your appointment of {0} takes place.</source>
        <translation>Ihr Termin am {0} findet statt.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was cancelled.</source>
        <translation>Ihr Termin vom {0} wurde abgesagt.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was moved to {1}, with {2}.</source>
        <translation>Ihr Termin vom {0} wurde auf {1} verlegt, bei {2}.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was moved to {1}.</source>
        <translation>Ihr Termin vom {0} wurde auf {1} verlegt.</translation>
    </message>
    <message>
        <source>Your appointments</source>
        <translation>Ihre Termine</translation>
    </message>
    <message>
        <source>{0} visits of one patient changed, the first of {1}.</source>
        <translation>{0} Termine einer Person haben sich geändert, der erste vom {1}.</translation>
    </message>
</context>
<context>
    <name>locking</name>
    <message>
        <source>A whole shift has passed: please sign in anew. What was typed is kept.</source>
        <translation>Eine ganze Schicht ist vorbei: Bitte melden Sie sich neu an. Was getippt wurde, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Ask an administrator of the clinic.</source>
        <translation>Fragen Sie einen Administrator der Praxis.</translation>
    </message>
    <message>
        <source>It has not heard from it for too long. Patient data stays closed.</source>
        <translation>Er hat zu lange nichts von ihm gehört. Patientendaten bleiben geschlossen.</translation>
    </message>
    <message>
        <source>It last did so on {0}. Patient data stays closed until it connects.</source>
        <translation>Zuletzt am {0}. Patientendaten bleiben geschlossen, bis er sich verbindet.</translation>
    </message>
    <message>
        <source>It stands more than a day before the server's last word. Put it right.</source>
        <translation>Sie steht mehr als einen Tag vor dem letzten Wort des Servers. Stellen Sie sie richtig.</translation>
    </message>
    <message>
        <source>Locked for long: the keys were put away. What was typed is kept.</source>
        <translation>Lange gesperrt: Die Schlüssel wurden weggelegt. Was getippt wurde, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Locked when the lid was closed. What was typed is kept.</source>
        <translation>Gesperrt, als der Deckel geschlossen wurde. Was getippt wurde, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Nothing was deleted: what was not sent yet stays on this computer, encrypted, and is sent when it is let in again.</source>
        <translation>Nichts wurde gelöscht: Was noch nicht gesendet war, bleibt verschlüsselt auf diesem Computer und wird gesendet, wenn er wieder zugelassen ist.</translation>
    </message>
    <message>
        <source>Offline. Changes that wait on this computer, encrypted: {0}.</source>
        <translation>Offline. Änderungen, die verschlüsselt auf diesem Computer warten: {0}.</translation>
    </message>
    <message>
        <source>Quit, start again and sign in with your passphrase to connect.</source>
        <translation>Beenden Sie, starten Sie neu und melden Sie sich mit Ihrer Passphrase an, um sich zu verbinden.</translation>
    </message>
    <message>
        <source>Sync is paused while locked. Changes that wait, encrypted: {0}.</source>
        <translation>Während der Sperre ruht der Abgleich. Verschlüsselt wartende Änderungen: {0}.</translation>
    </message>
    <message>
        <source>Sync is paused while locked. Everything was sent.</source>
        <translation>Während der Sperre ruht der Abgleich. Alles wurde gesendet.</translation>
    </message>
    <message>
        <source>Ten failed attempts: the keys were put away.</source>
        <translation>Zehn Fehlversuche: Die Schlüssel wurden weggelegt.</translation>
    </message>
    <message>
        <source>That is not the PIN of this person at this desk.</source>
        <translation>Das ist nicht die PIN dieser Person an diesem Arbeitsplatz.</translation>
    </message>
    <message>
        <source>The clinic's server lets this workstation or its user in no more.</source>
        <translation>Der Server der Praxis lässt diesen Arbeitsplatz oder seinen Benutzer nicht mehr ein.</translation>
    </message>
    <message>
        <source>The clinic's server shut this workstation or its user out. Nothing was deleted: what was not sent yet stays on this computer, encrypted.</source>
        <translation>Der Server der Praxis hat diesen Arbeitsplatz oder seinen Benutzer ausgeschlossen. Nichts wurde gelöscht: Was noch nicht gesendet war, bleibt verschlüsselt auf diesem Computer.</translation>
    </message>
    <message>
        <source>The clinic's server was not heard for too long. Sign in, then connect; nothing was deleted.</source>
        <translation>Der Server der Praxis wurde zu lange nicht gehört. Melden Sie sich an und verbinden Sie sich; nichts wurde gelöscht.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Try again when it is; nothing is lost.</source>
        <translation>Der Server ist nicht erreichbar. Versuchen Sie es, wenn er es ist; nichts ist verloren.</translation>
    </message>
    <message>
        <source>The server does not accept this passphrase.</source>
        <translation>Der Server nimmt diese Passphrase nicht an.</translation>
    </message>
    <message>
        <source>The server does not know you as somebody who may do this.</source>
        <translation>Der Server kennt Sie nicht als jemanden, der das darf.</translation>
    </message>
    <message>
        <source>The server lets this workstation or its user in no more.</source>
        <translation>Der Server lässt diesen Arbeitsplatz oder seinen Benutzer nicht mehr ein.</translation>
    </message>
    <message>
        <source>The server was asked too often. Try again in a few minutes.</source>
        <translation>Der Server wurde zu oft gefragt. Versuchen Sie es in einigen Minuten wieder.</translation>
    </message>
    <message>
        <source>This account was closed at the clinic. Others can go on here.</source>
        <translation>Dieses Konto wurde in der Praxis geschlossen. Andere können hier weiterarbeiten.</translation>
    </message>
    <message>
        <source>This computer's clock is wrong</source>
        <translation>Die Uhr dieses Computers geht falsch</translation>
    </message>
    <message>
        <source>This computer's clock is wrong by more than a day. Put it right.</source>
        <translation>Die Uhr dieses Computers geht um mehr als einen Tag falsch. Stellen Sie sie richtig.</translation>
    </message>
    <message>
        <source>This desk works without a server.</source>
        <translation>Dieser Arbeitsplatz arbeitet ohne Server.</translation>
    </message>
    <message>
        <source>This workstation must hear from its server</source>
        <translation>Dieser Arbeitsplatz muss von seinem Server hören</translation>
    </message>
    <message>
        <source>This workstation was shut out</source>
        <translation>Dieser Arbeitsplatz wurde ausgeschlossen</translation>
    </message>
</context>
<context>
    <name>merging</name>
    <message>
        <source>Both: {0}</source>
        <translation>Beides: {0}</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Geburtsdatum</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>{0} (estimated)</source>
        <translation>{0} (geschätzt)</translation>
    </message>
    <message>
        <source>{0} (money stays where it is)</source>
        <translation>{0} (Geld bleibt, wo es ist)</translation>
    </message>
    <message>
        <source>{0}: {1} and {2}</source>
        <translation>{0}: {1} und {2}</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>1 file is not shown to your role.</source>
        <translation>1 Datei wird Ihrer Rolle nicht gezeigt.</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>A file belongs to a patient's chart: choose the patient first.</source>
        <translation>Eine Datei gehört in die Akte eines Patienten: Wählen Sie zuerst den Patienten.</translation>
    </message>
    <message>
        <source>A file is still being read.</source>
        <translation>Eine Datei wird noch gelesen.</translation>
    </message>
    <message>
        <source>A message has at most {0} characters; this one has {1}.</source>
        <translation>Eine Nachricht hat höchstens {0} Zeichen; diese hat {1}.</translation>
    </message>
    <message>
        <source>A message takes at most {0} files.</source>
        <translation>Eine Nachricht nimmt höchstens {0} Dateien auf.</translation>
    </message>
    <message>
        <source>About which patient</source>
        <translation>Um welchen Patienten es geht</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>Alles gelesen</translation>
    </message>
    <message>
        <source>Another patient</source>
        <translation>Anderer Patient</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Answer without its conversation</source>
        <translation>Antwort ohne ihr Gespräch</translation>
    </message>
    <message>
        <source>Any category</source>
        <translation>Jede Kategorie</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Irgendwer</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Arrows move through the list, Enter answers, Ctrl+N writes a new message.</source>
        <translation>Mit den Pfeiltasten durch die Liste, Enter antwortet, Strg+N schreibt eine neue Nachricht.</translation>
    </message>
    <message>
        <source>Assign to me</source>
        <translation>Mir zuweisen</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>Zugewiesen an</translation>
    </message>
    <message>
        <source>Attach again what belongs to it: {0}</source>
        <translation>Hängen Sie wieder an, was dazugehört: {0}</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>Dateien anhängen</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+Shift+A)</source>
        <translation>Dateien anhängen (Strg+Umschalt+A)</translation>
    </message>
    <message>
        <source>Attach the files again.</source>
        <translation>Hängen Sie die Dateien noch einmal an.</translation>
    </message>
    <message>
        <source>Attached files go when the window closes: {0}. Send what they belong to, or close again and attach them later.</source>
        <translation>Angehängte Dateien gehen mit dem Schließen des Fensters: {0}. Senden Sie, wozu sie gehören, oder schließen Sie noch einmal und hängen Sie sie später an.</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Kam zurück</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Choose a conversation</source>
        <translation>Wählen Sie ein Gespräch</translation>
    </message>
    <message>
        <source>Clinical</source>
        <translation>Medizinisch</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Contact log</source>
        <translation>Kontaktprotokoll</translation>
    </message>
    <message>
        <source>Contact logged.</source>
        <translation>Kontakt vermerkt.</translation>
    </message>
    <message>
        <source>Conversation done.</source>
        <translation>Gespräch erledigt.</translation>
    </message>
    <message>
        <source>Conversation open again.</source>
        <translation>Gespräch wieder offen.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
    <message>
        <source>Copy saved.</source>
        <translation>Kopie gespeichert.</translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>Endgültig verwerfen?</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Done or reopen</source>
        <translation>Erledigt oder wieder öffnen</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation>Nachrichten filtern</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>From the patient</source>
        <translation>Vom Patienten</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>How it was said</source>
        <translation>Wie es gesagt wurde</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translation>In der Praxis</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>Intern</translation>
    </message>
    <message>
        <source>It is fetched from the server when you save a copy</source>
        <translation>Sie wird vom Server geholt, wenn Sie eine Kopie speichern</translation>
    </message>
    <message>
        <source>Kept as a draft. Ctrl+N brings it back.</source>
        <translation>Als Entwurf behalten. Strg+N holt ihn zurück.</translation>
    </message>
    <message>
        <source>Left a message</source>
        <translation>Nachricht hinterlassen</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Log contact</source>
        <translation>Kontakt vermerken</translation>
    </message>
    <message>
        <source>Me ({0})</source>
        <translation>Ich ({0})</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Message sent.</source>
        <translation>Nachricht gesendet.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Messages of this conversation</source>
        <translation>Nachrichten dieses Gesprächs</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>New message (Ctrl+N)</source>
        <translation>Neue Nachricht (Strg+N)</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>No call, letter or text is noted yet.</source>
        <translation>Noch kein Anruf, Brief oder Text vermerkt.</translation>
    </message>
    <message>
        <source>No message matches</source>
        <translation>Keine Nachricht passt</translation>
    </message>
    <message>
        <source>No messages here</source>
        <translation>Keine Nachrichten hier</translation>
    </message>
    <message>
        <source>No outcome</source>
        <translation>Kein Ergebnis</translation>
    </message>
    <message>
        <source>No patient is named</source>
        <translation>Kein Patient genannt</translation>
    </message>
    <message>
        <source>No templates</source>
        <translation>Keine Vorlagen</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>Nicht gespeichert: Wählen Sie einen Namen, den es dort noch nicht gibt.</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Noch nicht gesendet</translation>
    </message>
    <message>
        <source>Not sent yet: {0}</source>
        <translation>Noch nicht gesendet: {0}</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>Nicht gezeigt.</translation>
    </message>
    <message>
        <source>Nothing is waiting for you</source>
        <translation>Nichts wartet auf Sie</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient not shown</source>
        <translation>Patient nicht gezeigt</translation>
    </message>
    <message>
        <source>Patient portal</source>
        <translation>Patientenportal</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Telefonat</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Kopie speichern</translation>
    </message>
    <message>
        <source>Save a copy of {0}</source>
        <translation>Kopie von {0} speichern</translation>
    </message>
    <message>
        <source>Say in a few words what it is about.</source>
        <translation>Sagen Sie in ein paar Worten, worum es geht.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send as a new conversation</source>
        <translation>Als neues Gespräch senden</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Show all of them</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Show the inbox</source>
        <translation>Eingang zeigen</translation>
    </message>
    <message>
        <source>Show {0} earlier</source>
        <translation>{0} frühere zeigen</translation>
    </message>
    <message>
        <source>Still to be filled in: {0}</source>
        <translation>Noch auszufüllen: {0}</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Take {0} off</source>
        <translation>{0} wegnehmen</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Template…</source>
        <translation>Vorlage…</translation>
    </message>
    <message>
        <source>Text message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>The conversation could not be read.</source>
        <translation>Das Gespräch konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The conversation is being read.</source>
        <translation>Das Gespräch wird gelesen.</translation>
    </message>
    <message>
        <source>The conversation this answer was for was removed. It was typed at {0}.</source>
        <translation>Das Gespräch, für das diese Antwort war, wurde entfernt. Getippt wurde sie um {0}.</translation>
    </message>
    <message>
        <source>The files were attached for another patient: check that they fit.</source>
        <translation>Die Dateien wurden für einen anderen Patienten angehängt: Prüfen Sie, ob sie passen.</translation>
    </message>
    <message>
        <source>The record is not at this desk</source>
        <translation>Der Datensatz ist nicht an diesem Arbeitsplatz</translation>
    </message>
    <message>
        <source>The template was filled in for another patient: check names and dates.</source>
        <translation>Die Vorlage wurde für einen anderen Patienten ausgefüllt: Prüfen Sie Namen und Daten.</translation>
    </message>
    <message>
        <source>To the patient</source>
        <translation>An den Patienten</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>Was daraus wurde</translation>
    </message>
    <message>
        <source>What was typed</source>
        <translation>Was getippt wurde</translation>
    </message>
    <message>
        <source>Who spoke</source>
        <translation>Wer sprach</translation>
    </message>
    <message>
        <source>Without a patient the message stays between colleagues.</source>
        <translation>Ohne Patient bleibt die Nachricht unter Kollegen.</translation>
    </message>
    <message>
        <source>Write a message. Ctrl+Enter sends it.</source>
        <translation>Schreiben Sie eine Nachricht. Strg+Enter sendet sie.</translation>
    </message>
    <message>
        <source>Write something first.</source>
        <translation>Schreiben Sie zuerst etwas.</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Falsche Nummer</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>geb. {0}</translation>
    </message>
    <message>
        <source>written by {0}</source>
        <translation>geschrieben von {0}</translation>
    </message>
    <message>
        <source>{0} (Ctrl+Enter)</source>
        <translation>{0} (Strg+Enter)</translation>
    </message>
    <message>
        <source>{0} files are not shown to your role.</source>
        <translation>{0} Dateien werden Ihrer Rolle nicht gezeigt.</translation>
    </message>
    <message>
        <source>{0} unread</source>
        <translation>{0} ungelesen</translation>
    </message>
</context>
<context>
    <name>offline_banner</name>
    <message>
        <source>This computer's clock is {0} {1} the server's: the times it shows and stamps are wrong. Nothing is held up. Have the clock set.</source>
        <translation>Die Uhr dieses Computers geht {0} {1} der des Servers: Die Zeiten, die er zeigt und stempelt, sind falsch. Nichts wird aufgehalten. Lassen Sie die Uhr stellen.</translation>
    </message>
    <message>
        <source>ahead of</source>
        <translation>vor</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>hinter</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} Tage</translation>
    </message>
    <message>
        <source>{0} hours</source>
        <translation>{0} Stunden</translation>
    </message>
    <message>
        <source>{0} minutes</source>
        <translation>{0} Minuten</translation>
    </message>
</context>
<context>
    <name>origin_words</name>
    <message>
        <source>Recorded by {0}</source>
        <translation>Notiert von {0}</translation>
    </message>
    <message>
        <source>Recorded {0}</source>
        <translation>Notiert am {0}</translation>
    </message>
    <message>
        <source>coded as {0}</source>
        <translation>kodiert als {0}</translation>
    </message>
</context>
<context>
    <name>panels</name>
    <message>
        <source>Appointments</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Behandlungspläne</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Patienten</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Sync centre</source>
        <translation>Sync-Zentrale</translation>
    </message>
</context>
<context>
    <name>patient_form</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Add allergy</source>
        <translation>Allergie hinzufügen</translation>
    </message>
    <message>
        <source>Add condition</source>
        <translation>Diagnose hinzufügen</translation>
    </message>
    <message>
        <source>Add contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Add coverage</source>
        <translation>Versicherung hinzufügen</translation>
    </message>
    <message>
        <source>Add identifier</source>
        <translation>Nummer hinzufügen</translation>
    </message>
    <message>
        <source>Add medication</source>
        <translation>Medikament hinzufügen</translation>
    </message>
    <message>
        <source>Add screening</source>
        <translation>Vorsorgetest hinzufügen</translation>
    </message>
    <message>
        <source>Add to the care team</source>
        <translation>Ins Behandlungsteam aufnehmen</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>Allergien</translation>
    </message>
    <message>
        <source>Apartment, floor</source>
        <translation>Wohnung, Stockwerk</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Cannot tell</source>
        <translation>Nicht feststellbar</translation>
    </message>
    <message>
        <source>Care team</source>
        <translation>Behandlungsteam</translation>
    </message>
    <message>
        <source>Choose a provider</source>
        <translation>Behandler wählen</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Geburtsdatum</translation>
    </message>
    <message>
        <source>Deceased</source>
        <translation>Verstorben</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Done on</source>
        <translation>Gemacht am</translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation>Dosierung</translation>
    </message>
    <message>
        <source>Driver's licence</source>
        <translation>Führerschein</translation>
    </message>
    <message>
        <source>Due again</source>
        <translation>Wieder fällig</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Notfallkontakte</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Irrtümlich eingetragen</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Familienname</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Weiblich</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Vornamen</translation>
    </message>
    <message>
        <source>Group number</source>
        <translation>Gruppennummer</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Zahlungspflichtige Person</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>Versicherungsnehmer</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Identifiers</source>
        <translation>Ausweise und Nummern</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inaktiv</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>Dolmetscher</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Ausgestellt von</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>MRN</source>
        <translation>Patientennr.</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Männlich</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medikament</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medikamente</translation>
    </message>
    <message>
        <source>Member number</source>
        <translation>Versichertennummer</translation>
    </message>
    <message>
        <source>Mild</source>
        <translation>Leicht</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Mobil</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name at birth</source>
        <translation>Geburtsname</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Nötig</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht durchgeführt</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht nötig</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternteil</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Reisepass</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Kostenträger</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Policy holder's name</source>
        <translation>Name des Versicherungsnehmers</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Preferred name</source>
        <translation>Rufname</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Erste</translation>
    </message>
    <message>
        <source>Prospective</source>
        <translation>Interessent</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Questionnaire or test</source>
        <translation>Fragebogen oder Test</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>Reaktion</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Patientennummer</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Wiederauftreten</translation>
    </message>
    <message>
        <source>Relapse</source>
        <translation>Rückfall</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>Beziehung</translation>
    </message>
    <message>
        <source>Remission</source>
        <translation>Remission</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Abgeklungen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Same household as</source>
        <translation>Gleicher Haushalt wie</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Punktzahl</translation>
    </message>
    <message>
        <source>Screenings</source>
        <translation>Vorsorgetests</translation>
    </message>
    <message>
        <source>Secondary</source>
        <translation>Zweite</translation>
    </message>
    <message>
        <source>Severe</source>
        <translation>Schwer</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Shown on every screen of this patient</source>
        <translation>Steht auf jedem Bildschirm dieses Patienten</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Since, in words</source>
        <translation>Seit, in Worten</translation>
    </message>
    <message>
        <source>Social security</source>
        <translation>Sozialversicherung</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Jemand anderes</translation>
    </message>
    <message>
        <source>Spouse</source>
        <translation>Ehegatte</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Bundesland</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgesetzt</translation>
    </message>
    <message>
        <source>Street and number</source>
        <translation>Straße und Hausnummer</translation>
    </message>
    <message>
        <source>Substance</source>
        <translation>Stoff</translation>
    </message>
    <message>
        <source>Suffix</source>
        <translation>Namenszusatz</translation>
    </message>
    <message>
        <source>Tertiary</source>
        <translation>Dritte</translation>
    </message>
    <message>
        <source>The patient</source>
        <translation>Patient selbst</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Work phone</source>
        <translation>Telefon Arbeit</translation>
    </message>
    <message>
        <source>another choice</source>
        <translation>eine andere Wahl</translation>
    </message>
    <message>
        <source>e.g. 3 Apr 1971</source>
        <translation>z. B. 3.4.1971</translation>
    </message>
    <message>
        <source>en, es</source>
        <translation>de, en</translation>
    </message>
    <message>
        <source>given when saved</source>
        <translation>beim Speichern vergeben</translation>
    </message>
    <message>
        <source>nobody; type a patient's name</source>
        <translation>niemand; Namen eingeben</translation>
    </message>
    <message>
        <source>the patient</source>
        <translation>der Patient</translation>
    </message>
</context>
<context>
    <name>patients</name>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Allergy</source>
        <translation>Allergie</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Geboren</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Nächster Termin</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
</context>
<context>
    <name>permitted</name>
    <message>
        <source>Break the glass: see it for an hour, and say why</source>
        <translation>Notfallzugriff: eine Stunde lang sehen, und sagen, warum</translation>
    </message>
    <message>
        <source>Not shown to your role, {role}: {names}.</source>
        <translation>Ihrer Rolle, {role}, nicht gezeigt: {names}.</translation>
    </message>
    <message>
        <source>Not shown without a stated reason: {names}.</source>
        <translation>Ohne angegebenen Grund nicht gezeigt: {names}.</translation>
    </message>
    <message>
        <source>State a reason…</source>
        <translation>Grund angeben…</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed} outside your care without a stated reason.</source>
        <translation>Ihre Rolle, {role}, darf außerhalb Ihrer Behandlung ohne angegebenen Grund nicht: {deed}.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed} without a stated reason.</source>
        <translation>Ihre Rolle, {role}, darf ohne angegebenen Grund nicht: {deed}.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed}, except your own.</source>
        <translation>Ihre Rolle, {role}, darf nicht: {deed}, außer Ihre eigenen.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed}.</source>
        <translation>Ihre Rolle, {role}, darf nicht: {deed}.</translation>
    </message>
    <message>
        <source>accept an audit trail</source>
        <translation>ein Protokoll anerkennen</translation>
    </message>
    <message>
        <source>adjust charges</source>
        <translation>Leistungen korrigieren</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>Allergien</translation>
    </message>
    <message>
        <source>allow removals of patients; a clinician does</source>
        <translation>das Entfernen von Patienten erlauben; das tut eine Behandlerin oder ein Behandler</translation>
    </message>
    <message>
        <source>approve exports</source>
        <translation>Exporte genehmigen</translation>
    </message>
    <message>
        <source>ask for removals of patients; the front desk does</source>
        <translation>das Entfernen von Patienten anfragen; das tut der Empfang</translation>
    </message>
    <message>
        <source>billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>book over visits</source>
        <translation>über Termine buchen</translation>
    </message>
    <message>
        <source>book visits</source>
        <translation>Termine buchen</translation>
    </message>
    <message>
        <source>bring removed patients back</source>
        <translation>entfernte Patienten zurückholen</translation>
    </message>
    <message>
        <source>care plans</source>
        <translation>Behandlungspläne</translation>
    </message>
    <message>
        <source>care team</source>
        <translation>Behandlungsteam</translation>
    </message>
    <message>
        <source>change PINs</source>
        <translation>PINs ändern</translation>
    </message>
    <message>
        <source>change allergies</source>
        <translation>Allergien ändern</translation>
    </message>
    <message>
        <source>change care plans</source>
        <translation>Behandlungspläne ändern</translation>
    </message>
    <message>
        <source>change conditions</source>
        <translation>Diagnosen ändern</translation>
    </message>
    <message>
        <source>change coverage</source>
        <translation>Versicherung ändern</translation>
    </message>
    <message>
        <source>change fees and payers</source>
        <translation>Gebühren und Kostenträger ändern</translation>
    </message>
    <message>
        <source>change keys</source>
        <translation>Schlüssel ändern</translation>
    </message>
    <message>
        <source>change medications</source>
        <translation>Medikamente ändern</translation>
    </message>
    <message>
        <source>change names and contact details</source>
        <translation>Namen und Kontaktdaten ändern</translation>
    </message>
    <message>
        <source>change prescriptions</source>
        <translation>Rezepte ändern</translation>
    </message>
    <message>
        <source>change tasks</source>
        <translation>Aufgaben ändern</translation>
    </message>
    <message>
        <source>change the account</source>
        <translation>das Konto ändern</translation>
    </message>
    <message>
        <source>change the clinic's settings</source>
        <translation>die Einstellungen der Praxis ändern</translation>
    </message>
    <message>
        <source>change the workstation</source>
        <translation>den Arbeitsplatz ändern</translation>
    </message>
    <message>
        <source>change who waits</source>
        <translation>ändern, wer wartet</translation>
    </message>
    <message>
        <source>change whose patient somebody is</source>
        <translation>ändern, wessen Patient jemand ist</translation>
    </message>
    <message>
        <source>check eligibility</source>
        <translation>Anspruch prüfen</translation>
    </message>
    <message>
        <source>check in visits</source>
        <translation>Eintreffen vermerken</translation>
    </message>
    <message>
        <source>clinician</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>conditions</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>consents</source>
        <translation>Einwilligungen</translation>
    </message>
    <message>
        <source>coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>decide conflicts</source>
        <translation>Konflikte entscheiden</translation>
    </message>
    <message>
        <source>do this</source>
        <translation>dies tun</translation>
    </message>
    <message>
        <source>emergency contacts</source>
        <translation>Notfallkontakte</translation>
    </message>
    <message>
        <source>enter charges</source>
        <translation>Leistungen eintragen</translation>
    </message>
    <message>
        <source>enter results</source>
        <translation>Befunde eintragen</translation>
    </message>
    <message>
        <source>erase workstations</source>
        <translation>Arbeitsplätze löschen</translation>
    </message>
    <message>
        <source>export claims</source>
        <translation>Kassenabrechnungen exportieren</translation>
    </message>
    <message>
        <source>export patients</source>
        <translation>Patienten exportieren</translation>
    </message>
    <message>
        <source>export the audit trail</source>
        <translation>das Protokoll exportieren</translation>
    </message>
    <message>
        <source>file documents</source>
        <translation>Dokumente ablegen</translation>
    </message>
    <message>
        <source>front desk</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>goals of care plans</source>
        <translation>Ziele von Behandlungsplänen</translation>
    </message>
    <message>
        <source>identifiers</source>
        <translation>Ausweise und Nummern</translation>
    </message>
    <message>
        <source>import records</source>
        <translation>Datensätze importieren</translation>
    </message>
    <message>
        <source>let go of changes the server has not taken</source>
        <translation>Änderungen aufgeben, die der Server nicht angenommen hat</translation>
    </message>
    <message>
        <source>make backups</source>
        <translation>Sicherungen machen</translation>
    </message>
    <message>
        <source>manage accounts</source>
        <translation>Konten verwalten</translation>
    </message>
    <message>
        <source>manage workstations</source>
        <translation>Arbeitsplätze verwalten</translation>
    </message>
    <message>
        <source>medications</source>
        <translation>Medikamente</translation>
    </message>
    <message>
        <source>merge patients</source>
        <translation>Patienten zusammenführen</translation>
    </message>
    <message>
        <source>move or change visits</source>
        <translation>Termine verschieben oder ändern</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>open what it is not shown</source>
        <translation>öffnen, was nicht gezeigt wird</translation>
    </message>
    <message>
        <source>parts of this chart</source>
        <translation>Teile dieser Akte</translation>
    </message>
    <message>
        <source>prescriptions</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>print charts</source>
        <translation>Akten drucken</translation>
    </message>
    <message>
        <source>print receipts</source>
        <translation>Quittungen drucken</translation>
    </message>
    <message>
        <source>print statements</source>
        <translation>Abrechnungen drucken</translation>
    </message>
    <message>
        <source>print the schedule</source>
        <translation>den Terminplan drucken</translation>
    </message>
    <message>
        <source>read another desk's unsent work in</source>
        <translation>ungesendete Arbeit eines anderen Arbeitsplatzes einlesen</translation>
    </message>
    <message>
        <source>refund payments</source>
        <translation>Zahlungen zurückzahlen</translation>
    </message>
    <message>
        <source>register patients</source>
        <translation>Patienten aufnehmen</translation>
    </message>
    <message>
        <source>remove patients; an administrator does</source>
        <translation>Patienten entfernen; das tut ein Administrator</translation>
    </message>
    <message>
        <source>remove visits</source>
        <translation>Termine entfernen</translation>
    </message>
    <message>
        <source>report incidents</source>
        <translation>Vorfälle melden</translation>
    </message>
    <message>
        <source>restore backups</source>
        <translation>Sicherungen wiederherstellen</translation>
    </message>
    <message>
        <source>review broken glass</source>
        <translation>Notfallzugriffe prüfen</translation>
    </message>
    <message>
        <source>save unsent work as a file</source>
        <translation>ungesendete Arbeit als Datei speichern</translation>
    </message>
    <message>
        <source>screenings</source>
        <translation>Vorsorge</translation>
    </message>
    <message>
        <source>search patients</source>
        <translation>Patienten suchen</translation>
    </message>
    <message>
        <source>see accounts</source>
        <translation>Konten sehen</translation>
    </message>
    <message>
        <source>see allergies</source>
        <translation>Allergien sehen</translation>
    </message>
    <message>
        <source>see balances</source>
        <translation>Salden sehen</translation>
    </message>
    <message>
        <source>see care plans</source>
        <translation>Behandlungspläne sehen</translation>
    </message>
    <message>
        <source>see charts</source>
        <translation>Akten sehen</translation>
    </message>
    <message>
        <source>see claims</source>
        <translation>Kassenabrechnungen sehen</translation>
    </message>
    <message>
        <source>see codes</source>
        <translation>Codes sehen</translation>
    </message>
    <message>
        <source>see conditions</source>
        <translation>Diagnosen sehen</translation>
    </message>
    <message>
        <source>see conflicts</source>
        <translation>Konflikte sehen</translation>
    </message>
    <message>
        <source>see coverage</source>
        <translation>Versicherung sehen</translation>
    </message>
    <message>
        <source>see documents</source>
        <translation>Dokumente sehen</translation>
    </message>
    <message>
        <source>see eligibility</source>
        <translation>Anspruch sehen</translation>
    </message>
    <message>
        <source>see fees and payers</source>
        <translation>Gebühren und Kostenträger sehen</translation>
    </message>
    <message>
        <source>see incident reports</source>
        <translation>Vorfallberichte sehen</translation>
    </message>
    <message>
        <source>see medications</source>
        <translation>Medikamente sehen</translation>
    </message>
    <message>
        <source>see messages</source>
        <translation>Nachrichten sehen</translation>
    </message>
    <message>
        <source>see notes</source>
        <translation>Notizen sehen</translation>
    </message>
    <message>
        <source>see prescriptions</source>
        <translation>Rezepte sehen</translation>
    </message>
    <message>
        <source>see results</source>
        <translation>Befunde sehen</translation>
    </message>
    <message>
        <source>see tasks</source>
        <translation>Aufgaben sehen</translation>
    </message>
    <message>
        <source>see the audit trail</source>
        <translation>das Protokoll sehen</translation>
    </message>
    <message>
        <source>see the clinic's settings</source>
        <translation>die Einstellungen der Praxis sehen</translation>
    </message>
    <message>
        <source>see the list of patients</source>
        <translation>die Patientenliste sehen</translation>
    </message>
    <message>
        <source>see the schedule</source>
        <translation>den Terminplan sehen</translation>
    </message>
    <message>
        <source>see totals</source>
        <translation>Summen sehen</translation>
    </message>
    <message>
        <source>see which patients are to be removed</source>
        <translation>sehen, welche Patienten entfernt werden sollen</translation>
    </message>
    <message>
        <source>see who waits</source>
        <translation>sehen, wer wartet</translation>
    </message>
    <message>
        <source>set up the schedule</source>
        <translation>den Terminplan einrichten</translation>
    </message>
    <message>
        <source>steps of care plans</source>
        <translation>Schritte von Behandlungsplänen</translation>
    </message>
    <message>
        <source>take over another system's ledger</source>
        <translation>das Kontobuch eines anderen Systems übernehmen</translation>
    </message>
    <message>
        <source>take payments</source>
        <translation>Zahlungen annehmen</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>Impfungen</translation>
    </message>
    <message>
        <source>vital signs</source>
        <translation>Vitalwerte</translation>
    </message>
    <message>
        <source>void payments</source>
        <translation>Zahlungen stornieren</translation>
    </message>
    <message>
        <source>work on claims</source>
        <translation>Kassenabrechnungen bearbeiten</translation>
    </message>
    <message>
        <source>write messages</source>
        <translation>Nachrichten schreiben</translation>
    </message>
    <message>
        <source>write notes</source>
        <translation>Notizen schreiben</translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <translation>{0} und {1}</translation>
    </message>
</context>
<context>
    <name>prescriptions</name>
    <message>
        <source>A draft goes on with it: check and sign it.</source>
        <translation>Ein Entwurf führt es fort: Prüfen und unterschreiben Sie ihn.</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Allergien: {0}</translation>
    </message>
    <message>
        <source>Before it can be signed it needs: {0}.</source>
        <translation>Vor der Unterschrift fehlt: {0}.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgesagt</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Abbrechen…</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dosis</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Entwürfe</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit draft</source>
        <translation>Entwurf bearbeiten</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Irrtümlich eingetragen</translation>
    </message>
    <message>
        <source>Entered in error…</source>
        <translation>Irrtümlich eingetragen…</translation>
    </message>
    <message>
        <source>Filter by medication or patient</source>
        <translation>Nach Medikament oder Patient filtern</translation>
    </message>
    <message>
        <source>Hold…</source>
        <translation>Anhalten…</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Wie oft</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Anweisungen</translation>
    </message>
    <message>
        <source>Instructions for the patient</source>
        <translation>Anweisungen für den Patienten</translation>
    </message>
    <message>
        <source>Marked as entered in error.</source>
        <translation>Als irrtümlich eingetragen gekennzeichnet.</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medikament</translation>
    </message>
    <message>
        <source>Medication and strength</source>
        <translation>Medikament und Stärke</translation>
    </message>
    <message>
        <source>NPI</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Name the medication.</source>
        <translation>Nennen Sie das Medikament.</translation>
    </message>
    <message>
        <source>New prescription</source>
        <translation>Neues Rezept</translation>
    </message>
    <message>
        <source>No prescriptions</source>
        <translation>Keine Rezepte</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>Noch niemand</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>Nicht gespeichert: Wählen Sie einen Namen, den es dort noch nicht gibt.</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>Wovon</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Akte öffnen</translation>
    </message>
    <message>
        <source>Prescriber</source>
        <translation>Verschrieben von</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Print prescription</source>
        <translation>Rezept drucken</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Einnahmeweg</translation>
    </message>
    <message>
        <source>RxNorm code</source>
        <translation>RxNorm-Code</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Formular speichern</translation>
    </message>
    <message>
        <source>Saved as PDF, in clear.</source>
        <translation>Als PDF gespeichert, unverschlüsselt.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Unterschreiben</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Unterschrift</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgesetzt</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Absetzen…</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Abgabe</translation>
    </message>
    <message>
        <source>The draft was cancelled.</source>
        <translation>Der Entwurf wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The prescription is active.</source>
        <translation>Das Rezept ist aktiv.</translation>
    </message>
    <message>
        <source>The prescription is completed.</source>
        <translation>Das Rezept ist abgeschlossen.</translation>
    </message>
    <message>
        <source>The prescription is on hold.</source>
        <translation>Das Rezept ist angehalten.</translation>
    </message>
    <message>
        <source>The prescription was stopped.</source>
        <translation>Das Rezept wurde abgesetzt.</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>What is prescribed to patients stands here.</source>
        <translation>Was Patienten verschrieben wird, steht hier.</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Schreiben Sie ein Datum, etwa 2026-03-14.</translation>
    </message>
    <message>
        <source>Write a whole number.</source>
        <translation>Schreiben Sie eine ganze Zahl.</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>geb. {0}</translation>
    </message>
    <message>
        <source>{0}, 1 refill</source>
        <translation>{0}, 1 Wiederholung</translation>
    </message>
    <message>
        <source>{0}, no refills</source>
        <translation>{0}, keine Wiederholung</translation>
    </message>
    <message>
        <source>{0}, {1} refills</source>
        <translation>{0}, {1} Wiederholungen</translation>
    </message>
</context>
<context>
    <name>preview</name>
    <message>
        <source>Document, page by page</source>
        <translation>Dokument, Seite für Seite</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>Breite anpassen</translation>
    </message>
    <message>
        <source>It may be damaged, or of a kind that is not drawn. Save a copy to open it.</source>
        <translation>Sie ist vielleicht beschädigt oder von einer Art, die nicht gezeichnet wird. Speichern Sie eine Kopie, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>Größer (+)</translation>
    </message>
    <message>
        <source>Next page (Page down)</source>
        <translation>Nächste Seite (Bild ab)</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>Keine Vorschau</translation>
    </message>
    <message>
        <source>Page before (Page up)</source>
        <translation>Seite davor (Bild auf)</translation>
    </message>
    <message>
        <source>Page {0}</source>
        <translation>Seite {0}</translation>
    </message>
    <message>
        <source>Save a copy to open it.</source>
        <translation>Speichern Sie eine Kopie, um es zu öffnen.</translation>
    </message>
    <message>
        <source>Smaller (−)</source>
        <translation>Kleiner (−)</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Text des Dokuments</translation>
    </message>
    <message>
        <source>This file asks for a password</source>
        <translation>Diese Datei verlangt ein Kennwort</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
</context>
<context>
    <name>printing</name>
    <message>
        <source>1 page</source>
        <translation>1 Seite</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Page {0} of {1}</source>
        <translation>Seite {0} von {1}</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Als PDF speichern…</translation>
    </message>
    <message>
        <source>Saved as PDF.</source>
        <translation>Als PDF gespeichert.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>This computer has no printer. Save it as a file instead.</source>
        <translation>Dieser Computer hat keinen Drucker. Speichern Sie stattdessen als Datei.</translation>
    </message>
    <message>
        <source>{0} pages</source>
        <translation>{0} Seiten</translation>
    </message>
    <message>
        <source>{0}, the first {1} shown</source>
        <translation>{0}, die ersten {1} gezeigt</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>are more than {0}: ask for it in parts</source>
        <translation>sind mehr als {0}: bitte in Teilen anfragen</translation>
    </message>
    <message>
        <source>are none</source>
        <translation>sind keine</translation>
    </message>
    <message>
        <source>are not whole minor units by method</source>
        <translation>sind keine ganzen kleinsten Einheiten je Zahlungsart</translation>
    </message>
    <message>
        <source>belong to a patient's chart: choose the patient first</source>
        <translation>gehören in eine Patientenakte: Wählen Sie zuerst den Patienten</translation>
    </message>
    <message>
        <source>belongs to another patient</source>
        <translation>gehört einem anderen Patienten</translation>
    </message>
    <message>
        <source>cannot be kept at this desk</source>
        <translation>können an diesem Arbeitsplatz nicht aufbewahrt werden</translation>
    </message>
    <message>
        <source>cannot be opened again</source>
        <translation>kann nicht wieder geöffnet werden</translation>
    </message>
    <message>
        <source>cannot be taken back</source>
        <translation>kann nicht zurückgenommen werden</translation>
    </message>
    <message>
        <source>cannot change what was entered: it stays as it stands</source>
        <translation>kann nicht ändern, was eingetragen wurde: Es bleibt, wie es steht</translation>
    </message>
    <message>
        <source>cannot change: amounts are in the present one</source>
        <translation>lässt sich nicht ändern: Es gibt Beträge in der bisherigen</translation>
    </message>
    <message>
        <source>does not exist on this day: the clocks go forward</source>
        <translation>gibt es an diesem Tag nicht: Die Uhren werden vorgestellt</translation>
    </message>
    <message>
        <source>does not have the shape of its code system</source>
        <translation>hat nicht die Form seines Codesystems</translation>
    </message>
    <message>
        <source>does not hold unsent work</source>
        <translation>enthält keine ungesendete Arbeit</translation>
    </message>
    <message>
        <source>does not wait for anybody</source>
        <translation>wartet auf niemanden</translation>
    </message>
    <message>
        <source>has a slot at this desk already</source>
        <translation>hat an diesem Arbeitsplatz schon einen Zugang</translation>
    </message>
    <message>
        <source>has a unit that is not known here</source>
        <translation>hat eine Einheit, die hier nicht bekannt ist</translation>
    </message>
    <message>
        <source>has an open drawer; close it first</source>
        <translation>hat eine offene Kasse; schließen Sie sie zuerst</translation>
    </message>
    <message>
        <source>has digits only</source>
        <translation>besteht nur aus Ziffern</translation>
    </message>
    <message>
        <source>has less left than that</source>
        <translation>hat weniger übrig als das</translation>
    </message>
    <message>
        <source>has more than {0} characters</source>
        <translation>hat mehr als {0} Zeichen</translation>
    </message>
    <message>
        <source>has more than {0} members</source>
        <translation>hat mehr als {0} Einträge</translation>
    </message>
    <message>
        <source>has no file</source>
        <translation>hat keine Datei</translation>
    </message>
    <message>
        <source>has no slot at this desk: add them</source>
        <translation>hat an diesem Arbeitsplatz keinen Zugang: Fügen Sie die Person hinzu</translation>
    </message>
    <message>
        <source>has no time zone</source>
        <translation>hat keine Zeitzone</translation>
    </message>
    <message>
        <source>has parts of the smallest coin</source>
        <translation>hat Teile der kleinsten Münze</translation>
    </message>
    <message>
        <source>has records to keep: archive the patient, or merge them</source>
        <translation>hat Einträge, die aufzuheben sind: archivieren oder zusammenführen</translation>
    </message>
    <message>
        <source>holds a number that is too large</source>
        <translation>enthält eine zu große Zahl</translation>
    </message>
    <message>
        <source>holds no answer of a payer (X12 271)</source>
        <translation>enthält keine Antwort eines Kostenträgers (X12 271)</translation>
    </message>
    <message>
        <source>holds no text</source>
        <translation>enthält keinen Text</translation>
    </message>
    <message>
        <source>holds what cannot be written down</source>
        <translation>enthält etwas, das nicht gespeichert werden kann</translation>
    </message>
    <message>
        <source>holds what is no instant</source>
        <translation>enthält etwas, das kein Zeitpunkt ist</translation>
    </message>
    <message>
        <source>holds what is no stamp</source>
        <translation>enthält etwas, das kein Zeitstempel ist</translation>
    </message>
    <message>
        <source>holds what is not an identifier</source>
        <translation>enthält, was keine Kennung ist</translation>
    </message>
    <message>
        <source>is a day to come</source>
        <translation>ist ein künftiger Tag</translation>
    </message>
    <message>
        <source>is a document of another patient</source>
        <translation>ist ein Dokument eines anderen Patienten</translation>
    </message>
    <message>
        <source>is a location that is closed</source>
        <translation>ist ein geschlossener Standort</translation>
    </message>
    <message>
        <source>is a path and no name</source>
        <translation>ist ein Pfad und kein Name</translation>
    </message>
    <message>
        <source>is a reversal already; enter it anew instead</source>
        <translation>ist schon ein Storno; tragen Sie stattdessen neu ein</translation>
    </message>
    <message>
        <source>is about another person</source>
        <translation>betrifft eine andere Person</translation>
    </message>
    <message>
        <source>is another clinic's</source>
        <translation>gehört einer anderen Praxis</translation>
    </message>
    <message>
        <source>is another desk's</source>
        <translation>gehört einem anderen Arbeitsplatz</translation>
    </message>
    <message>
        <source>is asked for already</source>
        <translation>ist schon angefragt</translation>
    </message>
    <message>
        <source>is before it begins</source>
        <translation>liegt vor dem Beginn</translation>
    </message>
    <message>
        <source>is before the birth</source>
        <translation>liegt vor der Geburt</translation>
    </message>
    <message>
        <source>is before the day it begins</source>
        <translation>liegt vor dem Tag des Beginns</translation>
    </message>
    <message>
        <source>is before the first day</source>
        <translation>liegt vor dem ersten Tag</translation>
    </message>
    <message>
        <source>is before the policy starts</source>
        <translation>liegt vor dem Beginn der Versicherung</translation>
    </message>
    <message>
        <source>is before the start</source>
        <translation>liegt vor dem Beginn</translation>
    </message>
    <message>
        <source>is before {0}</source>
        <translation>liegt vor {0}</translation>
    </message>
    <message>
        <source>is decided or over</source>
        <translation>ist entschieden oder vorbei</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>ist leer</translation>
    </message>
    <message>
        <source>is enrolled already</source>
        <translation>ist schon aufgenommen</translation>
    </message>
    <message>
        <source>is for two visits, or one of several records</source>
        <translation>ist für zwei Termine oder einen von mehreren Datensätzen</translation>
    </message>
    <message>
        <source>is in the future</source>
        <translation>liegt in der Zukunft</translation>
    </message>
    <message>
        <source>is larger than {0}</source>
        <translation>ist größer als {0}</translation>
    </message>
    <message>
        <source>is less than zero</source>
        <translation>ist weniger als null</translation>
    </message>
    <message>
        <source>is longer than {0} characters</source>
        <translation>ist länger als {0} Zeichen</translation>
    </message>
    <message>
        <source>is merged into another record already</source>
        <translation>ist schon in eine andere Akte zusammengeführt</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is missing: nobody knows this code yet</source>
        <translation>fehlt: Niemand kennt diesen Code bisher</translation>
    </message>
    <message>
        <source>is more than is left to give back</source>
        <translation>ist mehr, als zurückgegeben werden kann</translation>
    </message>
    <message>
        <source>is negative</source>
        <translation>ist negativ</translation>
    </message>
    <message>
        <source>is nested too deep</source>
        <translation>ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>is no PNG or JPEG picture</source>
        <translation>ist kein PNG- oder JPEG-Bild</translation>
    </message>
    <message>
        <source>is no amount like {0}</source>
        <translation>ist kein Betrag wie {0}</translation>
    </message>
    <message>
        <source>is no charge of this account</source>
        <translation>ist keine Leistung dieses Kontos</translation>
    </message>
    <message>
        <source>is no date like 11/21/2026</source>
        <translation>ist kein Datum wie 11/21/2026</translation>
    </message>
    <message>
        <source>is no date like 5/3/1971, 1971-05 or 1971</source>
        <translation>ist kein Datum wie 5/3/1971, 1971-05 oder 1971</translation>
    </message>
    <message>
        <source>is no double booking</source>
        <translation>ist keine Doppelbuchung</translation>
    </message>
    <message>
        <source>is no draft any more: stop it and write another</source>
        <translation>ist kein Entwurf mehr: Setzen Sie es ab und schreiben Sie ein anderes</translation>
    </message>
    <message>
        <source>is no entry of a clinic's set-up</source>
        <translation>ist kein Eintrag der Praxiseinrichtung</translation>
    </message>
    <message>
        <source>is no entry of this account</source>
        <translation>ist kein Eintrag dieses Kontos</translation>
    </message>
    <message>
        <source>is no field of this entry</source>
        <translation>ist kein Feld dieses Eintrags</translation>
    </message>
    <message>
        <source>is no field of this record</source>
        <translation>ist kein Feld dieses Datensatzes</translation>
    </message>
    <message>
        <source>is no field that is taken over</source>
        <translation>ist kein Feld, das übernommen wird</translation>
    </message>
    <message>
        <source>is no identifier</source>
        <translation>ist keine Kennung</translation>
    </message>
    <message>
        <source>is no open charge of this account</source>
        <translation>ist keine offene Leistung dieses Kontos</translation>
    </message>
    <message>
        <source>is no part of this conflict</source>
        <translation>ist kein Teil dieses Konflikts</translation>
    </message>
    <message>
        <source>is no payment of this account</source>
        <translation>ist keine Zahlung dieses Kontos</translation>
    </message>
    <message>
        <source>is no readable certificate in PEM form</source>
        <translation>ist kein lesbares Zertifikat in PEM-Form</translation>
    </message>
    <message>
        <source>is no reason to give a chart to somebody</source>
        <translation>ist kein Grund, jemandem eine Akte zu geben</translation>
    </message>
    <message>
        <source>is no rule of RFC 5545</source>
        <translation>ist keine Regel nach RFC 5545</translation>
    </message>
    <message>
        <source>is no setting of a clinic</source>
        <translation>ist keine Einstellung einer Praxis</translation>
    </message>
    <message>
        <source>is no whole number</source>
        <translation>ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>is none of the answers there are</source>
        <translation>gehört nicht zu den möglichen Antworten</translation>
    </message>
    <message>
        <source>is none of the clinic's people, rooms and visit types</source>
        <translation>gehört nicht zu Personen, Räumen und Terminarten der Praxis</translation>
    </message>
    <message>
        <source>is none of the kinds that are kept: {0}</source>
        <translation>ist von keiner Art, die behalten wird: {0}</translation>
    </message>
    <message>
        <source>is none: the visit belongs to no series</source>
        <translation>ist keine: Der Termin gehört zu keiner Serie</translation>
    </message>
    <message>
        <source>is not a National Provider Identifier</source>
        <translation>ist keine National Provider Identifier</translation>
    </message>
    <message>
        <source>is not a SHA-256 in hexadecimal digits</source>
        <translation>ist kein SHA-256 in hexadezimalen Ziffern</translation>
    </message>
    <message>
        <source>is not a date</source>
        <translation>ist kein Datum</translation>
    </message>
    <message>
        <source>is not a date (YYYY, YYYY-MM or YYYY-MM-DD)</source>
        <translation>ist kein Datum (JJJJ, JJJJ-MM oder JJJJ-MM-TT)</translation>
    </message>
    <message>
        <source>is not a day of the calendar</source>
        <translation>ist kein Kalendertag</translation>
    </message>
    <message>
        <source>is not a decision this version knows</source>
        <translation>ist keine Entscheidung, die diese Version kennt</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>ist keine Zahl</translation>
    </message>
    <message>
        <source>is not a phone number</source>
        <translation>ist keine Telefonnummer</translation>
    </message>
    <message>
        <source>is not a record of a patient's chart</source>
        <translation>ist kein Datensatz einer Patientenakte</translation>
    </message>
    <message>
        <source>is not a time</source>
        <translation>ist keine Uhrzeit</translation>
    </message>
    <message>
        <source>is not a time of day</source>
        <translation>ist keine Tageszeit</translation>
    </message>
    <message>
        <source>is not a time zone</source>
        <translation>ist keine Zeitzone</translation>
    </message>
    <message>
        <source>is not a whole number</source>
        <translation>ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>is not a whole number of minutes</source>
        <translation>ist keine ganze Zahl von Minuten</translation>
    </message>
    <message>
        <source>is not a {0}</source>
        <translation>ist nicht von der Art {0}</translation>
    </message>
    <message>
        <source>is not active: only what is in force is printed</source>
        <translation>ist nicht aktiv: Nur was gilt, wird gedruckt</translation>
    </message>
    <message>
        <source>is not after the opening, on the same day</source>
        <translation>liegt nicht nach der Öffnung am selben Tag</translation>
    </message>
    <message>
        <source>is not after the start</source>
        <translation>liegt nicht nach dem Beginn</translation>
    </message>
    <message>
        <source>is not after the start, on the same day</source>
        <translation>liegt nicht nach dem Beginn am selben Tag</translation>
    </message>
    <message>
        <source>is not allowed by a second person, or not any more</source>
        <translation>ist von keiner zweiten Person erlaubt, oder nicht mehr</translation>
    </message>
    <message>
        <source>is not an ISO 4217 code</source>
        <translation>ist kein Code nach ISO 4217</translation>
    </message>
    <message>
        <source>is not an amount</source>
        <translation>ist kein Betrag</translation>
    </message>
    <message>
        <source>is not an e-mail address</source>
        <translation>ist keine E-Mail-Adresse</translation>
    </message>
    <message>
        <source>is not an identifier</source>
        <translation>ist keine Kennung</translation>
    </message>
    <message>
        <source>is not an instant</source>
        <translation>ist kein Zeitpunkt</translation>
    </message>
    <message>
        <source>is not below the systolic pressure</source>
        <translation>liegt nicht unter dem systolischen Druck</translation>
    </message>
    <message>
        <source>is not between 0 and 1440 minutes</source>
        <translation>liegt nicht zwischen 0 und 1440 Minuten</translation>
    </message>
    <message>
        <source>is not between 1 and {0}</source>
        <translation>liegt nicht zwischen 1 und {0}</translation>
    </message>
    <message>
        <source>is not between 2 and {0}</source>
        <translation>liegt nicht zwischen 2 und {0}</translation>
    </message>
    <message>
        <source>is not between 5 and 480 minutes</source>
        <translation>liegt nicht zwischen 5 und 480 Minuten</translation>
    </message>
    <message>
        <source>is not between {0} and {1}</source>
        <translation>liegt nicht zwischen {0} und {1}</translation>
    </message>
    <message>
        <source>is not between {0} and {1} minutes</source>
        <translation>liegt nicht zwischen {0} und {1} Minuten</translation>
    </message>
    <message>
        <source>is not changed by hand</source>
        <translation>wird nicht von Hand geändert</translation>
    </message>
    <message>
        <source>is not chosen</source>
        <translation>ist nicht gewählt</translation>
    </message>
    <message>
        <source>is not known</source>
        <translation>ist nicht bekannt</translation>
    </message>
    <message>
        <source>is not merged into another record</source>
        <translation>ist in keine andere Akte zusammengeführt</translation>
    </message>
    <message>
        <source>is not more than zero</source>
        <translation>ist nicht mehr als null</translation>
    </message>
    <message>
        <source>is not of this day's entries</source>
        <translation>ist nicht von den Einträgen dieses Tages</translation>
    </message>
    <message>
        <source>is not one that can be renewed</source>
        <translation>ist keiner, der erneuert werden kann</translation>
    </message>
    <message>
        <source>is not open: it was done before</source>
        <translation>ist nicht offen: Sie wurde schon erledigt</translation>
    </message>
    <message>
        <source>is not removed</source>
        <translation>ist nicht entfernt</translation>
    </message>
    <message>
        <source>is not the SHA-256 of the day's entries</source>
        <translation>ist nicht der SHA-256 der Einträge des Tages</translation>
    </message>
    <message>
        <source>is not the amount turned around</source>
        <translation>ist nicht der umgekehrte Betrag</translation>
    </message>
    <message>
        <source>is not the clinic's</source>
        <translation>ist nicht die der Praxis</translation>
    </message>
    <message>
        <source>is not the one of this day's sheet</source>
        <translation>ist nicht die des Blatts dieses Tages</translation>
    </message>
    <message>
        <source>is not the open drawer of this desk</source>
        <translation>ist nicht die offene Kasse dieses Arbeitsplatzes</translation>
    </message>
    <message>
        <source>is not the patient this care plan is for</source>
        <translation>ist nicht der Patient dieses Behandlungsplans</translation>
    </message>
    <message>
        <source>is not the patient this consent is about</source>
        <translation>ist nicht der Patient dieser Einwilligung</translation>
    </message>
    <message>
        <source>is not the patient this conversation is about</source>
        <translation>ist nicht der Patient dieses Gesprächs</translation>
    </message>
    <message>
        <source>is not the patient this document is about</source>
        <translation>ist nicht der Patient dieses Dokuments</translation>
    </message>
    <message>
        <source>is not the patient this form was opened for</source>
        <translation>ist nicht der Patient, für den dieses Formular geöffnet wurde</translation>
    </message>
    <message>
        <source>is not the patient this is about</source>
        <translation>ist nicht der Patient, um den es geht</translation>
    </message>
    <message>
        <source>is not the patient this policy is of</source>
        <translation>ist nicht der Patient dieser Versicherung</translation>
    </message>
    <message>
        <source>is not the patient this prescription is for</source>
        <translation>ist nicht der Patient dieses Rezepts</translation>
    </message>
    <message>
        <source>is not the payment's</source>
        <translation>ist nicht die der Zahlung</translation>
    </message>
    <message>
        <source>is not there any more</source>
        <translation>ist nicht mehr da</translation>
    </message>
    <message>
        <source>is not valid today</source>
        <translation>ist heute nicht gültig</translation>
    </message>
    <message>
        <source>is not what the entries add up to</source>
        <translation>ist nicht die Summe der Einträge</translation>
    </message>
    <message>
        <source>is not what went through it</source>
        <translation>ist nicht, was durch sie ging</translation>
    </message>
    <message>
        <source>is not where it begins</source>
        <translation>ist nicht, womit es beginnt</translation>
    </message>
    <message>
        <source>is not who closes it</source>
        <translation>ist nicht, wer sie schließt</translation>
    </message>
    <message>
        <source>is not who closes the day</source>
        <translation>ist nicht, wer den Tag abschließt</translation>
    </message>
    <message>
        <source>is not who opens it</source>
        <translation>ist nicht, wer sie öffnet</translation>
    </message>
    <message>
        <source>is not whose account is open</source>
        <translation>ist nicht, wessen Konto offen ist</translation>
    </message>
    <message>
        <source>is not within an hour</source>
        <translation>liegt nicht innerhalb einer Stunde</translation>
    </message>
    <message>
        <source>is not within {0} days of the first</source>
        <translation>liegt nicht innerhalb von {0} Tagen nach dem ersten</translation>
    </message>
    <message>
        <source>is not written as 2026-11-21 is</source>
        <translation>ist nicht geschrieben wie 2026-11-21</translation>
    </message>
    <message>
        <source>is not {0} letters and digits</source>
        <translation>besteht nicht aus {0} Buchstaben und Ziffern</translation>
    </message>
    <message>
        <source>is only for claims</source>
        <translation>gibt es nur bei Abrechnungen</translation>
    </message>
    <message>
        <source>is open: nothing is counted yet</source>
        <translation>ist offen: Noch ist nichts gezählt</translation>
    </message>
    <message>
        <source>is over what the front desk may enter</source>
        <translation>ist mehr, als der Empfang eintragen darf</translation>
    </message>
    <message>
        <source>is required</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is required for a closed drawer</source>
        <translation>ist für eine geschlossene Kasse nötig</translation>
    </message>
    <message>
        <source>is required for a final note</source>
        <translation>ist für eine endgültige Notiz nötig</translation>
    </message>
    <message>
        <source>is required for a task that is done</source>
        <translation>ist für eine erledigte Aufgabe nötig</translation>
    </message>
    <message>
        <source>is required once it is decided</source>
        <translation>wird gebraucht, sobald entschieden ist</translation>
    </message>
    <message>
        <source>is set by taking an entry back</source>
        <translation>wird durch Zurücknehmen eines Eintrags gesetzt</translation>
    </message>
    <message>
        <source>is somebody else</source>
        <translation>ist jemand anderes</translation>
    </message>
    <message>
        <source>is still used by a {0}; close it instead</source>
        <translation>wird noch gebraucht ({0}); schließen Sie es stattdessen</translation>
    </message>
    <message>
        <source>is the document itself</source>
        <translation>ist das Dokument selbst</translation>
    </message>
    <message>
        <source>is the note itself</source>
        <translation>ist die Notiz selbst</translation>
    </message>
    <message>
        <source>is the patient</source>
        <translation>ist die Person selbst</translation>
    </message>
    <message>
        <source>is the patient; leave it empty instead</source>
        <translation>ist der Patient; lassen Sie es stattdessen leer</translation>
    </message>
    <message>
        <source>is the record the survivor is merged into</source>
        <translation>ist die Akte, in die die bleibende zusammengeführt ist</translation>
    </message>
    <message>
        <source>is the same record twice</source>
        <translation>ist zweimal derselbe Datensatz</translation>
    </message>
    <message>
        <source>is there already: choose another name</source>
        <translation>ist schon da: Wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>is too easy to guess</source>
        <translation>ist zu leicht zu erraten</translation>
    </message>
    <message>
        <source>is too far from today</source>
        <translation>ist zu weit von heute entfernt</translation>
    </message>
    <message>
        <source>is too high to be right</source>
        <translation>ist zu hoch, um zu stimmen</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>ist zu groß</translation>
    </message>
    <message>
        <source>is too low to be right</source>
        <translation>ist zu niedrig, um zu stimmen</translation>
    </message>
    <message>
        <source>is where the patient is already</source>
        <translation>ist, wo der Patient schon ist</translation>
    </message>
    <message>
        <source>is who asked: a second person decides</source>
        <translation>hat selbst gefragt: eine zweite Person entscheidet</translation>
    </message>
    <message>
        <source>is zero</source>
        <translation>ist null</translation>
    </message>
    <message>
        <source>may not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>must be at least 1</source>
        <translation>muss mindestens 1 sein</translation>
    </message>
    <message>
        <source>must be named</source>
        <translation>muss genannt werden</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>must say how much cash there is</source>
        <translation>muss sagen, wie viel Bargeld da ist</translation>
    </message>
    <message>
        <source>must say why</source>
        <translation>muss sagen, warum</translation>
    </message>
    <message>
        <source>names a patient who was deleted or refused</source>
        <translation>nennt einen Patienten, der gelöscht oder abgelehnt wurde</translation>
    </message>
    <message>
        <source>names a record that is not here</source>
        <translation>nennt einen Datensatz, der nicht hier ist</translation>
    </message>
    <message>
        <source>names no way of paying</source>
        <translation>nennt keine Zahlungsart</translation>
    </message>
    <message>
        <source>needs another one that did not get through</source>
        <translation>braucht eine andere, die nicht durchkam</translation>
    </message>
    <message>
        <source>needs at least {0} characters</source>
        <translation>braucht mindestens {0} Zeichen</translation>
    </message>
    <message>
        <source>of both is too long together: shorten one, or take one</source>
        <translation>beider ist zusammen zu lang: Kürzen Sie einen oder nehmen Sie einen</translation>
    </message>
    <message>
        <source>of this desk is closed already</source>
        <translation>dieses Arbeitsplatzes ist schon geschlossen</translation>
    </message>
    <message>
        <source>owes less than that</source>
        <translation>hat weniger offen als das</translation>
    </message>
    <message>
        <source>pick a patient from the matches</source>
        <translation>wählen Sie einen Patienten aus den Treffern</translation>
    </message>
    <message>
        <source>says it is signed or closed; it stays as it is</source>
        <translation>sagt, dass er unterschrieben oder abgeschlossen ist; er bleibt, wie er ist</translation>
    </message>
    <message>
        <source>says it was sent</source>
        <translation>sagt, dass sie gesendet wurde</translation>
    </message>
    <message>
        <source>says that it is not to come any more</source>
        <translation>sagt, dass er nicht mehr bevorsteht</translation>
    </message>
    <message>
        <source>says why it is let go</source>
        <translation>sagt, warum sie aufgegeben wird</translation>
    </message>
    <message>
        <source>was answered otherwise since</source>
        <translation>wurde seitdem anders beantwortet</translation>
    </message>
    <message>
        <source>was closed before</source>
        <translation>wurde schon abgeschlossen</translation>
    </message>
    <message>
        <source>was closed; enter it on another day</source>
        <translation>wurde abgeschlossen; tragen Sie an einem anderen Tag ein</translation>
    </message>
    <message>
        <source>was closed; nothing more goes in</source>
        <translation>wurde geschlossen; nichts kommt mehr hinein</translation>
    </message>
    <message>
        <source>was decided before</source>
        <translation>wurde schon entschieden</translation>
    </message>
    <message>
        <source>was decided otherwise since</source>
        <translation>wurde seitdem anders entschieden</translation>
    </message>
    <message>
        <source>was deleted: bring the patient back first</source>
        <translation>wurde gelöscht: Holen Sie zuerst den Patienten zurück</translation>
    </message>
    <message>
        <source>was given back in part; take the refund back first</source>
        <translation>wurde teilweise zurückgezahlt; nehmen Sie zuerst die Rückzahlung zurück</translation>
    </message>
    <message>
        <source>was taken back before</source>
        <translation>wurde schon zurückgenommen</translation>
    </message>
    <message>
        <source>was taken back: there is no receipt for it</source>
        <translation>wurde zurückgenommen: Dafür gibt es keine Quittung</translation>
    </message>
    <message>
        <source>was taken without {0}: it names a record that is not here</source>
        <translation>wurde ohne {0} übernommen: Es nennt einen Datensatz, der nicht hier ist</translation>
    </message>
    <message>
        <source>was written by a newer version of this program</source>
        <translation>wurde von einer neueren Version dieses Programms geschrieben</translation>
    </message>
</context>
<context>
    <name>record_types</name>
    <message>
        <source>Adjustment</source>
        <translation>Korrektur</translation>
    </message>
    <message>
        <source>Allergy</source>
        <translation>Allergie</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>Zuordnung</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Sperrzeit</translation>
    </message>
    <message>
        <source>Break glass</source>
        <translation>Notfallzugriff</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Behandlungsplan</translation>
    </message>
    <message>
        <source>Care plan activity</source>
        <translation>Schritt eines Behandlungsplans</translation>
    </message>
    <message>
        <source>Care plan goal</source>
        <translation>Ziel eines Behandlungsplans</translation>
    </message>
    <message>
        <source>Care team member</source>
        <translation>Mitglied des Behandlungsteams</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Kasse</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Claim line</source>
        <translation>Abrechnungszeile</translation>
    </message>
    <message>
        <source>Clinic</source>
        <translation>Praxis</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Tagesblatt</translation>
    </message>
    <message>
        <source>Diagnosis code</source>
        <translation>Diagnosecode</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Emergency contact</source>
        <translation>Notfallkontakt</translation>
    </message>
    <message>
        <source>Export request</source>
        <translation>Angefragte Datei</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>Fee schedule</source>
        <translation>Gebührenordnung</translation>
    </message>
    <message>
        <source>Health record</source>
        <translation>Notiz der Akte</translation>
    </message>
    <message>
        <source>Holiday</source>
        <translation>Feiertag</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Haushalt</translation>
    </message>
    <message>
        <source>Immunization</source>
        <translation>Impfung</translation>
    </message>
    <message>
        <source>Incident report</source>
        <translation>Vorfallbericht</translation>
    </message>
    <message>
        <source>Insurance claim</source>
        <translation>Kassenabrechnung</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Standort</translation>
    </message>
    <message>
        <source>Medication statement</source>
        <translation>Medikation</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Message template</source>
        <translation>Nachrichtenvorlage</translation>
    </message>
    <message>
        <source>Message thread</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Patient identifier</source>
        <translation>Patientenkennung</translation>
    </message>
    <message>
        <source>Patient merge</source>
        <translation>Zusammenführung</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Kostenträger</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Practitioner</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Practitioner schedule</source>
        <translation>Sprechzeiten</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Procedure code</source>
        <translation>Leistungscode</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Rückzahlung</translation>
    </message>
    <message>
        <source>Remittance</source>
        <translation>Zahlungsavis</translation>
    </message>
    <message>
        <source>Removal request</source>
        <translation>Anfrage zum Entfernen</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Screening</source>
        <translation>Vorsorge</translation>
    </message>
    <message>
        <source>Sync conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Terminart</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>Vitalwerte</translation>
    </message>
    <message>
        <source>Waitlist entry</source>
        <translation>Wartelisteneintrag</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
</context>
<context>
    <name>records</name>
    <message>
        <source>Another patient</source>
        <translation>Anderer Patient</translation>
    </message>
    <message>
        <source>Arrows move through the list.</source>
        <translation>Mit den Pfeiltasten durch die Liste.</translation>
    </message>
    <message>
        <source>Choose an entry</source>
        <translation>Wählen Sie einen Eintrag</translation>
    </message>
    <message>
        <source>Choose the patient it is for.</source>
        <translation>Wählen Sie den Patienten, für den es ist.</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>For which patient</source>
        <translation>Für welchen Patienten</translation>
    </message>
    <message>
        <source>Kept as a draft.</source>
        <translation>Als Entwurf behalten.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>No entry fits the filter.</source>
        <translation>Kein Eintrag passt zum Filter.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Only {0}: show everybody's again</source>
        <translation>Nur {0}: wieder alle zeigen</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Grund: {0}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Say in a few words why.</source>
        <translation>Sagen Sie in ein paar Worten, warum.</translation>
    </message>
    <message>
        <source>Show all of them</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Show everybody's again</source>
        <translation>Wieder alle zeigen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Wartet auf Abgleich</translation>
    </message>
    <message>
        <source>{0} (Ctrl+N)</source>
        <translation>{0} (Strg+N)</translation>
    </message>
</context>
<context>
    <name>recovery_sheet</name>
    <message>
        <source>Clinic</source>
        <translation>Praxis</translation>
    </message>
    <message>
        <source>It reads the same in capitals and small letters, with or without hyphens. It contains no I, L, O or U; what looks like them is 1 or 0.</source>
        <translation>Groß- und Kleinbuchstaben sind gleich, mit oder ohne Bindestriche. Er enthält kein I, L, O oder U; was so aussieht, ist 1 oder 0.</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Erstellt von</translation>
    </message>
    <message>
        <source>Made on</source>
        <translation>Erstellt am</translation>
    </message>
    <message>
        <source>Public key of this workstation's audit trail; it is no secret. It proves an export: clinic-desk verify FILE --key KEY (without the spaces).</source>
        <translation>Öffentlicher Schlüssel des Protokolls dieses Arbeitsplatzes; er ist nicht geheim. Er beweist einen Export: clinic-desk verify FILE --key KEY (ohne die Leerzeichen).</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Wiederherstellungscode</translation>
    </message>
    <message>
        <source>This code opens the clinic's data on that workstation when the passphrase is forgotten or the computer's keyring is lost, and its backups on a new computer. Whoever holds it can read everything: lock it away, not beside the computer or a backup.</source>
        <translation>Dieser Code öffnet die Daten der Praxis auf jenem Arbeitsplatz, wenn die Passphrase vergessen oder der Schlüsselbund des Computers verloren ist, und ihre Sicherungen auf einem neuen Computer. Wer ihn hat, kann alles lesen: Schließen Sie ihn weg, nicht neben dem Computer oder einer Sicherung.</translation>
    </message>
    <message>
        <source>To use it: clinic-desk recover. A new code (clinic-desk recovery-code) makes this sheet worthless; destroy it then.</source>
        <translation>So wird er verwendet: clinic-desk recover. Ein neuer Code (clinic-desk recovery-code) macht dieses Blatt wertlos; vernichten Sie es dann.</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
</context>
<context>
    <name>removals</name>
    <message>
        <source>This patient cannot be removed: there are {0}. Health records are kept. Archive the patient, or merge them with their other record.</source>
        <translation>Dieser Patient kann nicht entfernt werden: Es gibt {0}. Gesundheitsdaten werden aufgehoben. Archivieren Sie den Patienten, oder führen Sie ihn mit seiner anderen Akte zusammen.</translation>
    </message>
    <message>
        <source>Where none of it took place, cancel or close it first.</source>
        <translation>Wo nichts davon stattgefunden hat, sagen Sie es zuerst ab oder schließen Sie es ab.</translation>
    </message>
    <message>
        <source>a merge with another record</source>
        <translation>eine Zusammenführung mit einer anderen Akte</translation>
    </message>
    <message>
        <source>a place on the waitlist, or a recall</source>
        <translation>ein Platz auf der Warteliste oder ein Recall</translation>
    </message>
    <message>
        <source>another patient's record that names them</source>
        <translation>die Akte eines anderen Patienten, die diesen nennt</translation>
    </message>
    <message>
        <source>charges, payments or claims</source>
        <translation>Leistungen, Zahlungen oder Abrechnungen</translation>
    </message>
    <message>
        <source>documents or consents</source>
        <translation>Dokumente oder Einwilligungen</translation>
    </message>
    <message>
        <source>entries in the chart</source>
        <translation>Einträge in der Akte</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>open tasks or conflicts</source>
        <translation>offene Aufgaben oder Konflikte</translation>
    </message>
    <message>
        <source>visits</source>
        <translation>Besuche</translation>
    </message>
</context>
<context>
    <name>reports</name>
    <message>
        <source>Age of the service</source>
        <translation>Alter der Leistung</translation>
    </message>
    <message>
        <source>Arrow keys go from bar to bar.</source>
        <translation>Pfeiltasten gehen von Balken zu Balken.</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Nach Tag</translation>
    </message>
    <message>
        <source>By month</source>
        <translation>Nach Monat</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Nach Behandler</translation>
    </message>
    <message>
        <source>By visit type</source>
        <translation>Nach Terminart</translation>
    </message>
    <message>
        <source>Cancelled late</source>
        <translation>Kurzfristig abgesagt</translation>
    </message>
    <message>
        <source>Collected</source>
        <translation>Eingenommen</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Days after</source>
        <translation>Tage danach</translation>
    </message>
    <message>
        <source>Days before</source>
        <translation>Tage davor</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Files of patients' data…</source>
        <translation>Dateien mit Patientendaten…</translation>
    </message>
    <message>
        <source>Filled: booked. Outline: offered. Striped: booked beyond what is offered.</source>
        <translation>Gefüllt: gebucht. Umriss: angeboten. Gestreift: über das Angebot hinaus gebucht.</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Zurückgegeben</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Wahrgenommen</translation>
    </message>
    <message>
        <source>Kept apart by</source>
        <translation>Getrennt nach</translation>
    </message>
    <message>
        <source>Kept at the server only, and not counted here: {0}</source>
        <translation>Nur auf dem Server und hier nicht mitgezählt: {0}</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Übrig</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Zahlungsart</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Versäumt</translation>
    </message>
    <message>
        <source>Missed visits</source>
        <translation>Versäumte Termine</translation>
    </message>
    <message>
        <source>Missed, share</source>
        <translation>Versäumt, Anteil</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>No longer here</source>
        <translation>Nicht mehr hier</translation>
    </message>
    <message>
        <source>No type</source>
        <translation>Keine Art</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Angeboten</translation>
    </message>
    <message>
        <source>Owed</source>
        <translation>Geschuldet</translation>
    </message>
    <message>
        <source>Owed by age</source>
        <translation>Außenstände</translation>
    </message>
    <message>
        <source>Patients' data…</source>
        <translation>Patientendaten…</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>Zahlungen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>Bild speichern…</translation>
    </message>
    <message>
        <source>Save table…</source>
        <translation>Tabelle speichern…</translation>
    </message>
    <message>
        <source>Save the chart as a picture</source>
        <translation>Diagramm als Bild speichern</translation>
    </message>
    <message>
        <source>Save the figures as a table</source>
        <translation>Zahlen als Tabelle speichern</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Show the present</source>
        <translation>Das Heutige zeigen</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>There is nothing to count.</source>
        <translation>Es gibt nichts zu zählen.</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>Es gibt nichts zu speichern.</translation>
    </message>
    <message>
        <source>Time used</source>
        <translation>Genutzte Zeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Genutzt</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Terminart</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Termine</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>{0} after</source>
        <translation>{0} danach</translation>
    </message>
    <message>
        <source>{0} before</source>
        <translation>{0} davor</translation>
    </message>
    <message>
        <source>{0} booked of {1} offered, {2}</source>
        <translation>{0} von {1} angebotenen gebucht, {2}</translation>
    </message>
    <message>
        <source>{0} collected, payments: {1}</source>
        <translation>{0} eingenommen, Zahlungen: {1}</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} Std.</translation>
    </message>
    <message>
        <source>{0} missed: {1} of {2} visits; cancelled late: {3}</source>
        <translation>{0} versäumt: {1} von {2} Terminen; kurzfristig abgesagt: {3}</translation>
    </message>
    <message>
        <source>{0} owed, accounts: {1}, {2}</source>
        <translation>{0} offen, Konten: {1}, {2}</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>{0} wurde geschrieben.</translation>
    </message>
    <message>
        <source>{0}%</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <source>{0}: {1} booked of {2} offered, {3}, visits: {4}</source>
        <translation>{0}: {1} von {2} angebotenen gebucht, {3}, Termine: {4}</translation>
    </message>
    <message>
        <source>{0}: {1} missed, {2} of {3} visits; cancelled late: {4}</source>
        <translation>{0}: {1} versäumt, {2} von {3} Terminen; kurzfristig abgesagt: {4}</translation>
    </message>
    <message>
        <source>{0}: {1}, {2}</source>
        <translation>{0}: {1}, {2}</translation>
    </message>
    <message>
        <source>{0}: {1}; payments: {2}, given back: {3}</source>
        <translation>{0}: {1}; Zahlungen: {2}, zurückgegeben: {3}</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>14:30</source>
        <translation>14:30</translation>
    </message>
    <message>
        <source>2:30 PM</source>
        <translation>2:30 PM</translation>
    </message>
    <message>
        <source>Back to the design</source>
        <translation>Zurück zum Entwurf</translation>
    </message>
    <message>
        <source>Closes at</source>
        <translation>Schließt um</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Eng</translation>
    </message>
    <message>
        <source>Currency (three letters)</source>
        <translation>Währung (drei Buchstaben)</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Dichte</translation>
    </message>
    <message>
        <source>Every desk of the clinic takes these over. Times on screen are the clinic's.</source>
        <translation>Jeder Arbeitsplatz der Praxis übernimmt diese. Zeiten auf dem Bildschirm sind die der Praxis.</translation>
    </message>
    <message>
        <source>Front desk charges and adjusts up to</source>
        <translation>Empfang berechnet und korrigiert bis</translation>
    </message>
    <message>
        <source>How a time of day is written.</source>
        <translation>Wie eine Tageszeit geschrieben wird.</translation>
    </message>
    <message>
        <source>How much stands on one page. Letters stay.</source>
        <translation>Wie viel auf einer Seite steht. Buchstaben bleiben.</translation>
    </message>
    <message>
        <source>In the calendars to choose a day.</source>
        <translation>In den Kalendern zum Wählen eines Tages.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Letters and controls, in percent.</source>
        <translation>Buchstaben und Bedienelemente, in Prozent.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light, dark, or as this computer is set.</source>
        <translation>Hell, dunkel oder wie dieser Computer eingestellt ist.</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Minutes until a changed visit is written about (0: never)</source>
        <translation>Minuten, bis über geänderte Termine geschrieben wird (0: nie)</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Montag</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Of every text, date and amount.</source>
        <translation>Von allen Texten, Daten und Beträgen.</translation>
    </message>
    <message>
        <source>Opens at</source>
        <translation>Öffnet um</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Weit</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Samstag</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Sonntag</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>The clinic</source>
        <translation>Die Praxis</translation>
    </message>
    <message>
        <source>The clinic's settings are saved.</source>
        <translation>Die Einstellungen der Praxis sind gespeichert.</translation>
    </message>
    <message>
        <source>These choices are yours alone, at this desk. They are kept encrypted.</source>
        <translation>Diese Wahl gilt nur für Sie, an diesem Arbeitsplatz. Sie wird verschlüsselt aufbewahrt.</translation>
    </message>
    <message>
        <source>These settings are not saved yet.</source>
        <translation>Diese Einstellungen sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Uhrzeiten</translation>
    </message>
    <message>
        <source>Times and weeks</source>
        <translation>Uhrzeiten und Wochen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Week begins on</source>
        <translation>Woche beginnt am</translation>
    </message>
</context>
<context>
    <name>sync</name>
    <message>
        <source> · {0} waiting</source>
        <translation> · {0} warten</translation>
    </message>
    <message>
        <source>1 change waiting</source>
        <translation>1 Änderung wartet</translation>
    </message>
    <message>
        <source>1 change was not taken by the server: it is on this computer only.</source>
        <translation>1 Änderung hat der Server nicht angenommen: Sie ist nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>1 conflict</source>
        <translation>1 Konflikt</translation>
    </message>
    <message>
        <source>1 needs a person</source>
        <translation>1 braucht jemanden</translation>
    </message>
    <message>
        <source>1 needs attention</source>
        <translation>1 braucht Sie</translation>
    </message>
    <message>
        <source>A drawer is open at this desk. Enter it through that one.</source>
        <translation>An diesem Arbeitsplatz ist eine Kasse offen. Tragen Sie es über diese ein.</translation>
    </message>
    <message>
        <source>A drawer is opened and closed at its own desk. Discard this here, and send it there.</source>
        <translation>Eine Kasse wird an ihrem eigenen Arbeitsplatz geöffnet und geschlossen. Verwerfen Sie dies hier und senden Sie es dort.</translation>
    </message>
    <message>
        <source>Access withdrawn</source>
        <translation>Zugang entzogen</translation>
    </message>
    <message>
        <source>Amounts are in the clinic's present currency, so that stays. Discard this change, and make the others anew.</source>
        <translation>Es gibt Beträge in der bisherigen Währung der Praxis, deshalb bleibt sie. Verwerfen Sie diese Änderung und nehmen Sie die übrigen neu vor.</translation>
    </message>
    <message>
        <source>Another desk entered something on it meanwhile. Take that back first.</source>
        <translation>Ein anderer Arbeitsplatz hat inzwischen etwas dazu eingetragen. Nehmen Sie das zuerst zurück.</translation>
    </message>
    <message>
        <source>Another desk paid this charge meanwhile. The money is kept as the patient's credit.</source>
        <translation>Ein anderer Arbeitsplatz hat diese Leistung inzwischen bezahlt. Das Geld bleibt als Guthaben des Patienten.</translation>
    </message>
    <message>
        <source>Another desk took this entry back already. Discard this one.</source>
        <translation>Ein anderer Arbeitsplatz hat diesen Eintrag schon zurückgenommen. Verwerfen Sie diesen.</translation>
    </message>
    <message>
        <source>Another desk used this payment meanwhile. Discard this, and look at the account.</source>
        <translation>Ein anderer Arbeitsplatz hat diese Zahlung inzwischen verwendet. Verwerfen Sie dies und sehen Sie sich das Konto an.</translation>
    </message>
    <message>
        <source>Another drawer of this desk is open. Close that one first.</source>
        <translation>Eine andere Kasse dieses Arbeitsplatzes ist offen. Schließen Sie zuerst jene.</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Changes are saved on this computer and will be sent when the connection returns.</source>
        <translation>Änderungen werden auf diesem Computer gespeichert und gesendet, sobald die Verbindung wieder da ist.</translation>
    </message>
    <message>
        <source>Everything on this computer is on the server too.</source>
        <translation>Alles auf diesem Computer ist auch auf dem Server.</translation>
    </message>
    <message>
        <source>Everything was sent; 1 change waits for somebody to decide.</source>
        <translation>Alles wurde gesendet; 1 Änderung wartet auf eine Entscheidung.</translation>
    </message>
    <message>
        <source>Everything was sent; {0} changes wait for somebody to decide.</source>
        <translation>Alles wurde gesendet; {0} Änderungen warten auf eine Entscheidung.</translation>
    </message>
    <message>
        <source>It does not turn exactly one entry around. Discard it, and take the entry back again.</source>
        <translation>Es kehrt nicht genau einen Eintrag um. Verwerfen Sie es und nehmen Sie den Eintrag noch einmal zurück.</translation>
    </message>
    <message>
        <source>It is in another currency than the clinic's. Enter amount and currency anew.</source>
        <translation>Es ist in einer anderen Währung als der der Praxis. Geben Sie Betrag und Währung neu ein.</translation>
    </message>
    <message>
        <source>It is over what the front desk may enter. Ask billing.</source>
        <translation>Es ist mehr, als der Empfang eintragen darf. Fragen Sie die Abrechnung.</translation>
    </message>
    <message>
        <source>It names a drawer that the entry did not go through. Discard it, and enter it again.</source>
        <translation>Es nennt eine Kasse, durch die der Eintrag nicht ging. Verwerfen Sie es und tragen Sie es neu ein.</translation>
    </message>
    <message>
        <source>It names an entry of another account. Discard it, and enter it there.</source>
        <translation>Es nennt einen Eintrag eines anderen Kontos. Verwerfen Sie es und tragen Sie es dort ein.</translation>
    </message>
    <message>
        <source>Its day is too far from today. Enter it on another day.</source>
        <translation>Sein Tag ist zu weit von heute entfernt. Tragen Sie es an einem anderen Tag ein.</translation>
    </message>
    <message>
        <source>Last in step with the server {0}</source>
        <translation>Zuletzt mit dem Server abgeglichen {0}</translation>
    </message>
    <message>
        <source>Loading {0} %</source>
        <translation>Lädt {0} %</translation>
    </message>
    <message>
        <source>Not in step with the server since the program started</source>
        <translation>Seit dem Programmstart nicht mit dem Server abgeglichen</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Only an import of another system's books brings such an entry.</source>
        <translation>Nur ein Import der Bücher eines anderen Systems bringt einen solchen Eintrag.</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Sending and fetching changes.</source>
        <translation>Änderungen werden gesendet und geholt.</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>Sign in to the server, and it is sent.</source>
        <translation>Melden Sie sich am Server an, dann wird sie gesendet.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Abgeglichen</translation>
    </message>
    <message>
        <source>Synced {0}</source>
        <translation>Abgeglichen {0}</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Gleicht ab</translation>
    </message>
    <message>
        <source>Syncing {0} of {1}</source>
        <translation>Gleicht ab {0} von {1}</translation>
    </message>
    <message>
        <source>The clinic keeps as much at the server as it may. It is kept on this computer until then: ask whoever runs the server for more room.</source>
        <translation>Die Praxis hat den Platz auf dem Server ausgeschöpft. Die Änderung bleibt solange auf diesem Computer: Bitten Sie den Betreiber des Servers um mehr Platz.</translation>
    </message>
    <message>
        <source>The day was closed meanwhile. Enter it on another day.</source>
        <translation>Der Tag wurde inzwischen abgeschlossen. Tragen Sie es an einem anderen Tag ein.</translation>
    </message>
    <message>
        <source>The drawer was closed meanwhile. Take the entry back again.</source>
        <translation>Die Kasse wurde inzwischen geschlossen. Nehmen Sie den Eintrag noch einmal zurück.</translation>
    </message>
    <message>
        <source>The patient was deleted meanwhile. Bring the patient back, then send this again.</source>
        <translation>Der Patient wurde inzwischen gelöscht. Holen Sie den Patienten zurück und senden Sie dies dann erneut.</translation>
    </message>
    <message>
        <source>The server knows other entries of this day. Sync, then close the day again.</source>
        <translation>Der Server kennt andere Einträge dieses Tages. Gleichen Sie ab und schließen Sie den Tag dann noch einmal.</translation>
    </message>
    <message>
        <source>The server needs a newer version of this program.</source>
        <translation>Der Server braucht eine neuere Version dieses Programms.</translation>
    </message>
    <message>
        <source>The server no longer accepts this computer. Ask your administrator.</source>
        <translation>Der Server nimmt diesen Computer nicht mehr an. Fragen Sie Ihren Administrator.</translation>
    </message>
    <message>
        <source>The server wants your passphrase again: a PIN opens this desk only. Changes are kept on this computer until then.</source>
        <translation>Der Server verlangt wieder Ihre Passphrase: Eine PIN öffnet nur diesen Arbeitsplatz. Änderungen werden bis dahin auf diesem Computer aufbewahrt.</translation>
    </message>
    <message>
        <source>The server was put back to a backup that lacks what this is about, and no desk has brought it back yet. It is tried again by itself every six hours.</source>
        <translation>Der Server wurde auf eine Sicherung zurückgesetzt, in der das fehlt, worum es hier geht, und kein Arbeitsplatz hat es bisher zurückgebracht. Alle sechs Stunden wird es von selbst neu versucht.</translation>
    </message>
    <message>
        <source>There are records to keep of this patient. Discard the removal, which brings the patient back, and archive or merge them.</source>
        <translation>Von diesem Patienten sind Einträge aufzuheben. Verwerfen Sie das Entfernen, das holt den Patienten zurück, und archivieren Sie ihn oder führen Sie ihn zusammen.</translation>
    </message>
    <message>
        <source>This computer only</source>
        <translation>Nur dieser Computer</translation>
    </message>
    <message>
        <source>This desk is not joined to a server. Everything is kept on this computer.</source>
        <translation>Dieser Arbeitsplatz gehört zu keinem Server. Alles wird auf diesem Computer aufbewahrt.</translation>
    </message>
    <message>
        <source>Update needed</source>
        <translation>Update nötig</translation>
    </message>
    <message>
        <source>Whoever did it must sign in to the server at this desk.</source>
        <translation>Wer sie gemacht hat, muss sich an diesem Arbeitsplatz am Server anmelden.</translation>
    </message>
    <message>
        <source>You are working offline since {0}.</source>
        <translation>Sie arbeiten seit {0} offline.</translation>
    </message>
    <message>
        <source>You are working offline.</source>
        <translation>Sie arbeiten offline.</translation>
    </message>
    <message>
        <source>You chose to work offline. Changes are kept on this computer.</source>
        <translation>Sie arbeiten auf eigenen Wunsch offline. Änderungen werden auf diesem Computer aufbewahrt.</translation>
    </message>
    <message>
        <source>ahead</source>
        <translation>vor</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>hinter</translation>
    </message>
    <message>
        <source>being sent</source>
        <translation>wird gesendet</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>braucht jemanden</translation>
    </message>
    <message>
        <source>nothing else is waiting</source>
        <translation>sonst wartet nichts</translation>
    </message>
    <message>
        <source>nothing is waiting</source>
        <translation>nichts wartet</translation>
    </message>
    <message>
        <source>the oldest for {0}</source>
        <translation>die älteste seit {0}</translation>
    </message>
    <message>
        <source>this computer's clock is {0} {1}</source>
        <translation>die Uhr dieses Computers geht {0} {1}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>waits for a person</source>
        <translation>wartet auf jemanden</translation>
    </message>
    <message>
        <source>waits for another change</source>
        <translation>wartet auf eine andere Änderung</translation>
    </message>
    <message>
        <source>waits for room at the server</source>
        <translation>wartet auf Platz auf dem Server</translation>
    </message>
    <message>
        <source>{0} added</source>
        <translation>{0} hinzugefügt</translation>
    </message>
    <message>
        <source>{0} changed</source>
        <translation>{0} geändert</translation>
    </message>
    <message>
        <source>{0} changes waiting</source>
        <translation>{0} Änderungen warten</translation>
    </message>
    <message>
        <source>{0} changes were not taken by the server: they are on this computer only.</source>
        <translation>{0} Änderungen hat der Server nicht angenommen: Sie sind nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>{0} conflicts</source>
        <translation>{0} Konflikte</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} Tage</translation>
    </message>
    <message>
        <source>{0} discarded</source>
        <translation>{0} verworfen</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} Std.</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} Min.</translation>
    </message>
    <message>
        <source>{0} moved on</source>
        <translation>{0} weitergeführt</translation>
    </message>
    <message>
        <source>{0} must unlock this desk, open this list and sign in to the server.</source>
        <translation>{0} muss diesen Arbeitsplatz entsperren, diese Liste öffnen und sich am Server anmelden.</translation>
    </message>
    <message>
        <source>{0} need a person</source>
        <translation>{0} brauchen jemanden</translation>
    </message>
    <message>
        <source>{0} need attention</source>
        <translation>{0} brauchen Sie</translation>
    </message>
    <message>
        <source>{0} removed</source>
        <translation>{0} entfernt</translation>
    </message>
    <message>
        <source>{0} restored</source>
        <translation>{0} wiederhergestellt</translation>
    </message>
</context>
<context>
    <name>undo</name>
    <message>
        <source>Done again: {0}</source>
        <translation>Wiederholt: {0}</translation>
    </message>
    <message>
        <source>It is no longer there.</source>
        <translation>Es ist nicht mehr da.</translation>
    </message>
    <message>
        <source>It was changed since, here or at another desk.</source>
        <translation>Es wurde seitdem geändert, hier oder an einem anderen Arbeitsplatz.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Taken back: {0}</source>
        <translation>Zurückgenommen: {0}</translation>
    </message>
    <message>
        <source>That time was given away meanwhile.</source>
        <translation>Diese Zeit wurde inzwischen vergeben.</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>This cannot be done again. {0}</source>
        <translation>Dies kann nicht wiederholt werden. {0}</translation>
    </message>
    <message>
        <source>This cannot be taken back. {0}</source>
        <translation>Dies kann nicht zurückgenommen werden. {0}</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>Dies wurde schon zurückgenommen.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>answer of a payer</source>
        <translation>Antwort eines Kostenträgers</translation>
    </message>
    <message>
        <source>confirmation of a visit</source>
        <translation>Bestätigung eines Termins</translation>
    </message>
    <message>
        <source>consent withdrawn</source>
        <translation>Einwilligung widerrufen</translation>
    </message>
    <message>
        <source>entry of an account</source>
        <translation>Eintrag eines Kontos</translation>
    </message>
    <message>
        <source>incident report</source>
        <translation>Vorfallmeldung</translation>
    </message>
    <message>
        <source>last change</source>
        <translation>letzte Änderung</translation>
    </message>
    <message>
        <source>photo of a patient</source>
        <translation>Foto eines Patienten</translation>
    </message>
    <message>
        <source>picture of an insurance card</source>
        <translation>Bild einer Versichertenkarte</translation>
    </message>
    <message>
        <source>status of a visit</source>
        <translation>Status eines Termins</translation>
    </message>
    <message>
        <source>two records merged</source>
        <translation>zwei Akten zusammengeführt</translation>
    </message>
    <message>
        <source>visit moved</source>
        <translation>Termin verschoben</translation>
    </message>
    <message>
        <source>vital signs</source>
        <translation>Vitalwerte</translation>
    </message>
    <message>
        <source>waiting list</source>
        <translation>Warteliste</translation>
    </message>
    <message>
        <source>walk-in</source>
        <translation>Laufkunde</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Allergy</source>
        <translation>Allergie</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Clinic</source>
        <translation>Praxis</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Conflict decision</source>
        <translation>Konfliktentscheidung</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Versicherung</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Weiblich</translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Männlich</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medikament</translation>
    </message>
    <message>
        <source>Merge of two records</source>
        <translation>Zusammenführung zweier Akten</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Other ({0})</source>
        <translation>Andere ({0})</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Behandler</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Terminart</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Arbeitsplatz</translation>
    </message>
    <message>
        <source>{0} y</source>
        <translation>{0} J.</translation>
    </message>
</context>
</TS>
