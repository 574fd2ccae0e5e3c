import { useDisclosure, useHotkeys, useWindowEvent } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { KeysDialog } from './keys-dialog'

const CommandBar = lazy(() =>
  import('../command-bar/command-bar.js').then((m) => ({ default: m.CommandBar })),
)
const openEvent = 'milepost:command-bar'

/** Opens the command bar from anywhere. */
export function openCommandBar(): void {
  window.dispatchEvent(new Event(openEvent))
}

/** `⌘K` and `?`; the command bar's code arrives with its first use. */
export function KeysAndCommands() {
  const [asked, setAsked] = useState(0)
  const [keysShown, keys] = useDisclosure(false)
  useWindowEvent(openEvent, () => setAsked((times) => times + 1))
  useHotkeys([['mod+K', openCommandBar]], [])
  // By its character, because keyboards differ in whether it takes shift.
  useWindowEvent('keydown', (event) => {
    const typing =
      event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
    if (event.key === '?' && !typing) keys.open()
  })
  return (
    <>
      <KeysDialog opened={keysShown} onClose={keys.close} />
      {asked > 0 && (
        <Suspense>
          <CommandBar asked={asked} />
        </Suspense>
      )}
    </>
  )
}
