import type { Defect } from './defect.ts';

/**
 * Where each defect is looked for first: a suite, or one test of it by its id. It is only an order: where it is not found there,
 * all other tests follow.
 */
export const killHints: Readonly<Record<Defect, string>> = {
  'gate-capture': 'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well',
  'gate-store':
    'policy/what-a-tightened-policy-no-longer-allows-does-not-leave-any-more-from-ram-or-from-flash',
  'gate-send':
    'policy/what-a-tightened-policy-no-longer-allows-does-not-leave-any-more-from-ram-or-from-flash',
  'gate-late': 'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well',
  'window-minute': 'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well',
  'break-ignored': 'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well',
  'dst-ignored': 'policy/in-the-night-that-skips-an-hour-a-window-in-it-never-opens',
  'holiday-ignored':
    'policy/follows-weekdays-exceptions-and-holidays-and-is-closed-for-good-after-its-last-day',
  'expired-open':
    'policy/follows-weekdays-exceptions-and-holidays-and-is-closed-for-good-after-its-last-day',
  'floor-ignored': 'policy/no-two-positions-are-closer-than-the-policy-allows-moving-or-parked',
  'precision-ignored':
    'policy/place-time-height-speed-and-course-are-as-coarse-as-the-policy-says-all-of-them',
  'private-ignored':
    'policy/the-private-switch-closes-at-once-and-the-light-tells-when-positions-are-taken',
  'retention-ignored':
    'deletion/stored-reports-go-when-they-have-outlived-their-retention-network-or-not',
  'sos-everyone':
    'policy/a-call-for-help-reaches-those-who-were-named-for-it-and-nobody-else-and-it-ends',
  'sos-endless':
    'policy/a-call-for-help-reaches-those-who-were-named-for-it-and-nobody-else-and-it-ends',
  'glass-early':
    'policy/a-break-glass-needs-two-signatures-and-a-rule-is-announced-before-it-opens-and-ends',
  'theft-unlimited':
    'policy/a-theft-opens-no-longer-and-no-denser-than-the-rule-nothing-without-it-and-no-place-when-reduced',
  'theft-unruled':
    'policy/a-theft-opens-no-longer-and-no-denser-than-the-rule-nothing-without-it-and-no-place-when-reduced',
  'reduce-ignored':
    'policy/a-theft-opens-no-longer-and-no-denser-than-the-rule-nothing-without-it-and-no-place-when-reduced',
  'indicator-dark':
    'policy/the-private-switch-closes-at-once-and-the-light-tells-when-positions-are-taken',
  'clock-believed':
    'policy/opens-for-no-date-that-was-not-confirmed-and-closes-when-the-date-leaps-until-two-people-say-what-it-is',
  'leap-followed':
    'policy/opens-for-no-date-that-was-not-confirmed-and-closes-when-the-date-leaps-until-two-people-say-what-it-is',
  'signature-unchecked':
    'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed',
  'stranger-obeyed':
    'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed',
  'second-unasked':
    'policy/tightening-is-one-signature-loosening-two-and-a-reason-stands-beside-each',
  'replay-accepted':
    'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed',
  'tenant-unchecked':
    'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed',
  'device-unchecked':
    'policy/obeys-nobody-but-its-own-people-nothing-twice-and-nothing-that-is-not-signed',
  'challenge-ignored':
    'policy/takes-a-signed-time-that-answers-what-it-asked-last-and-none-that-was-held-back',
  'journal-gap':
    'journal/tells-the-same-over-the-air-as-over-the-line-has-no-place-and-outlives-the-reports',
  'refusal-unnoted':
    'journal/has-every-instruction-accepted-or-refused-and-a-file-of-it-verifies-without-the-device',
  'place-withheld': 'policy/opens-and-closes-in-the-very-second-and-in-the-break-as-well',
  'place-heartbeat':
    'report/tells-at-night-of-a-power-cut-and-of-a-stranger-at-once-and-lives-without-a-place',
  'extra-recipient':
    'report/opens-for-those-alone-whom-the-policy-names-for-this-tenant-and-this-device-unchanged',
  'session-reused':
    'report/hours-without-a-network-a-lost-acknowledgement-and-a-power-cut-lose-and-double-nothing',
  'size-telling': 'report/every-fix-arrives-once-and-in-order-in-few-sizes-and-few-bytes',
  'wrong-topic': 'report/every-fix-arrives-once-and-in-order-in-few-sizes-and-few-bytes',
  'report-twice': 'report/every-fix-arrives-once-and-in-order-in-few-sizes-and-few-bytes',
  'record-lost':
    'report/hours-without-a-network-a-lost-acknowledgement-and-a-power-cut-lose-and-double-nothing',
  'wipe-sector':
    'deletion/leaves-nothing-of-a-tenant-in-the-chip-of-a-wiped-board-test-material-or-not',
  'deletion-marked':
    'deletion/deletes-a-period-or-all-reports-on-a-signed-order-proves-it-and-waits-for-their-return',
  'deletion-undone':
    'deletion/deletes-a-period-or-all-reports-on-a-signed-order-proves-it-and-waits-for-their-return',
  'self-test-ignored': 'flash/an-image-whose-self-test-fails-is-reverted-and-the-flasher-says-so',
  'rollback-allowed': 'identify/what-runs-on-it-is-never-older-than-what-ran-on-it',
  'tls-unverified':
    'security/a-device-tells-nothing-to-a-broker-of-another-ca-with-another-name-or-with-an-old-certificate',
  'name-unverified':
    'security/a-device-tells-nothing-to-a-broker-of-another-ca-with-another-name-or-with-an-old-certificate',
  retained: 'deletion/what-was-delivered-is-freed-and-no-broker-keeps-it-for-whoever-comes-later',
  unacknowledged:
    'report/a-broker-that-acknowledges-nothing-frees-nothing-it-gets-the-same-bytes-again-and-nothing-is-lost',
  'leak-log':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-serial':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-mqtt':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-retained':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-topic':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-journal':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-flash':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-record':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'leak-crash':
    'canary/no-position-of-a-private-hour-leaves-on-any-channel-and-the-search-would-have-found-it',
  'broker-reads':
    'security/nobody-reads-another-tenant-by-whatever-filter-whatever-the-suback-says',
  'broker-writes':
    'security/nobody-publishes-for-another-tenant-or-another-device-nothing-of-it-is-delivered',
  'broker-retains': 'security/nothing-is-retained-who-comes-later-hears-nothing-of-before',
  'broker-names': 'security/nobody-takes-over-the-session-the-queue-or-the-name-of-another-device',
  'broker-any-ca':
    'security/the-broker-lets-in-who-has-a-certificate-of-its-authority-over-tls-1-2-and-1-3-and-nobody-else',
  'broker-no-date':
    'security/the-broker-lets-in-who-has-a-certificate-of-its-authority-over-tls-1-2-and-1-3-and-nobody-else',
};
