import type { FiguresView } from '../../http/contract/deal'
import type { ClientStatus, PortalInvoice, PortalReview } from '../../http/contract/portal'
import type { Outcome, PictureAhead, Verb } from './shown'

/** Every word of the client's pages. Another language is another object of this shape. */
export const english = {
  language: 'en',
  status: {
    planned: 'Planned',
    in_progress: 'In progress',
    in_review: 'In review',
    changes_requested: 'Changes requested',
    done: 'Done',
    invoiced: 'Invoiced',
    partially_paid: 'Partially paid',
    paid: 'Paid',
    overdue: 'Overdue',
    cancelled: 'Cancelled',
  } satisfies Record<ClientStatus, string>,
  invoiceStatus: {
    open: 'Open',
    partially_paid: 'Partially paid',
    paid: 'Paid',
    overdue: 'Overdue',
    credited: 'Credited',
  } satisfies Record<PortalInvoice['status'], string>,
  bar: {
    unknown: 'Not known yet',
    paid: 'Paid',
    billed: 'Billed, not paid',
    inFlight: 'Being billed',
    completed: 'Done, not billed',
    open: 'Still to come',
    unscheduled: 'Not planned yet',
    over: 'Over the contract',
  } satisfies Record<FiguresView['bar'][number]['part'], string>,
  figures: {
    contract: 'Contract',
    billed: 'Billed',
    paid: 'Paid',
    left: 'Left to bill',
    outstanding: 'To pay',
  },
  doneOf: (complete: number, total: number) => `${complete} of ${total} done`,
  pleaseLookAt: 'Please look at',
  pleaseSign: 'Please decide on',
  agreed: 'What was agreed',
  delivered: 'What was delivered',
  noFiles: 'No files came with it.',
  submitted: (who: string, when: string) => `Submitted by ${who}, ${when}`,
  round: (number: number) => `round ${number}`,
  agreement: (version: number) => `The agreement, version ${version}`,
  lookAtIt: 'Look at it here',
  previewOf: (name: string) => `Preview of ${name}`,
  notShown: (type: string) =>
    type === 'image/heic'
      ? ' · HEIC picture: browsers don’t show it, save it to look at it'
      : type === 'image/webp'
        ? ' · WebP picture: too large to be shown here, save it to look at it'
        : '',
  noFileBecause: 'No file:',
  silence: (until: string) => `If we hear nothing by ${until}, this counts as accepted.`,
  silenceLater:
    'Silence will count as acceptance, but not yet: others are still waited for. You get a reminder first, and a business day to answer.',
  answerBy: (until: string) => `Please answer by ${until}.`,
  allAsked: 'All of them must approve.',
  anyAsked: 'The first answer counts.',
  answered: 'answered',
  notAnswered: 'not answered yet',
  verbs: {
    approve: 'Approve',
    'request-revision': 'Ask for changes',
    'approve-part': 'Accept part',
    reject: 'Reject',
  } satisfies Record<Verb, string>,
  approveAhead: (what: string, amount: string, company: string) =>
    `You confirm that “${what}” is accepted. ${company} can then bill ${amount}, before any tax.`,
  approveAheadAll: (what: string, names: string) =>
    `You confirm that you accept “${what}”. It is accepted once ${names} have approved it too.`,
  reviseAhead: (what: string, company: string) =>
    `“${what}” goes back to ${company} with your reason. Nothing is billed for it until it is submitted again and accepted.`,
  partQuestion: 'How much of it do you accept?',
  partHint: (amount: string) => `An amount such as 500.00, or a share such as 80 % or 1/3, of ${amount}.`,
  outcomeQuestion: 'What about the rest?',
  outcomes: {
    split: 'It goes back, and only the accepted part is billed',
    carry: 'All of it can be billed, and what is missing is carried on',
    collect: 'All of it can be billed; a part is paid now, the rest after the final sign-off',
  } satisfies Record<Outcome, string>,
  lookAhead: 'Look what will happen',
  otherCurrency: (currency: string) =>
    `Amounts here are in ${currency}. Write one such as 500.00, or a share such as 80 % or 1/3.`,
  notUnderstood: 'Write an amount such as 500.00, or a share such as 80 % or 1/3.',
  partAhead: {
    split: (accepted: string, rest: string, company: string) =>
      `You accept ${accepted}, which ${company} can then bill, before any tax. ${rest} goes back to work and is submitted again.`,
    carry: (accepted: string, rest: string, company: string) =>
      `You accept ${accepted} as finished. ${company} can then bill all of it, before any tax, and still owes you what is missing of ${rest}: say below what that is.`,
    collect: (accepted: string, rest: string, company: string) =>
      `${company} can then bill all of it, before any tax. You pay ${accepted} now and ${rest} after the final sign-off.`,
  } satisfies Record<Outcome, (accepted: string, rest: string, company: string) => string>,
  otherPart: 'Choose another part',
  orderAhead: (before: string, after: string) =>
    `The contract sum changes from ${before} to ${after}. Everything in this change order applies at once.`,
  orderAheadAll: (names: string) => `It applies once ${names} have approved it too.`,
  rejectAhead: 'Nothing of it applies, and the contract stays as it is.',
  yourName: 'Your full name, as your signature',
  comment: 'A comment, if you like',
  whatShouldChange: 'What should change?',
  whatIsMissing: 'What is missing, and carried on?',
  whyRejected: 'Why, if you like to say',
  confirm: {
    approve: 'I have looked at it and approve it. My typed name is my signature.',
    'request-revision': 'I have looked at it and ask for these changes.',
    'approve-part': 'I have looked at it and accept this part. My typed name is my signature.',
    reject: 'I have read it and reject it.',
  } satisfies Record<Verb, string>,
  sendAlong: {
    approve: 'Files, if you like: a signed sheet, say',
    'request-revision': 'Files, if you like: photos of what should change',
    'approve-part': 'Files, if you like: a signed sheet, photos of what is missing',
    reject: 'Files, if you like',
  } satisfies Record<Verb, string>,
  takenFiles:
    '.pdf,.png,.jpg,.jpeg,.gif,.webp,.heic,.heif,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md,.eml',
  filesHint: (most: number, size: string) =>
    `${most} at most, ${size} each: pictures, PDF, Office, text or e-mail.`,
  filesAgain: (most: number, size: string) =>
    `If you had chosen files, choose them again: a page can’t keep them. ${most} at most, ${size} each.`,
  notYetSent: 'Your answer was not sent yet. Please look below.',
  noRoom:
    'Your answer was not sent yet: other files are still arriving. What you typed is kept below. Choose its files again, and send it in a minute.',
  tickIt: 'Tick this to say that you mean it.',
  typeName: 'Type your name: it is your signature.',
  sayWhat: 'Say what should change.',
  sayMissing: 'Say what is missing.',
  nothingToDecide: 'Nothing needs your answer now.',
  nothingToDecideMore: (company: string) => `${company} writes to you when there is something to look at.`,
  onlyLooking: 'You can follow everything here. Others are asked to decide.',
  thanks: 'Thank you. Your answer is recorded.',
  youSaid: {
    approve: 'You approved it.',
    revise: 'You asked for changes.',
    approve_part: 'You accepted a part of it.',
    deemed_accepted: 'It was accepted by silence: nothing was heard of you in time.',
    reject: 'You rejected it.',
  },
  roundState: {
    open: 'Waiting for others to answer.',
    approved: 'It is accepted.',
    deemed: 'It was accepted by silence: the time to answer ended without one.',
    revised: 'It went back with the changes that were asked for.',
    split: 'A part of it is accepted; the rest goes on.',
  } satisfies Record<PortalReview['state'], string>,
  invoiceFollows: 'Its invoice follows.',
  said: {
    approve: 'approved',
    revise: 'asked for changes',
    approve_part: 'accepted a part',
    deemed_accepted: 'did not answer: accepted by silence',
  },
  saidOutcome: {
    split: 'accepted a part',
    carry: 'approved, with what is missing carried on',
    collect: 'approved, with a part paid now',
  } satisfies Record<Outcome, string>,
  recordedBy: (company: string) => `recorded by ${company}`,
  milestones: 'Milestones',
  allOver: (count: number) => `${count} before these, all settled`,
  stillAhead: (count: number) => `${count} more, not begun yet`,
  plannedOn: (day: string) => `planned for ${day}`,
  completedOn: (day: string) => `completed ${day}`,
  details: 'What was agreed and delivered',
  orders: 'Change orders',
  orderState: { sent: 'Waiting for an answer', approved: 'Approved', rejected: 'Rejected' },
  before: 'Contract sum before',
  net: 'Changes by',
  after: 'Contract sum after',
  invoices: 'Invoices',
  noInvoices: 'No invoice yet.',
  invoice: (number: string | null) => (number === null ? 'Invoice' : `Invoice ${number}`),
  due: (day: string) => `due ${day}`,
  issued: (day: string) => `issued ${day}`,
  stillOpen: (amount: string) => `${amount} open`,
  withTax: 'with tax',
  pay: 'Pay',
  pdf: 'PDF',
  certificates: 'Certificates',
  certificate: (number: string) => `Certificate ${number}`,
  certified: (when: string) => `given ${when}`,
  certificateStands: 'Stands',
  certificateWithdrawn: 'Taken back',
  withdrawn: (when: string) => `taken back ${when}`,
  history: 'History',
  earlier: (count: number) => `${count} earlier`,
  signedInAs: (who: string) =>
    `This page is for ${who}. Whoever has its address can answer in their name: keep it to yourself.`,
  gone: {
    title: 'This link opens nothing',
    text: 'It may have ended, or been replaced by a newer one. Ask whoever sent it to you for a new one.',
  },
  busy: {
    title: 'One moment, please',
    text: 'Too many visits at once. Wait a minute, then open your link again.',
  },
  broken: {
    title: 'Something broke on our side',
    text: 'This could not be shown. Whatever was recorded before is safe; try again in a moment.',
  },
  away: {
    title: 'Not available right now',
    text: 'This can’t be shown at the moment. Whatever was recorded before is safe; try again in a moment.',
  },
  notRecorded: {
    title: 'Your answer was not recorded',
    text: 'Something on our side kept it from being so, and nothing was changed. Go back to the page in a moment and send it again.',
  },
  perhapsRecorded: {
    title: 'Your answer may have been recorded',
    text: 'Something on our side went away just as it was being kept. Open your link again in a moment and look, before you answer once more.',
  },
  notNow: {
    title: 'Not available right now',
    text: 'The books can’t be reached at the moment. Try again in a few minutes; nothing is lost.',
  },
  noPay: {
    title: 'This invoice can’t be paid online',
    text: 'Its PDF says how to pay it.',
  },
  /** Two short lines where a small picture is not there yet, or can't be made. */
  picturePlace: {
    coming: ['Being made smaller.', 'Open it meanwhile.'],
    none: ['No small picture.', 'Open it to see it.'],
  } satisfies Record<PictureAhead, readonly [string, string]>,
  /** Below pictures: why one that is saved is not byte for byte what the certificate names. */
  picturesAsGiven:
    'Pictures open and are saved here without what the camera wrote into them. A certificate names each as it was submitted, so the hash of a saved one can differ.',
  notGiven: 'This picture can’t be opened here',
  withNotes: (name: string) =>
    `“${name}” is not given out, because where it was taken can’t be told from the picture in it. Ask us for it as a JPEG or a PDF.`,
  notTaken: { title: 'This could not be taken', text: 'Nothing was changed. Go back, and send less.' },
  noReminders: {
    asked: {
      title: 'No more reminders?',
      text: (company: string) =>
        `${company} will send you no more reminders. When work is submitted for your approval you are still asked, and your time to answer runs as it says there.`,
    },
    done: {
      title: 'You get no more reminders',
      text: (company: string) =>
        `When work is submitted for your approval, ${company} still asks you. If you want reminders again, tell them.`,
    },
    unknown: {
      title: 'This link opens nothing',
      text: 'Use the link of the newest reminder, or tell the company that asked you.',
    },
    button: 'Send me no reminders',
  },
  back: 'Back to the page',
  requestId: (id: string) => `Request ${id}`,
}
export type Words = typeof english
