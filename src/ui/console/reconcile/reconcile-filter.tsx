import { Group, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ReconcilePlace } from './use-reconcile'

interface ReconcileFilterProps {
  readonly place: ReconcilePlace
  readonly currencies: readonly string[]
}

/** Which deals the table shows: by name, by how they stand, by currency. */
export function ReconcileFilter({ place, currencies }: ReconcileFilterProps) {
  const [typed, setTyped] = useState(place.search)
  const search = useDebouncedCallback((text: string) => {
    // Someone who already went on to another page is not brought back here.
    if (window.location.pathname === '/reconcile') place.change('search', text.trim())
  }, 250)
  useEffect(
    () => setTyped((before) => (before.trim() === place.search ? before : place.search)),
    [place.search],
  )
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Search deals"
        placeholder="Search name or company"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
        flex="1 1 220px"
        maw={360}
      />
      <SegmentedControl
        aria-label="Which deals"
        value={place.state}
        onChange={(value) => place.change('state', value === 'all' ? null : value)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'differs', label: 'Differ' },
          { value: 'unknown', label: 'Not known' },
          { value: 'holds', label: 'Tie out' },
        ]}
      />
      {currencies.length > 1 && (
        <SegmentedControl
          aria-label="Currency"
          value={place.currency ?? 'all'}
          onChange={(value) => place.change('currency', value === 'all' ? null : value)}
          data={[
            { value: 'all', label: 'All currencies' },
            ...currencies.map((value) => ({ value, label: value })),
          ]}
        />
      )}
    </Group>
  )
}
