import { useDocumentVisibility } from '@mantine/hooks'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

export interface Change {
  readonly deals: readonly string[]
  /** Any deal may have changed: too many to name. */
  readonly every: boolean
  readonly kinds: readonly string[]
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** Reads one `changed` event; null when it is not one. */
export function changeOf(data: string): Change | null {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null) return null
    return {
      deals: strings('deals' in value ? value.deals : []),
      every: 'every' in value && value.every === true,
      kinds: strings('kinds' in value ? value.kinds : []),
    }
  } catch {
    return null
  }
}

/** What is held for each deal by its id, by the first words of its keys. */
const OF_A_DEAL = ['deal', 'history', 'files', 'time', 'evidence', 'attachments', 'tie-out', 'links']

/** Which held answers a change makes stale, by the first words of their keys. */
export function staleKeys(change: Change): string[][] {
  const keys = OF_A_DEAL.flatMap((first) =>
    change.every ? [[first]] : change.deals.map((id) => [first, id]),
  )
  if (change.kinds.includes('deal') || change.deals.length > 0) {
    keys.push(['deals'], ['all-deals'], ['invoices'], ['owed'], ['preview'], ['preflight'])
    keys.push(['approvals'], ['rounds'], ['submission'])
  }
  if (change.kinds.includes('attention')) keys.push(['attention'])
  if (change.kinds.includes('connection')) keys.push(['connections'], ['usage'], ['masters'])
  return keys
}

/** As if anything had changed. */
const anything: Change = { deals: [], every: true, kinds: ['deal', 'attention', 'connection'] }

async function refresh(queries: QueryClient, change: Change): Promise<void> {
  await Promise.all(staleKeys(change).map((queryKey) => queries.invalidateQueries({ queryKey })))
}

/**
 * Listens to what changed and reads it again; `onChange` hears of it afterwards. A hidden tab doesn't listen,
 * because a browser gives one address only six connections; coming back, or after a break, all is read again.
 */
export function useLiveUpdates(onChange: (change: Change) => void): void {
  const queries = useQueryClient()
  const visible = useDocumentVisibility() !== 'hidden'
  const missed = useRef(false)
  useEffect(() => {
    if (!visible) return
    const source = new EventSource('/api/v1/events')
    source.addEventListener('open', () => {
      // On a slow line a page is read long before it listens: what changed between was told to nobody.
      void (missed.current ? queries.invalidateQueries() : refresh(queries, anything))
      missed.current = true
    })
    const listen = (event: MessageEvent<string>) => {
      const change = changeOf(event.data)
      if (change !== null) void refresh(queries, change).then(() => onChange(change))
    }
    source.addEventListener('changed', listen)
    return () => source.close()
  }, [queries, onChange, visible])
}
