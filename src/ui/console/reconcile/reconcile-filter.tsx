import { Group, SegmentedControl } from '@mantine/core'
import { SearchField } from '../../parts/search-field'
import type { ReconcilePlace } from './use-reconcile'

interface ReconcileFilterProps {
  readonly place: ReconcilePlace
  readonly currencies: readonly string[]
}

/** Which deals the table shows: by name, by how they stand, by currency. */
export function ReconcileFilter({ place, currencies }: ReconcileFilterProps) {
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
