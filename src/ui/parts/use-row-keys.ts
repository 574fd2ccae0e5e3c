import { useHotkeys } from '@mantine/hooks'

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-row]')]
}

/** The row (its `data-row`) that has the focus, or holds it. */
export function focusedRow(): string | null {
  const within = document.activeElement?.closest('[data-row-box]')
  const row = within?.querySelector<HTMLElement>('[data-row]') ?? null
  return row?.dataset['row'] ?? null
}

/** Puts the focus on the row of that name; the next frame, when it has been drawn. */
export function focusRow(id: string): void {
  requestAnimationFrame(() => {
    rows()
      .find((row) => row.dataset['row'] === id)
      ?.focus()
  })
}

function step(by: 1 | -1): void {
  const all = rows()
  const held = focusedRow()
  const at = all.findIndex((row) => row.dataset['row'] === held)
  const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)
  all[next]?.focus()
  all[next]?.scrollIntoView({ block: 'nearest' })
}

/** `j` and `k` walk the rows of a list; `enter` opens, because each row is a link or a button. */
export function useRowKeys(others: ReadonlyArray<[string, (row: string | null) => void]> = []): void {
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ...others.map(([key, act]): [string, () => void] => [key, () => act(focusedRow())]),
  ])
}
