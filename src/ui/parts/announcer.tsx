import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type Announce = (text: string) => void
const AnnounceContext = createContext<Announce>(() => undefined)

/** Says quietly, to those who listen rather than look, what just changed. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [said, say] = useState('')
  const announce = useCallback((text: string) => {
    // The same words twice are only read aloud when the text differs.
    say((before) => (before === text ? `${text}\u00a0` : text))
  }, [])
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div className="announcer" aria-live="polite" role="status">
        {said}
      </div>
    </AnnounceContext.Provider>
  )
}

export function useAnnounce(): Announce {
  return useContext(AnnounceContext)
}
