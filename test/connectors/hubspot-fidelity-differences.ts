/** A way in which a recording may differ from what the simulator says, and why that is right. */
export interface Reason {
  readonly where: RegExp
  readonly why: string
}

type Kind = 'null' | 'list' | 'object' | 'string' | 'number' | 'boolean' | 'undefined'

function kindOf(value: unknown): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value as Kind
}

const entries = (value: unknown): Map<string, unknown> => new Map(Object.entries(Object(value)))

/** Every place where the two differ: in keys, in the kind of a value, or in the value itself. */
export function differences(recorded: unknown, said: unknown, path = ''): string[] {
  const a = kindOf(recorded)
  const b = kindOf(said)
  if (a !== b) return [`${path}: a ${a} is a ${b} here`]
  if (a !== 'list' && a !== 'object') {
    return Object.is(recorded, said)
      ? []
      : [`${path}: ${JSON.stringify(recorded)} is ${JSON.stringify(said)} here`]
  }
  const left = entries(recorded)
  const right = entries(said)
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const at = `${path}/${key}`
    if (!right.has(key)) return [`${at}: missing here`]
    if (!left.has(key)) return [`${at}: only here`]
    return differences(left.get(key), right.get(key), at)
  })
}

/**
 * Holds a recording against what the simulator says. Each difference must have a reason; the reasons used
 * are returned for the report, the others make the test fail by name.
 */
export function explain(name: string, recorded: unknown, said: unknown, reasons: readonly Reason[]) {
  const found = differences(recorded, said).map((text) => `${name}${text}`)
  const reasoned = found.map((text) => ({
    text,
    why: reasons.find(({ where }) => where.test(text))?.why ?? null,
  }))
  return {
    unnamed: reasoned.filter(({ why }) => why === null).map(({ text }) => text),
    named: reasoned.flatMap(({ text, why }) => (why === null ? [] : [{ text, why }])),
  }
}
