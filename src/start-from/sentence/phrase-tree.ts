import { readFileSync } from 'node:fs'
import path from 'node:path'
import { grammar, type Node } from 'ohm-js'

/** A part of the text that the grammar has a name for; places are counted in UTF-16 units from 0, `to` excluded. */
export interface Part {
  /** The rule's name in sentence.ohm, and after a `_` which case of it. */
  readonly rule: string
  readonly from: number
  readonly to: number
  readonly parts: readonly Part[]
}

const sentences = grammar(readFileSync(path.join(__dirname, 'sentence.ohm'), 'utf8'))

/** Rules of single characters and words: nobody asks for them by name. */
const SMALL =
  /^(?:alnum|letter|digit|sp|s|any|end|lower|upper|unicodeLtmo|w|w_|dash|newline|\w+Char|\w+Stop|\w+End)$/

const trees = sentences.createSemantics().addOperation<Part[]>('parts', {
  _nonterminal(...children: Node[]) {
    const parts = children.flatMap(partsOf)
    const { startIdx: from, endIdx: to } = this.source
    return SMALL.test(this.ctorName) ? parts : [{ rule: this.ctorName, from, to, parts }]
  },
  // What says nothing, and words that nothing was made of, have no parts worth a look.
  gap: (_words: Node) => [],
  filler: (_words: Node) => [],
  leftover(_words: Node) {
    return [{ rule: 'leftover', from: this.source.startIdx, to: this.source.endIdx, parts: [] }]
  },
  _iter: (...children: Node[]) => children.flatMap(partsOf),
  _terminal: () => [],
})

function partsOf(node: Node): Part[] {
  const parts: Part[] = node['parts']()
  return parts
}

/**
 * The text in the form that the grammar reads: lower case, plain quotes and spaces; as long as it was. Only letters
 * whose lower case is as long are changed.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\u00a0\u2007\u2009\u202f]/g, ' ')
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\p{Lu}/gu, (letter) => {
      const lower = letter.toLowerCase()
      return lower.length === letter.length ? lower : letter
    })
}

/** The pieces of a whole text, in order. */
export function piecesOf(text: string): readonly Part[] {
  const [whole] = partsIn(plainText(text), 'text')
  return whole?.parts.flatMap((piece) => piece.parts) ?? []
}

/** The parts of a text that is one phrase of this rule, spaces around it aside; null when it is none. */
export function phraseOf(text: string, rule: 'moneyAnswer' | 'dateAnswer' | 'valueAnswer'): Part | null {
  return partsIn(plainText(text.trim()), rule)[0] ?? null
}

function partsIn(text: string, rule: string): Part[] {
  const matched = sentences.match(text, rule)
  if (!matched.succeeded()) return []
  const parts: Part[] = trees(matched)['parts']()
  return parts
}

/** The first part with this rule at or below one, depth first; cases of a rule count by its name. */
export function find(part: Part, rule: string): Part | null {
  if (part.rule === rule || part.rule.startsWith(`${rule}_`)) return part
  for (const inner of part.parts) {
    const found = find(inner, rule)
    if (found) return found
  }
  return null
}

/** Every part with this rule below one, not looking inside of what was found. */
export function findAll(part: Part, rule: string): Part[] {
  return part.parts.flatMap((inner) =>
    inner.rule === rule || inner.rule.startsWith(`${rule}_`) ? [inner] : findAll(inner, rule),
  )
}

/** Which case of its rule it is: `last` of `total_last`; empty when the rule has none. */
export function caseOf(part: Part | null, rule: string): string {
  const found = part === null ? null : findCase(part, rule)
  return found?.rule.slice(rule.length + 1) ?? ''
}

function findCase(part: Part, rule: string): Part | null {
  if (part.rule.startsWith(`${rule}_`)) return part
  for (const inner of part.parts) {
    const found = findCase(inner, rule)
    if (found) return found
  }
  return null
}
