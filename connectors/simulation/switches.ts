import { z } from 'zod'

/** Vendor behaviours nobody knows for sure: each has a few possible answers, and one we believe. */
export type SwitchTable = Readonly<
  Record<string, { readonly values: readonly [string, ...string[]]; readonly about: string }>
>

export interface Switches<T extends SwitchTable> {
  /** The position now; the first of `values` unless somebody turned it. */
  value<K extends keyof T & string>(name: K): T[K]['values'][number]
  list(): Readonly<Record<string, string>>
  describe(): Readonly<Record<string, { value: string; values: readonly string[]; about: string }>>
  /** Turns the switches named in `body`, or none and says what would be allowed. */
  turn(body: unknown): { readonly problem: string } | null
  clear(): void
}

/** Switches for a vendor, all in their believed position. */
export function createSwitches<const T extends SwitchTable>(table: T): Switches<T> {
  const turned = new Map<string, string>()
  const now = (name: string): string => turned.get(name) ?? table[name]?.values[0] ?? ''
  const names = Object.keys(table)
  return {
    value: (name) => now(name),
    list: () => Object.fromEntries(names.map((name) => [name, now(name)])),
    describe: () =>
      Object.fromEntries(
        Object.entries(table).map(([name, one]) => [
          name,
          { value: now(name), values: one.values, about: one.about },
        ]),
      ),
    turn: (body) => {
      const wanted = z.record(z.string(), z.string()).safeParse(body)
      if (!wanted.success) return { problem: 'send {"name":"value", …}; both are strings' }
      for (const [name, value] of Object.entries(wanted.data)) {
        const one = Object.hasOwn(table, name) ? table[name] : undefined
        if (one === undefined) return { problem: `no switch "${name}"; there are: ${names.join(', ')}` }
        if (!one.values.includes(value))
          return { problem: `"${name}" cannot be "${value}"; it can be: ${one.values.join(', ')}` }
      }
      for (const [name, value] of Object.entries(wanted.data)) turned.set(name, value)
      return null
    },
    clear: () => turned.clear(),
  }
}
