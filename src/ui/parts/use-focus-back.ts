import { useEffect, useState } from 'react'

/** What has the focus; for an item of a menu, which goes with it, the button that the menu belongs to. */
function opener(): HTMLElement | null {
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement)) return null
  const button = activeElement.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return button ? document.getElementById(button) : activeElement
}

/**
 * For a dialog that is drawn only while it is open: when it goes, the focus is where it was before, unless somebody
 * put it elsewhere. Without it a person at the keyboard would begin again at the top of the page.
 */
export function useFocusBack(): void {
  const [from] = useState(opener)
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const { activeElement } = document
        if (activeElement === null || activeElement === document.body) from?.focus()
      })
    },
    [from],
  )
}
