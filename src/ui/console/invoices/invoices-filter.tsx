import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { filterWords, type InvoicesPlace } from './use-invoices'

/** Search and status: which invoices the list shows. */
export function InvoicesFilter({ place }: { readonly place: InvoicesPlace }) {
  const [typed, setTyped] = useState(place.search)
  const [here] = useLocation()
  const search = useDebouncedCallback((text: string) => {
    // Someone who already went on is not brought back here.
    if (window.location.pathname === here) place.change('search', text.trim())
  }, 250)
  useEffect(
    () => setTyped((before) => (before.trim() === place.search ? before : place.search)),
    [place.search],
  )
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Search invoices"
        placeholder="Search number, deal or customer"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
        flex="1 1 220px"
        maw={360}
      />
      <Select
        aria-label="Which invoices"
        placeholder="All invoices"
        clearable
        clearButtonProps={{ 'aria-label': 'Show all invoices' }}
        w={200}
        value={place.status}
        data={Object.entries(filterWords).map(([value, label]) => ({ value, label }))}
        onChange={(value) => place.change('status', value)}
      />
    </Group>
  )
}
