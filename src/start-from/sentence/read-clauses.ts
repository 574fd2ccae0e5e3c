import { countOf, partsNamed, percentOf, writtenAmount, writtenShare } from './amount-words'
import type { Phrase, Rhythm, Span, WrittenPerson } from './phrase'
import { caseOf, find, findAll, type Part } from './phrase-tree'
import { detailOf, numberIn, quotedOrWhole, slashedValues, trimmed, valueIn, wordsOf } from './read-items'

const span = ({ from, to }: Span): Span => ({ from, to })

function rhythmOf(part: Part, plain: string): Rhythm {
  const unit = wordsOf(find(part, 'unitWord'), plain)
  if (unit !== '') {
    const many = find(part, 'countOf')
    const each = many ? countOf(wordsOf(find(many, 'count'), plain)) : 1
    if (unit.startsWith('quarter')) return { each: each * 3, unit: 'month' }
    return { each, unit: unit.startsWith('day') ? 'day' : unit.startsWith('week') ? 'week' : 'month' }
  }
  const word = wordsOf(find(part, 'periodWord') ?? part, plain)
  if (word.startsWith('month')) return { each: 1, unit: 'month' }
  if (word.startsWith('quarter')) return { each: 3, unit: 'month' }
  return { each: word.startsWith('week') ? 1 : 2, unit: 'week' }
}

/** What a clause says; places are in the text. */
export function clauseOf(part: Part, place: Span, plain: string): Phrase[] {
  const money = find(part, 'money')
  const words = (rule: string): Span => trimmed(find(part, rule) ?? part, plain)
  switch (part.rule) {
    case 'total':
    case 'notToExceed':
    case 'rate': {
      const kind = part.rule === 'total' ? 'total' : part.rule === 'rate' ? 'rate' : 'cap'
      const amount = money ?? find(part, 'plainTotal')
      return amount ? [{ ...place, kind, amount: writtenAmount(amount, plain) }] : []
    }
    case 'lateFee':
      return [
        {
          ...place,
          kind: 'lateFee',
          words: caseOf(part, 'lateFee') === 'last' ? place : words('clauseWords'),
        },
      ]
    case 'pauseWork':
      return [{ ...place, kind: 'pauseWork', words: place }]
    case 'retainage': {
      const percent = find(part, 'percentFigure')
      const share = percent && percentOf(wordsOf(percent, plain))
      return [{ ...place, kind: 'retainage', share, absent: caseOf(part, 'retainage') === 'none' }]
    }
    case 'deposit': {
      const value = find(part, 'depositValue')
      const front = /front|advance/.test(wordsOf(part, plain))
      const absent = caseOf(part, 'deposit') === 'none'
      const share = value && writtenShare(value, plain)
      return [
        {
          ...place,
          kind: 'deposit',
          share,
          amount: money ? writtenAmount(money, plain) : null,
          absent,
          front,
        },
      ]
    }
    case 'terms': {
      const days = caseOf(part, 'terms') === 'receipt' ? null : numberIn(part, 'days', plain)
      return [{ ...place, kind: 'terms', netDays: days }]
    }
    case 'series':
      return [seriesOf(part, place, plain)]
    case 'restParts': {
      const halved = find(part, 'halvedNoun')
      const parts = halved ? partsNamed(wordsOf(halved, plain)) : countOf(wordsOf(find(part, 'count'), plain))
      // "Two parts of $5,000" may be of each or of all: the whole is asked about.
      if (find(part, 'countedOf')) return [{ ...place, kind: 'leftover' }]
      return [{ ...place, kind: parts > 0 && parts <= 1_000 ? 'restParts' : 'leftover', parts }]
    }
    case 'startOn':
      return [{ ...place, kind: 'start', words: words('dateText') }]
    case 'every':
      return [{ ...place, kind: 'every', rhythm: rhythmOf(part, plain) }]
    case 'approvers':
      return [
        { ...place, kind: 'approvers', people: peopleOf(part, plain), days: numberIn(part, 'days', plain) },
      ]
    case 'approvalAsked':
      return [{ ...place, kind: 'detail', detail: detailOf(part, plain) }]
    case 'approvalRule':
      return [
        { ...place, kind: 'approvalRule', rule: caseOf(part, 'approvalRule') === 'all' ? 'all' : 'any' },
      ]
    case 'deemed':
      return [{ ...place, kind: 'deemed', days: numberIn(part, 'days', plain) }]
    case 'contractDate':
      return [{ ...place, kind: 'contractDate', words: words('dateText') }]
    case 'reference':
      return [{ ...place, kind: 'reference', words: words('refToken') }]
    case 'delivery': {
      const how = caseOf(part, 'delivery')
      return [{ ...place, kind: 'delivery', delivery: how === 'send' || how === 'prepare' ? how : 'post' }]
    }
    case 'monthlyBilling':
      return [{ ...place, kind: 'monthly', day: numberIn(part, 'days', plain) }]
    case 'halved':
      return [{ ...place, kind: 'equally', parts: partsNamed(wordsOf(find(part, 'halvedNoun'), plain)) }]
    case 'equally':
      return [{ ...place, kind: 'equally', parts: null }]
    case 'counted':
      return [{ ...place, kind: 'count', ...countedOf(part, plain) }]
    case 'billing': {
      const how = caseOf(part, 'billing')
      return [{ ...place, kind: 'billing', billing: how === 'hourly' || how === 'mixed' ? how : 'fixed' }]
    }
    case 'named':
      return [{ ...place, kind: 'name', words: placeNameOf(part, plain) }]
    case 'customer':
      return [{ ...place, kind: 'customer', words: placeNameOf(part, plain) }]
    case 'inCurrency': {
      const name = find(part, 'currencyName')
      const word = wordsOf((name && find(name, 'currencyNoun')) ?? name, plain)
      return [{ ...place, kind: 'currency', word }]
    }
    default:
      return [{ ...place, kind: 'leftover' }]
  }
}

/** "$5,000 a month for 6 months"; "weekly for 3 months" is no number of weeks, and is asked about. */
function seriesOf(part: Part, place: Span, plain: string): Phrase {
  const period = find(part, 'period')
  const counted = find(part, 'countedPeriod')
  const money = find(part, 'money')
  const named = find(part, 'seriesNoun')
  if (!period || !counted) return { ...place, kind: 'leftover' }
  const rhythm = rhythmOf(period, plain)
  const unit = rhythmOf({ ...counted, parts: findAll(counted, 'unitWord') }, plain)
  if (rhythm.unit !== unit.unit || rhythm.each !== unit.each) return { ...place, kind: 'leftover' }
  return {
    ...place,
    kind: 'series',
    rhythm,
    count: countOf(wordsOf(find(counted, 'count'), plain)),
    value: money ? writtenAmount(money, plain) : null,
    isEach: caseOf(period, 'period') === 'unit' || RENTS.test(wordsOf(named, plain)),
    called: named && trimmed(named, plain),
  }
}

/** What is paid again and again: its amount is each month's. */
const RENTS = /\b(?:retainer|fee|subscription|rent|payment|instal?lment)$/

function placeNameOf(part: Part, plain: string): Span {
  const name = find(part, 'placeName')
  return trimmed(name ? quotedOrWhole(name) : part, plain)
}

function peopleOf(part: Part, plain: string): WrittenPerson[] {
  const people = findAll(part, 'person')
  const named = people.length > 0 ? people : findAll(part, 'personName')
  return named.map((each) => {
    const name = find(each, 'personName')
    return {
      ...trimmed(each, plain),
      name: name && span(name),
      email: wordsOf(find(each, 'email'), plain) || null,
    }
  })
}

function countedOf(part: Part, plain: string) {
  const adjectives = findAll(part, 'nextAdjective').map((each) => wordsOf(each, plain))
  const each = find(part, 'eachValue')
  const count = countOf(wordsOf(find(part, 'count'), plain))
  const slashed = each && find(each, 'slashed')
  const values = slashed
    ? slashedValues(slashed, plain)
    : each
      ? Array.from({ length: Math.min(count, 1_000) }, () => valueIn(each, plain))
      : []
  const period = adjectives.find((word) => /ly$/.test(word))
  return {
    count,
    equal: adjectives.some((word) => word === 'equal' || word === 'even'),
    every:
      period === undefined
        ? null
        : rhythmOf({ ...part, parts: [], ...wordPlace(part, plain, period) }, plain),
    values,
  }
}

const wordPlace = (part: Part, plain: string, word: string): Span => {
  const from = plain.indexOf(word, part.from)
  return { from, to: from + word.length }
}
