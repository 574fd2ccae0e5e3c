import { createSwitches, type Switches } from '../../simulation/switches'

/** What nobody outside Intuit knows for sure; the first value is what we believe. */
const TABLE = {
  requestid: {
    values: ['replay', 'ignore', 'forget'],
    about: 'a repeated requestid: the first answer again; executed again; the first answer for 60 s only',
  },
  'requestid-other-body': {
    values: ['replay', '600', 'execute'],
    about: 'a known requestid with another body',
  },
  'requestid-of-fault': { values: ['execute', 'replay'], about: 'a requestid whose first call was refused' },
  'void-with-payments': {
    values: ['unlink', 'refuse'],
    about: 'voiding an invoice that payments are applied to',
  },
  'memo-of-void': {
    values: ['voided', 'annulé', 'none'],
    about: 'the word that a void puts in front of the memo, in the company’s language',
  },
  'line-ends': {
    values: ['kept', 'crlf'],
    about: 'line breaks in texts: answered as they were sent, or as carriage return and line feed',
  },
  'delete-with-links': {
    values: ['6000', '620', '800'],
    about: 'fault code when a linked document is deleted',
  },
  'send-bumps-synctoken': { values: ['no', 'yes'], about: 'whether sending an invoice raises its SyncToken' },
  'send-honours-requestid': {
    values: ['no', 'yes'],
    about: 'whether a repeated send with a requestid is replayed',
  },
  'upload-honours-requestid': { values: ['no', 'yes'], about: 'the same for an upload' },
  'upload-types': {
    values: ['refuse', 'accept'],
    about: 'a file of a type that is not on Intuit’s list',
  },
  'cdc-past-30-days': {
    values: ['rows', 'empty', 'fault'],
    about: 'changes asked for from more than 30 days ago',
  },
  'cdc-bound': {
    values: ['inclusive', 'exclusive'],
    about: 'whether a change at changedSince itself is answered',
  },
  'echo-own-writes': { values: ['yes', 'no'], about: 'webhooks for what an app wrote through the API' },
  'invoice-event-on-payment': { values: ['yes', 'no'], about: 'an Invoice event beside that of its payment' },
  'auto-apply': {
    values: ['before-answer', 'after-answer'],
    about: 'when old credits pay a new invoice, where the company applies them automatically',
  },
  'retry-after-on-429': { values: ['none', '60'], about: 'the Retry-After header of a throttled call' },
  budget: { values: ['left', 'used-up'], about: 'the monthly cap on metered reads' },
  'budget-body': { values: ['throttle', 'quota'], about: 'what a call over the monthly cap says' },
  'revoked-connection': { values: ['401', '403'], about: 'a call with a token of a revoked connection' },
  subscription: {
    values: ['active', 'read-only-400', 'read-only-403', 'ended-400', 'ended-403'],
    about:
      'a subscription that was suspended (nothing is written) or has ended (nothing at all), by which status',
  },
  'refresh-rotation': { values: ['daily', 'always'], about: 'when a refresh gives another refresh token' },
  'old-refresh-token': { values: ['24h', '0'], about: 'how long a replaced refresh token still works' },
  'error-bodies': { values: ['json', 'xml', 'html'], about: 'how gateway faults are written' },
  'duplicate-number-warning': {
    values: ['off', 'on'],
    about: 'the web option that refuses used numbers where the company numbers by hand; no API shows it',
  },
  'link-billed-time': {
    values: ['refuse', 'accept'],
    about: 'an invoice that links time which another invoice billed',
  },
  'link-time-of-others': {
    values: ['refuse', 'accept'],
    about: 'an invoice that links time of another customer',
  },
  'void-frees-time': {
    values: ['yes', 'no'],
    about: 'whether the time of a voided or deleted invoice is billable again',
  },
  'payment-across-subcustomers': {
    values: ['allow', 'refuse'],
    about: 'one payment for a whole customer family',
  },
} as const

export type Behaviour = Switches<typeof TABLE>
export const createBehaviour = (): Behaviour => createSwitches(TABLE)
