import { currencyDigits, parseAmount } from '../money/money'
import { splitAmounts } from '../schedules/split'
import { fieldErrorsOf, Refusal } from '../tenants/refusal'
import { english as words } from '../ui/portal/english'
import { outcomes, type PartAhead, type Problem, type Typed, type Verb } from '../ui/portal/shown'
import type { PortalPage } from './contract/portal'
import type { Pressed } from './portal-pressed'
import { moneyView } from './views/money-view'

/** A plain form as it came: nothing in it is believed. */
export type Form = Readonly<Record<string, unknown>>

const textIn = (form: Form, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : ''
}

const isOutcome = (text: string): text is PartAhead['outcome'] => outcomes.some((each) => each === text)
const outcomeIn = (form: Form): PartAhead['outcome'] => {
  const said = textIn(form, 'outcome')
  return isOutcome(said) ? said : 'split'
}

export const verbOf = (pressed: Pressed): Verb =>
  pressed.kind === 'order'
    ? pressed.answer
    : ({ approve: 'approve', revise: 'request-revision', approve_part: 'approve-part' } as const)[
        pressed.decision
      ]

type Accepted = { amount: string; currency: string } | { percent: string } | { fraction: string }

/** A sign, "$" or "CA$", or a code, "USD", in which somebody may write an amount. */
const NAMED = /(?:\b[A-Z]{1,3})?\p{Sc}|\b[A-Z]{3}\b/gu

/** Whether a sign or a code is this currency's: as the page writes it, as its own country does, or by its code. */
const isNameOf = (named: string, currency: string): boolean =>
  named === currency ||
  (currency === 'USD' && named === 'US$') ||
  (['symbol', 'narrowSymbol'] as const).some((currencyDisplay) =>
    new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .some(({ type, value }) => type === 'currency' && value === named),
  )

/** Why something typed is no amount: it may be one of another currency. */
const notAnAmount = (typed: string, currency: string): string =>
  (typed.match(NAMED) ?? []).some((named) => !isNameOf(named, currency))
    ? words.otherCurrency(currency)
    : words.notUnderstood

/**
 * How much is accepted, as people write it: "8000", "$8,000.50", "40 %", "1/3". Null for what is none of these, is of another
 * currency, or could be read in two ways ("8.000" is no amount of dollars).
 */
export function acceptedIn(typed: string, currency: string): Accepted | null {
  const text = typed.trim().replace(/[\u00a0\u202f]/g, ' ')
  const percent = /^(\d{1,3}(?:\.\d{1,4})?) ?%$/.exec(text)?.[1]
  if (percent !== undefined) return { percent }
  if (/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/.test(text)) return { fraction: text }
  const amount =
    /^([A-Z]{0,3}\p{Sc}|[A-Z]{3})? ?(\d{1,15}|\d{1,3}(?:([, ’'])\d{3})(?:\3\d{3})*)(\.\d+)?$/u.exec(text)
  if (!amount) return null
  const [, named, whole = '', , decimals = ''] = amount
  if (named !== undefined && !isNameOf(named, currency)) return null
  const digits = decimals === '' ? 0 : decimals.length - 1
  if (digits > currencyDigits(currency)) return null
  return { amount: `${whole.replace(/\D/g, '')}${decimals}`, currency }
}

/** The answer's body, as the contract's own checks take it. */
export function givenIn(form: Form, verb: Verb, currency: string): Record<string, unknown> {
  const isPart = verb === 'approve-part'
  const accepted = textIn(form, 'accepted')
  return {
    csrf: textIn(form, 'csrf'),
    version: textIn(form, 'version'),
    name: textIn(form, 'name'),
    confirm: textIn(form, 'confirm') === 'yes',
    reason: textIn(form, 'reason'),
    ...(isPart && {
      outcome: outcomeIn(form),
      ...(accepted !== '' && { accepted: acceptedIn(accepted, currency) ?? { amount: accepted, currency } }),
    }),
  }
}

export const typedIn = (form: Form): Typed => ({
  name: textIn(form, 'name'),
  reason: textIn(form, 'reason'),
  confirm: textIn(form, 'confirm') === 'yes',
})

/** What accepting a part would be, where somebody asks for it; null where nobody does, or may. */
export function partAheadIn(page: PortalPage, form: Form): PartAhead | null {
  const milestone = page.milestones.find(({ id }) => id === textIn(form, 'part'))
  const typed = textIn(form, 'accepted').slice(0, 40)
  if (!milestone?.review?.mayAcceptPart || form['accepted'] === undefined) return null
  const ahead = { milestoneId: milestone.id, accepted: typed, outcome: outcomeIn(form) }
  const { amount, currency } = milestone.review.amount
  const accepted = acceptedIn(typed, currency)
  const whole = parseAmount(amount, currency)
  if (accepted === null || whole === null)
    return { ...ahead, amounts: null, problem: notAnAmount(typed, currency) }
  try {
    const { acceptedMinor, remainingMinor } = splitAmounts(whole.minor, accepted, currency)
    const amounts = {
      accepted: moneyView(acceptedMinor, currency),
      rest: moneyView(remainingMinor, currency),
    }
    return { ...ahead, amounts, problem: null }
  } catch (error) {
    if (error instanceof Refusal) return { ...ahead, amounts: null, problem: error.message }
    throw error
  }
}

/** A refusal as the form tells it: each field's own trouble beside it, the rest above. */
export function problemOf(refusal: Refusal, pressed: Pressed, typed: Typed): Problem {
  const verb = verbOf(pressed)
  const own: Readonly<Record<string, string>> = {
    name: words.typeName,
    confirm: words.tickIt,
    reason: verb === 'approve-part' ? words.sayMissing : words.sayWhat,
  }
  const fields: Record<string, string> = {}
  for (const { pointer, detail } of fieldErrorsOf(refusal)) {
    const field = pointer.split('/')[1] ?? ''
    if (field === 'files') fields[field] = detail
    if (own[field] !== undefined) {
      const isMissing = field === 'confirm' || typed[field === 'name' ? 'name' : 'reason'].trim() === ''
      fields[field] = isMissing ? own[field] : detail
    }
  }
  const named = Object.keys(fields).length > 0
  // What was shown is not what is asked now: the tick was about something else.
  const kept = refusal.status === 409 ? { ...typed, confirm: false } : typed
  return {
    about: pressed.id,
    verb,
    message: named ? words.notYetSent : refusal.code === 'busy' ? words.noRoom : refusal.message,
    fields,
    typed: kept,
  }
}
