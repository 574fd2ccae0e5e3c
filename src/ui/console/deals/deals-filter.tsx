import { Group, SegmentedControl, Select, Switch } from '@mantine/core'
import { SearchField } from '../../parts/search-field'
import type { DealsPlace } from './use-deals'

/** Search, status, order: what the list shows. */
export function DealsFilter({ place }: { readonly place: DealsPlace }) {
  return (
    <Group gap="sm">
      <SearchField
        label="Search deals"
        placeholder="Search name or company"
        value={place.search}
        onSearch={(text) => place.change('search', text)}
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
