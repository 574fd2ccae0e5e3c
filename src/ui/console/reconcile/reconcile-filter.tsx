import { Group, SegmentedControl } from '@mantine/core'
import { CurrencyControl } from '../../parts/currency-control'
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
      <CurrencyControl
        currencies={currencies}
        value={place.currency}
        onChange={(currency) => place.change('currency', currency)}
      />
    </Group>
  )
}
