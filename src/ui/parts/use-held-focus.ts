import { useLayoutEffect, useRef } from 'react'

const isLost = () => document.activeElement === null || document.activeElement === document.body

/**
 * A button that was pressed, and a field that is held, can't keep the focus while an answer is awaited: afterwards it
 * is where it was, unless somebody put it elsewhere. Where that can't take it any more, it goes to what has to be
 * answered first. `within` is the whole that is asked about: a form with its buttons.
 */
export function useHeldFocus(waiting: boolean, within: () => HTMLElement | null): void {
  const from = useRef<HTMLElement | null>(null)
  const find = useRef(within)
  find.current = within
  // Before the page is painted: only then does a browser take the focus from what can't have it any more.
  useLayoutEffect(() => {
    const { activeElement } = document
    const whole = find.current()
    if (waiting) {
      from.current =
        activeElement instanceof HTMLElement && whole?.contains(activeElement) ? activeElement : null
      return
    }
    if (from.current === null || !isLost()) return
    from.current.focus()
    if (isLost()) whole?.querySelector<HTMLElement>('[role="alert"] :is(a[href], :enabled)')?.focus()
  }, [waiting])
}
