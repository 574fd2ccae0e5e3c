import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'

interface SearchFieldProps {
  /** What is searched for now, as the page's address says it. */
  readonly value: string
  readonly label: string
  readonly placeholder: string
  /** Told a moment after somebody stopped typing. */
  readonly onSearch: (text: string) => void
}

/** Searches a list that the page's address describes: typing asks a moment later, going back types what was searched then. */
export function SearchField({ value, label, placeholder, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value)
  const [here] = useLocation()
  const search = useDebouncedCallback((text: string) => {
    // Someone who already went on, to a page whose code is still coming, is not brought back here.
    if (window.location.pathname === here) onSearch(text.trim())
  }, 250)
  // Going back, or clearing, changes the address without typing.
  useEffect(() => setTyped((before) => (before.trim() === value ? before : value)), [value])
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
      flex="1 1 220px"
      maw={360}
    />
  )
}
