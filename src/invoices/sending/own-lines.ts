import { textAt } from '../books/difference'
import { findAgain, linesDecided, type RestoredLine, sameText } from '../edited/restored-lines'
import type { BillingIntent, BillingPart } from '../intent'

/**
 * Which lines of an invoice are ours, by part key: by what they say and cost, then by what they say. Only an invoice that
 * has as many lines as we sent is also read by their order, because whoever was quicker than we are may have added one
 * above ours. A part of which nothing is found has no line.
 */
export function ownLines(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  parts: readonly BillingPart[],
  lines: readonly RestoredLine[],
): Map<string, string> {
  const sent = intent.body === '' ? [] : linesDecided(intent, parts)
  const unbound = parts.map(({ partKey }) => ({ partKey, lineId: null }))
  const found = findAgain(sent, unbound, lines)
  const taken = new Set(found.values())
  const tie = (partKey: string, id: string | undefined) => {
    if (id === undefined || taken.has(id)) return
    found.set(partKey, id)
    taken.add(id)
  }
  const open = () => [...parts.entries()].filter(([, { partKey }]) => !found.has(partKey))
  for (const [place, { partKey }] of open()) {
    const text = textAt(sent[place] ?? {}, 'Description')
    if (text === null) continue
    const alike = lines.filter(
      (line) => !taken.has(line.Id ?? '') && sameText(text, textAt(line, 'Description')),
    )
    if (alike.length === 1) tie(partKey, alike[0]?.Id)
  }
  if (lines.length === parts.length) for (const [place, { partKey }] of open()) tie(partKey, lines[place]?.Id)
  return found
}
