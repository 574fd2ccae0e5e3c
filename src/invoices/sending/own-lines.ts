import { parseAmount } from '../../money/money'
import { textAt } from '../books/difference'
import { findAgain, linesDecided, type RestoredLine, sameText } from '../edited/restored-lines'
import type { BillingIntent, BillingPart } from '../intent'

type Part = Pick<BillingPart, 'partKey' | 'lineId' | 'amountMinor'>

/**
 * Which lines of an invoice are ours, by the key of each part whose line is not known, or is not there any more: by what they
 * say and cost, by what they say, by words that only that line of ours has. One that was never known is also read by its
 * place, where the invoice has as many lines as we sent and the one there costs what ours does and sells the same. Whoever
 * was quicker than we are may have written anything, so a part of which nothing is found for sure has no line: a person is asked.
 */
export function ownLines(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  parts: readonly Part[],
  lines: readonly RestoredLine[],
): Map<string, string> {
  const sent = intent.body === '' ? [] : linesDecided(intent, parts)
  const found = new Map<string, string>()
  const taken = new Set(parts.flatMap(({ lineId }) => lineId ?? []))
  const tie = (partKey: string, id: string | undefined) => {
    if (id === undefined || taken.has(id)) return
    found.set(partKey, id)
    taken.add(id)
  }
  for (const [partKey, id] of findAgain(sent, parts, lines)) tie(partKey, id)
  const there = new Set(lines.flatMap(({ Id }) => Id ?? []))
  const open = () =>
    [...parts.entries()].filter(
      ([, { partKey, lineId }]) => !found.has(partKey) && (lineId === null || !there.has(lineId)),
    )
  const tieOnly = (wordsOf: (place: number) => ((text: string | null) => boolean) | null) => {
    for (const [place, { partKey }] of open()) {
      const isLike = wordsOf(place)
      if (isLike === null) continue
      const alike = lines.filter((line) => !taken.has(line.Id ?? '') && isLike(textAt(line, 'Description')))
      if (alike.length === 1) tie(partKey, alike[0]?.Id)
    }
  }
  const texts = sent.map((line) => textAt(line, 'Description'))
  tieOnly((place) => {
    const text = texts[place] ?? null
    return text === null ? null : (now) => sameText(text, now)
  })
  tieOnly((place) => {
    const own = ownWords(texts, place)
    return own === null ? null : (now) => rowsOf(now).includes(own)
  })
  if (lines.length !== parts.length) return found
  for (const [place, { partKey, lineId, amountMinor }] of open()) {
    if (lineId !== null) continue
    const line = lines[place]
    const costs = parseAmount(textAt(line, 'Amount') ?? '', intent.currency)?.minor
    if (costs === amountMinor && sellsTheSame(sent[place], line)) tie(partKey, line?.Id)
  }
  return found
}

/** What each of our lines says, by words that tell it from the others of them. */
export function lineWords(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  parts: readonly Part[],
): readonly string[] {
  const texts = (intent.body === '' ? [] : linesDecided(intent, parts)).map((line) =>
    textAt(line, 'Description'),
  )
  return parts.map(
    (_, place) => ownWords(texts, place) ?? rowsOf(texts[place] ?? null)[0] ?? `line ${place + 1}`,
  )
}

/** The first words of one of our lines that no other one of them has; null where there are none. */
function ownWords(texts: readonly (string | null)[], place: number): string | null {
  const others = new Set(texts.flatMap((text, at) => (at === place ? [] : rowsOf(text))))
  return rowsOf(texts[place] ?? null).find((row) => !others.has(row)) ?? null
}

const rowsOf = (text: string | null): string[] =>
  (text ?? '')
    .split(/\r?\n/)
    .map((row) => row.trim())
    .filter((row) => row !== '')

function sellsTheSame(sent: object | undefined, now: object | undefined): boolean {
  const [one, other] = [sent, now].map((line) => textAt(line, 'SalesItemLineDetail', 'ItemRef', 'value'))
  return one === null || one === other
}
