import type { Phrase, Span } from './phrase'
import { find, findAll, type Part, piecesOf, plainText } from './phrase-tree'
import { clauseOf } from './read-clauses'
import { detailOf, itemOf, slashedValues, trimmed } from './read-items'

/** What the grammar recognises in a text; every word is in one phrase, or says nothing ("please", "with"). */
export function readPhrases(text: string): Phrase[] {
  const plain = plainText(text)
  const phrases = piecesOf(text).flatMap((piece) => phrasesOf(piece, plain, text))
  return joinLeftovers(phrases, plain)
}

const span = ({ from, to }: Span): Span => ({ from, to })

function phrasesOf(piece: Part, plain: string, text: string): Phrase[] {
  const place = trimmed(piece, plain)
  switch (piece.rule) {
    case 'gap':
    case 'filler':
      return []
    case 'listed':
      return [
        ...headOf(piece, plain),
        ...findAll(piece, 'entry').flatMap((entry) =>
          entry.parts.flatMap((part) => phrasesOf(part, plain, text).map(listedItem)),
        ),
      ]
    case 'moneyList':
      return [
        { from: piece.from, to: piece.from + 1, kind: 'listStart' },
        ...findAll(piece, 'moneyEntry').flatMap((entry) =>
          entry.parts.flatMap((part) => phrasesOf(part, plain, text).map(listedItem)),
        ),
      ]
    case 'heading':
    case 'freeItem':
    case 'item':
    case 'valueFor':
    case 'valueFirst':
    case 'shareFirst':
    case 'unnamed':
    case 'nameOnly':
      return [{ ...place, kind: 'item', item: itemOf(piece, place, plain) }]
    case 'detail':
      return [{ ...place, kind: 'detail', detail: detailOf(piece, plain) }]
    case 'slashed':
      return [{ ...place, kind: 'slashed', values: slashedValues(piece, plain) }]
    case 'clause':
    case 'weakClause':
      return piece.parts.flatMap((part) => clauseOf(part, trimmed(part, plain), plain))
    default:
      return [{ ...place, kind: 'leftover' }]
  }
}

const listedItem = (phrase: Phrase): Phrase =>
  phrase.kind === 'item' ? { ...phrase, item: { ...phrase.item, listed: true } } : phrase

function headOf(list: Part, plain: string): Phrase[] {
  const head = find(list, 'listHead')
  const start: Phrase[] = head ? [{ ...span(head), kind: 'listStart' }] : []
  const said = head
    ? ['counted', 'halved', 'equally'].map((rule) => find(head, rule)).find((part) => part !== null)
    : null
  return said ? [...start, ...clauseOf(said, trimmed(said, plain), plain)] : start
}

/** Words that nothing was made of, with what stands between them: they are asked about together. */
function joinLeftovers(phrases: readonly Phrase[], plain: string): Phrase[] {
  const joined: Phrase[] = []
  for (const phrase of phrases) {
    const last = joined.at(-1)
    const between = last ? plain.slice(last.to, phrase.from) : ''
    if (last?.kind === 'leftover' && phrase.kind === 'leftover' && !/[.;\n]/.test(between)) {
      joined[joined.length - 1] = { kind: 'leftover', from: last.from, to: phrase.to }
    } else joined.push(phrase)
  }
  return joined
}
