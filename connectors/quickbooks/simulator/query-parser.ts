import { refuse } from './refusal'

export type Operator = '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE'
export interface Condition {
  readonly field: string
  readonly operator: Operator
  readonly values: readonly string[]
}
/** SELECT * | count(*) | fields FROM entity [WHERE … AND …] [ORDERBY …] [STARTPOSITION n] [MAXRESULTS m] */
export interface Query {
  readonly select: 'rows' | 'count' | readonly string[]
  readonly from: string
  readonly where: readonly Condition[]
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[]
  readonly startPosition: number
  readonly maxResults: number
}

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string }

const LONGEST = 1000

/** Splits at words, quoted texts (with `\'` and `\\`) and signs. */
function tokenize(query: string): readonly Token[] {
  const pattern = /\s*(?:'((?:[^'\\]|\\.)*)'|([A-Za-z0-9_.+:-]+|\*)|(<=|>=|!=|<>|[=<>(),]))/gsy
  const tokens: Token[] = []
  while (pattern.lastIndex < query.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(query)
    if (found === null) {
      if (query.slice(at).trim() === '') break
      throw refuse.queryText(`Encountered " ${query.slice(at).trim().slice(0, 20)} " at column ${at + 1}.`)
    }
    const [, quoted, word, sign] = found
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/gs, '$1') })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'sign', text: sign ?? '' })
  }
  return tokens
}

/** Reads a query; refuses what is no query (4000) and what cannot be asked (4001). */
export function parseQuery(query: string): Query {
  const tokens = tokenize(query)
  let at = 0
  const peek = (): string => {
    const token = tokens[at]
    return token === undefined || token.kind === 'text' ? '' : token.text.toUpperCase()
  }
  const fail = (): never => {
    const token = tokens[at]
    throw refuse.queryText(token === undefined ? 'Encountered "<EOF>".' : `Encountered " ${token.text} ".`)
  }
  const accept = (word: string): boolean => {
    if (peek() !== word) return false
    at += 1
    return true
  }
  const expect = (word: string): void => {
    if (!accept(word)) fail()
  }
  const take = (...kinds: readonly Token['kind'][]): string => {
    const token = tokens[at]
    if (token === undefined || !kinds.includes(token.kind)) return fail()
    at += 1
    return token.text
  }
  const list = <T>(one: () => T): T[] => {
    const all = [one()]
    while (accept(',')) all.push(one())
    return all
  }

  expect('SELECT')
  const select = selection()
  expect('FROM')
  const from = take('word')
  const where: Condition[] = []
  if (accept('WHERE')) {
    where.push(condition())
    while (accept('AND')) where.push(condition())
  }
  let orderBy: Query['orderBy'] = []
  if (accept('ORDERBY')) orderBy = list(ordering)
  else if (accept('ORDER')) {
    expect('BY')
    orderBy = list(ordering)
  }
  const paging = new Map<string, number>()
  while (peek() === 'STARTPOSITION' || peek() === 'MAXRESULTS') {
    const name = peek()
    at += 1
    if (paging.has(name)) fail()
    paging.set(name, wholeNumber(take('word')))
  }
  if (at < tokens.length) fail()
  return {
    select,
    from,
    where,
    orderBy,
    startPosition: paging.get('STARTPOSITION') ?? 1,
    maxResults: Math.min(paging.get('MAXRESULTS') ?? 100, LONGEST),
  }

  function selection(): Query['select'] {
    if (accept('*')) return 'rows'
    if (peek() === 'COUNT' && tokens[at + 1]?.text === '(') {
      at += 2
      expect('*')
      expect(')')
      return 'count'
    }
    return list(() => take('word'))
  }

  function condition(): Condition {
    const field = take('word')
    const operator = peek()
    at += 1
    if (operator === 'IN') {
      expect('(')
      const values = list(() => take('text', 'word'))
      expect(')')
      return { field, operator, values }
    }
    if (isOperator(operator)) return { field, operator, values: [take('text', 'word')] }
    at -= 1
    return fail()
  }

  function ordering(): { field: string; descending: boolean } {
    const field = take('word')
    const descending = accept('DESC')
    if (!descending) accept('ASC')
    return { field, descending }
  }
}

const isOperator = (word: string): word is Operator => ['=', '<', '>', '<=', '>=', 'LIKE'].includes(word)

function wholeNumber(word: string): number {
  if (!/^-?\d{1,9}$/.test(word)) throw refuse.queryText(`Encountered " ${word} ", a number was expected.`)
  const value = Number(word)
  if (value < 1) throw refuse.query(`value ${value} is too small. Min allowed value is 1`)
  return value
}
