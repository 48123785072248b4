/** What the tests of the suites say, in German, by their ids: for readers of the evidence who do not read English. */
export const germanTitles: Readonly<Record<string, string>> = {
  'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it':
    'Keine Position einer privaten Stunde verlässt das Gerät auf irgendeinem Kanal, und die Suche hätte sie gefunden',
  'canary/no-private-place-around-a-minute-of-work-is-in-what-the-line-the-broker-and-the-journal-tell':
    'Kein privater Ort rund um eine Minute Arbeit steht in dem, was Leitung, Broker und Journal sagen',
  'deletion/deletes-a-period-or-all-reports-on-a-signed-order-proves-it-and-waits-for-their-return':
    'Löscht auf signierte Weisung einen Zeitraum oder alle Berichte, belegt es und wartet auf deren Rückgabe',
  'deletion/ends-a-device-journal-out-everything-erased-and-read-back-receipt-signed-nobody-takes-it-over':
    'Ende eines Geräts: Journal gesichert, alles gelöscht und zurückgelesen, Löschprotokoll signiert, niemand übernimmt es',
  'deletion/leaves-nothing-of-a-tenant-in-the-chip-of-a-wiped-board-test-material-or-not':
    'Im Chip eines gelöschten Geräts bleibt nichts von einem Mandanten, auch nicht bei Test- und Ausschussmaterial',
  'deletion/stored-reports-go-when-they-have-outlived-their-retention-network-or-not':
    'Gespeicherte Berichte verschwinden nach ihrer Aufbewahrungsfrist, mit oder ohne Netz',
  'deletion/what-was-delivered-is-freed-and-no-broker-keeps-it-for-whoever-comes-later':
    'Zugestelltes wird freigegeben, und kein Broker hält es für spätere Leser vor',
  'flash/a-boot-loader-that-checks-signatures-does-not-start-what-somebody-else-signed':
    'Ein Bootloader, der Signaturen prüft, startet nicht, was jemand anderes signiert hat',
  'flash/a-good-image-boots-on-trial-proves-itself-and-is-confirmed-once-more-there-is-nothing-to-do':
    'Ein gutes Image startet auf Probe, bewährt sich und wird bestätigt; beim zweiten Mal ist nichts zu tun',
  'flash/an-image-left-on-trial-is-reverted-by-the-next-reset':
    'Ein Image, das auf Probe blieb, nimmt der nächste Neustart zurück',
  'flash/an-image-whose-self-test-fails-is-reverted-and-the-flasher-says-so':
    'Ein Image, dessen Selbsttest scheitert, wird zurückgenommen, und der Flasher sagt es',
  'flash/an-upload-that-was-interrupted-is-resumed-where-the-board-stopped':
    'Eine unterbrochene Übertragung geht dort weiter, wo das Gerät aufgehört hat',
  'flash/for-another-board-with-too-low-a-counter-wrongly-signed-damaged-refused-before-a-byte-is-sent':
    'Für ein anderes Gerät, mit zu niedrigem Zähler, falsch signiert, beschädigt: abgelehnt, bevor ein Byte gesendet ist',
  'flash/power-is-cut-at-chosen-and-random-moments-of-upload-and-swap-and-a-valid-image-boots-each-time':
    'Stromausfall in gewählten und zufälligen Momenten von Übertragung und Tausch: jedes Mal startet ein gültiges Image',
  'identify/draws-current-with-power-and-none-without':
    'Nimmt mit Versorgung Strom auf, ohne keinen',
  'identify/factory-state-captures-nothing': 'Im Werkszustand wird nichts erfasst',
  'identify/has-keys-of-its-own-which-no-other-device-has':
    'Hat eigene Schlüssel, die kein anderes Gerät hat',
  'identify/its-light-tells-when-positions-are-taken-and-its-private-switch-ends-it':
    'Seine Leuchte zeigt, wann Positionen erfasst werden, und sein Privatschalter beendet es',
  'identify/tells-what-runs-on-it-by-hash': 'Nennt den Hash der Firmware, die läuft',
  'identify/what-runs-on-it-is-never-older-than-what-ran-on-it':
    'Was läuft, ist nie älter als das, was lief',
  'journal/has-every-instruction-accepted-or-refused-and-a-file-of-it-verifies-without-the-device':
    'Enthält jede angenommene und jede abgewiesene Weisung, und seine Datei ist ohne das Gerät prüfbar',
  'journal/tells-the-same-over-the-air-as-over-the-line-has-no-place-and-outlives-the-reports':
    'Sagt über Funk dasselbe wie über die Leitung, enthält keinen Ort und überdauert die Berichte',
  'policy/a-break-glass-needs-two-signatures-and-a-rule-is-announced-before-it-opens-and-ends':
    'Ein Notzugriff braucht zwei Signaturen und eine Regel, wird vorher angekündigt und endet',
  'policy/a-call-for-help-reaches-those-who-were-named-for-it-and-nobody-else-and-it-ends':
    'Ein Notruf erreicht die dafür Benannten, sonst niemanden, und er endet',
  'policy/a-policy-that-looks-unlawful-waits-for-the-controller-who-says-so-with-a-name':
    'Eine Richtlinie, die rechtswidrig aussieht, wartet auf den Verantwortlichen, der sie namentlich bestätigt',
  'policy/a-restriction-stops-capture-and-sending-and-keeps-what-is-stored-lifting-it-needs-two':
    'Eine Einschränkung beendet Erfassung und Versand und bewahrt das Gespeicherte; sie aufzuheben braucht zwei',
  'policy/a-theft-opens-no-longer-and-no-denser-than-the-rule-nothing-without-it-and-no-place-when-reduced':
    'Ein Diebstahl öffnet nicht länger und nicht dichter als die Regel, ohne Regel nichts, und auf Kilometer reduziert keinen Ort',
  'policy/a-window-of-one-minute-opens-and-closes-in-its-second-also-where-seconds-are-real':
    'Ein Zeitfenster von einer Minute öffnet und schließt in seiner Sekunde, auch wo Sekunden echt sind',
  'policy/follows-weekdays-exceptions-and-holidays-and-is-closed-for-good-after-its-last-day':
    'Folgt Wochentagen, Ausnahmen und Feiertagen und ist nach ihrem letzten Tag endgültig geschlossen',
  'policy/in-a-minute-of-stop-and-go-no-two-positions-are-closer-than-the-floor-and-each-is-coarse':
    'In einer Minute Stop-and-go liegen keine zwei Positionen näher als der Mindestabstand, und jede ist grob',
  'policy/in-the-night-that-has-an-hour-twice-a-window-in-it-opens-twice':
    'In der Nacht mit der doppelten Stunde öffnet ein Zeitfenster darin zweimal',
  'policy/in-the-night-that-skips-an-hour-a-window-in-it-never-opens':
    'In der Nacht, der eine Stunde fehlt, öffnet ein Zeitfenster darin nie',
  'policy/no-two-positions-are-closer-than-the-policy-allows-moving-or-parked':
    'Keine zwei Positionen liegen näher beieinander, als die Richtlinie erlaubt, fahrend oder stehend',
  'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed':
    'Gehorcht nur seinen eigenen Leuten, nichts zweimal und nichts Unsigniertem',
  'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well':
    'Öffnet und schließt auf die Sekunde, auch in der Pause',
  'policy/opens-for-no-date-that-was-not-confirmed-and-closes-when-the-date-leaps-until-two-people-say-what-it-is':
    'Öffnet für kein unbestätigtes Datum und schließt, wenn das Datum springt, bis zwei Personen sagen, welches es ist',
  'policy/place-time-height-speed-and-course-are-as-coarse-as-the-policy-says-all-of-them':
    'Ort, Zeit, Höhe, Geschwindigkeit und Kurs sind alle so grob, wie die Richtlinie sagt',
  'policy/reduced-to-mileage-a-device-tells-a-distance-and-no-place':
    'Auf Kilometer reduziert, meldet ein Gerät eine Strecke und keinen Ort',
  'policy/roles-are-checked-by-the-device-an-expired-key-signs-nothing-and-no-two-people-share-a-name':
    'Das Gerät prüft Rollen, ein abgelaufener Schlüssel signiert nichts, und kein Name gehört zweien',
  'policy/the-private-switch-closes-at-once-and-the-light-tells-when-positions-are-taken':
    'Der Privatschalter schließt sofort, und die Leuchte zeigt, wann Positionen erfasst werden',
  'policy/the-private-switch-ends-capture-within-a-minute-of-work-and-the-light-tells-it-where-it-is-seen':
    'Der Privatschalter beendet die Erfassung in einer Minute Arbeit, und die Leuchte zeigt es',
  'policy/takes-a-signed-time-that-answers-what-it-asked-last-and-none-that-was-held-back':
    'Nimmt eine signierte Zeit, die auf seine letzte Frage antwortet, und keine, die zurückgehalten wurde',
  'policy/tightening-is-one-signature-loosening-two-and-a-reason-stands-beside-each':
    'Verschärfen braucht eine Signatur, Lockern zwei, und bei jeder steht ein Grund',
  'policy/what-a-tightened-policy-no-longer-allows-does-not-leave-any-more-from-ram-or-from-flash':
    'Was eine verschärfte Richtlinie nicht mehr erlaubt, verlässt das Gerät nicht mehr, weder aus RAM noch aus Flash',
  'policy/who-leaves-is-revoked-signs-nothing-more-and-does-not-come-back':
    'Wer geht, wird gesperrt, signiert nichts mehr und kommt nicht zurück',
  'report/a-broker-that-acknowledges-nothing-frees-nothing-it-gets-the-same-bytes-again-and-nothing-is-lost':
    'Was ein Broker nicht bestätigt, wird nicht freigegeben: er bekommt dieselben Bytes noch einmal, und nichts geht verloren',
  'report/a-minute-of-work-arrives-once-and-opens-for-those-alone-whom-the-policy-names':
    'Eine Minute Arbeit kommt einmal an und ist nur für die lesbar, die die Richtlinie nennt',
  'report/every-fix-arrives-once-and-in-order-in-few-sizes-and-few-bytes':
    'Jede Position kommt einmal und in der Reihenfolge an, in wenigen Größen und wenigen Bytes',
  'report/goes-to-the-second-broker-when-the-first-is-gone-and-loses-nothing-on-the-way':
    'Wechselt zum zweiten Broker, wenn der erste weg ist, und verliert dabei nichts',
  'report/hours-without-a-network-a-lost-acknowledgement-and-a-power-cut-lose-and-double-nothing':
    'Stunden ohne Netz, eine verlorene Quittung und ein Stromausfall verlieren und verdoppeln nichts',
  'report/nonsense-of-a-broker-costs-a-connection-at-most-the-tracker-comes-back-and-all-its-reports-arrive':
    'Unsinn eines Brokers kostet höchstens eine Verbindung: das Gerät kommt wieder, und alle seine Berichte treffen ein',
  'report/nonsense-of-a-controller-is-refused-or-dropped-changes-nothing-and-the-next-question-is-answered':
    'Unsinn eines Verantwortlichen wird abgewiesen oder verworfen, ändert nichts, und die nächste Frage wird beantwortet',
  'report/opens-for-those-alone-whom-the-policy-names-for-this-tenant-and-this-device-unchanged':
    'Nur für die lesbar, die die Richtlinie nennt, für diesen Mandanten und dieses Gerät, unverändert',
  'report/tells-at-night-of-a-power-cut-and-of-a-stranger-at-once-and-lives-without-a-place':
    'Meldet nachts Stromausfall und Fremde sofort und gibt Lebenszeichen ohne Ort',
  'security/a-device-tells-nothing-to-a-broker-of-another-ca-with-another-name-or-with-an-old-certificate':
    'Ein Gerät sagt einem Broker mit fremder CA, anderem Namen oder altem Zertifikat nichts',
  'security/an-order-is-obeyed-once-again-it-is-refused-or-answered-without-being-carried-out':
    'Eine Weisung gilt einmal: beim zweiten Mal wird sie abgewiesen oder nur beantwortet',
  'security/an-order-without-a-signature-of-another-tenant-of-a-stranger-or-for-another-device-changes-nothing':
    'Eine Weisung ohne Signatur, eines anderen Mandanten, eines Fremden oder für ein anderes Gerät ändert nichts',
  'security/nobody-publishes-for-another-tenant-or-another-device-nothing-of-it-is-delivered':
    'Niemand sendet für einen anderen Mandanten oder ein anderes Gerät: nichts davon wird zugestellt',
  'security/nobody-reads-another-tenant-by-whatever-filter-whatever-the-suback-says':
    'Niemand liest einen anderen Mandanten, mit welchem Filter auch immer, was auch der SUBACK sagt',
  'security/nobody-takes-over-the-session-the-queue-or-the-name-of-another-device':
    'Niemand übernimmt Sitzung, Warteschlange oder Namen eines anderen Geräts',
  'security/nonsense-at-the-broker-ends-its-own-connection-and-nobody-else-is-disturbed':
    'Unsinn am Broker beendet nur die eigene Verbindung und stört sonst niemanden',
  'security/nonsense-of-the-receiver-is-no-position-and-good-sentences-behind-it-are':
    'Unsinn des Empfängers ist keine Position, gute Sätze danach sind welche',
  'security/nonsense-on-the-management-port-is-dropped-and-the-next-question-is-answered':
    'Unsinn an der Verwaltungsleitung wird verworfen, und die nächste Frage wird beantwortet',
  'security/nothing-is-retained-who-comes-later-hears-nothing-of-before':
    'Nichts wird vorgehalten: wer später kommt, hört nichts von vorher',
  'security/the-broker-lets-in-who-has-a-certificate-of-its-authority-over-tls-1-2-and-1-3-and-nobody-else':
    'Der Broker lässt ein, wer ein Zertifikat seiner CA hat, über TLS 1.2 und 1.3, und sonst niemanden',
  'soak/lives-on-nothing-leaks-nothing-is-lost-the-journal-holds-memory-and-flash-stay-in-bounds':
    'Lebt lange: nichts tritt aus, nichts geht verloren, das Journal hält, RAM und Flash bleiben in Grenzen',
};
