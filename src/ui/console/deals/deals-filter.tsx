import { Group, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { DealsPlace } from './use-deals'

/** Search, status, order: what the list shows. */
export function DealsFilter({ place }: { readonly place: DealsPlace }) {
  const [typed, setTyped] = useState(place.search)
  const [here] = useLocation()
  const search = useDebouncedCallback((text: string) => {
    // Someone who already went on, to a page whose code is still coming, is not brought back here.
    if (window.location.pathname === here) place.change('search', text.trim())
  }, 250)
  // Going back, or clearing, changes the address without typing.
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
        value={place.status}
        onChange={(value) => place.change('status', value === 'all' ? null : value)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'scheduled', label: 'Planned' },
          { value: 'unscheduled', label: 'Not planned' },
          { value: 'archived', label: 'Archived' },
        ]}
      />
      <Switch
        label="Needs attention"
        checked={place.attention}
        onChange={(event) => place.change('attention', event.currentTarget.checked ? 'true' : null)}
      />
      <Select
        aria-label="Order"
        w={160}
        ml="auto"
        allowDeselect={false}
        value={place.sort}
        onChange={(value) => place.change('sort', value === 'recent' ? null : value)}
        data={[
          { value: 'recent', label: 'Newest first' },
          { value: 'name', label: 'By name' },
          { value: 'amount', label: 'Largest first' },
        ]}
      />
    </Group>
  )
}
