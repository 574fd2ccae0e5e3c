import { percentOf, writtenAmount, writtenShare } from './amount-words'
import type { Span, WrittenDetail, WrittenItem, WrittenValue } from './phrase'
import { caseOf, find, findAll, type Part } from './phrase-tree'

const span = ({ from, to }: Span): Span => ({ from, to })

/** Without spaces, brackets and colons around it: what is shown to people. */
export function trimmed(part: Span, plain: string): Span {
  const words = plain.slice(part.from, part.to)
  const before = /^[\s(,:]*/.exec(words)?.[0].length ?? 0
  const after = /[\s,:]*$/.exec(words.slice(before))?.[0].length ?? 0
  return { from: part.from + before, to: part.to - after }
}

export function itemOf(part: Part, place: Span, plain: string): WrittenItem {
  const name = find(part, 'letterName') ?? find(part, 'name') ?? find(part, 'ordinalName')
  const value = find(part, 'value')
  const details = find(part, 'details')
  // Days may stand before the amount too: "Strategy by March 15: $15,000".
  const inner = find(part, 'item')
  const early = inner
    ? findAll(inner, 'detail').filter((each) => value === null || each.to <= value.from)
    : []
  const all = [...early, ...(details ? findAll(details, 'itemDetail').flatMap((each) => each.parts) : [])]
  return {
    ...place,
    name: name ? quotedOrWhole(name) : null,
    value: value ? valueIn(value, plain) : null,
    valueAt: value ? trimmed(value, plain) : place,
    details: all.map((each) => detailOf(each, plain)),
    listed: false,
    heading: part.rule === 'heading',
    forName: part.rule === 'valueFor' && /^for\b/.test(wordsOf(find(part, 'forWord'), plain)),
  }
}

export function quotedOrWhole(part: Part): Span {
  const quoted = find(part, 'quoted')
  return quoted ? { from: quoted.from + 1, to: quoted.to - 1 } : span(part)
}

/** The plain words of a part, without spaces around them; empty for none. */
export const wordsOf = (part: Part | null, plain: string): string =>
  part ? plain.slice(part.from, part.to).trim() : ''

export function valueIn(part: Part, plain: string): WrittenValue {
  const money = find(part, 'money') ?? find(part, 'plain')
  const shared = find(part, 'share')
  const share = shared && writtenShare(shared, plain)
  const amount = money && writtenAmount(money, plain)
  if (find(part, 'rest'))
    return shared && !share ? { kind: 'unreadable' } : { kind: 'rest', claim: share, parts: 1 }
  if (shared && !share) return { kind: 'unreadable' }
  if (share && amount) {
    return caseOf(part, 'value') === 'moneyClaimed'
      ? { kind: 'money', amount, claim: share }
      : { kind: 'share', share, claim: amount }
  }
  if (share) return { kind: 'share', share, claim: null }
  return amount ? { kind: 'money', amount, claim: null } : { kind: 'unreadable' }
}

export function slashedValues(part: Part, plain: string): WrittenValue[] {
  const parts = findAll(part, 'slashPart')
  const pair = parts.length === 0 ? wordsOf(part, plain).replace('%', '').split('/') : null
  if (pair) return pair.map((each) => percentValue(each))
  return parts.map((each) =>
    find(each, 'money') ? valueIn(each, plain) : percentValue(wordsOf(each, plain).replace('%', '').trim()),
  )
}

function percentValue(text: string): WrittenValue {
  const share = percentOf(text)
  return share ? { kind: 'share', share, claim: null } : { kind: 'unreadable' }
}

/** The number that a rule below a part found. */
export const numberIn = (part: Part | null, rule: string, plain: string): number | null => {
  const found = part && find(part, rule)
  return found ? Number(wordsOf(found, plain)) : null
}

export function detailOf(part: Part, plain: string): WrittenDetail {
  const place = trimmed(part, plain)
  const kinds = ['deliverable', 'criteria', 'evidence'] as const
  const kind = kinds.find((each) => find(part, each)) ?? (find(part, 'approvalAsked') ? 'approval' : 'date')
  const wording = find(part, 'wording')
  const words = wording
    ? quotedOrWhole(wording)
    : (find(part, 'dateText') ??
      find(part, 'shortDate') ??
      find(part, 'fullDate') ??
      find(part, 'relativeDate') ??
      find(part, 'weekday') ??
      part)
  const absent = caseOf(part, 'approvalAsked') === 'none'
  return { ...place, kind, words: trimmed(words, plain), days: numberIn(part, 'days', plain), absent }
}
