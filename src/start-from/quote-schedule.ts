import type { CrmRecord } from '../../connectors/hubspot/objects'
import { parseDecimal, toMoney } from '../money/decimal'
import { formatMoney } from '../money/money'
import type { Terms } from '../schedules/schedule'
import { crmDay } from './line-item'
import { type OfferGround, stageItems } from './line-item-schedule'
import type { StagedSchedule } from './staged-schedule'

/** A quote of a deal, as one chooses it from a list. */
export interface QuoteChoice {
  readonly id: string
  readonly title: string
  /** HubSpot's own word: `DRAFT`, `APPROVAL_NOT_NEEDED`, `ACCEPTED` … */
  readonly status: string | null
  /** `YYYY-MM-DD`. */
  readonly expiresOn: string | null
}

export function quoteChoice({ id, properties }: CrmRecord): QuoteChoice {
  return {
    id,
    title: properties['hs_title']?.trim() || `Quote ${id}`,
    status: properties['hs_status'] || null,
    expiresOn: crmDay(properties['hs_expiration_date'] ?? null),
  }
}

const nothing = { draft: {}, understood: [], questions: [], rowErrors: [], notes: [] } as const
const noQuote = { kind: 'quote', id: null, label: null } as const

/** A deal without a quote, or with several of which none was chosen. */
export function stageNoQuote(quotes: readonly CrmRecord[]): StagedSchedule {
  const question =
    quotes.length === 0
      ? 'The deal has no quote in HubSpot. Make one there, or start from something else.'
      : `The deal has ${quotes.length} quotes. Which one was agreed?`
  const choices = quotes
    .map(quoteChoice)
    .map(({ id, title, expiresOn }) =>
      [`${id}: ${title}`, expiresOn === null ? null : `expires ${expiresOn}`].filter(Boolean).join(', '),
    )
  return {
    ...nothing,
    questions: [{ pointer: '/quoteId', question, ...(choices.length > 0 && { choices }) }],
    source: noQuote,
  }
}

/** A quote as a plan to look at: its line items, its terms where they are plain, its signers as approvers. */
export function stageQuote(
  quote: CrmRecord,
  items: readonly CrmRecord[],
  signers: readonly CrmRecord[],
  ground: OfferGround,
): StagedSchedule {
  const choice = quoteChoice(quote)
  const currency = quote.properties['hs_currency'] || ground.currency
  const label = choice.title.slice(0, 200)
  const source = { kind: 'quote', id: choice.id, label } as const
  const staged = stageItems(items, { ...ground, currency })
  const terms = termsOf(quote.properties['hs_terms'] ?? null)
  const { approvers, notes: signerNotes } = approversOf(signers)
  const questions = [...staged.questions]
  if (choice.status === 'REJECTED') {
    questions.push({
      pointer: '/quoteId',
      question: `“${label}” was rejected in HubSpot. Was it agreed after all?`,
    })
  }
  const stated = parseDecimal(quote.properties['hs_quote_amount'] ?? '')
  if (stated && staged.total && toMoney(stated, currency).minor !== staged.total.minor) {
    const [quoted, summed] = [formatMoney(toMoney(stated, currency)), formatMoney(staged.total)]
    questions.push({
      pointer: '/contractValue',
      question: `The quote comes to ${quoted}, its line items to ${summed}: a discount, a fee or tax is on the whole quote. What is the contract worth, before tax?`,
      choices: [quoted, summed],
    })
  }
  return {
    draft: {
      ...staged.draft,
      contractReference: label,
      ...(terms.terms && { terms: terms.terms }),
      ...(approvers.length > 0 && { approval: { required: false, approvers } }),
      source,
    },
    understood: [
      { text: choice.title, meaning: 'The reference of the contract', pointer: '/contractReference' },
      ...terms.understood,
      ...staged.understood,
    ],
    questions,
    rowErrors: [],
    notes: [...stateNotes(choice, ground.today), ...terms.notes, ...signerNotes, ...staged.notes],
    source,
  }
}

function stateNotes({ status, expiresOn }: QuoteChoice, today: string): string[] {
  return [
    ...(status === 'DRAFT' || status === 'PENDING_APPROVAL'
      ? ['The quote is not published yet; it may still change in HubSpot.']
      : []),
    ...(expiresOn !== null && expiresOn < today && status !== 'ACCEPTED'
      ? [`The quote expired on ${expiresOn}.`]
      : []),
  ]
}

/** Terms that say one thing are taken; a text that says more is shown, for a person to read. */
function termsOf(text: string | null) {
  const words =
    text
      ?.replace(/<[^>]{0,500}>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim() ?? ''
  if (words === '') return { terms: null, understood: [], notes: [] }
  const days = /^(?:payment terms:? )?(?:net|payable within) (\d{1,3})(?: days)?\.?$/i.exec(words)?.[1]
  const atOnce = /^(?:payment terms:? )?(?:due|payable) (?:on|upon) receipt\.?$/i.test(words)
  const terms: Terms | null =
    days !== undefined ? { netDays: Number(days) } : atOnce ? { dueOnReceipt: true } : null
  if (terms === null) {
    const shown = words.length > 200 ? `${words.slice(0, 200)}…` : words
    return { terms, understood: [], notes: [`The quote's terms say “${shown}”. Choose the payment terms.`] }
  }
  const meaning = 'netDays' in terms ? `Payable within ${terms.netDays} days` : 'Payable on receipt'
  return { terms, understood: [{ text: words, meaning, pointer: '/terms' }], notes: [] }
}

function approversOf(signers: readonly CrmRecord[]) {
  const named = signers.map(({ properties }) => ({
    name: [properties['firstname'], properties['lastname']].filter(Boolean).join(' ').trim().slice(0, 200),
    role: properties['jobtitle']?.trim().slice(0, 200) || undefined,
    email: properties['email']?.trim().toLowerCase() ?? '',
  }))
  const reachable = named.filter(
    ({ email }, at) => email !== '' && named.findIndex((each) => each.email === email) === at,
  )
  const mute = named.filter(({ email }) => email === '')
  const approvers = reachable.slice(0, 20).map(({ name, role, email }) => ({
    name: name || email,
    ...(role !== undefined && { role }),
    email,
  }))
  return {
    approvers,
    notes: [
      ...(approvers.length > 0
        ? [
            `${approvers.map(({ name }) => name).join(', ')} signs the quote, and is set as approver. Nobody is asked until approval is switched on.`,
          ]
        : []),
      ...mute.map(
        ({ name }) => `${name || 'A signer'} signs the quote, but has no e-mail address in HubSpot.`,
      ),
    ],
  }
}
