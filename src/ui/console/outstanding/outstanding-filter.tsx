import { Group, SegmentedControl } from '@mantine/core'
import { CurrencyControl } from '../../parts/currency-control'
import { SearchField } from '../../parts/search-field'
import type { OutstandingPlace } from './use-outstanding'

interface OutstandingFilterProps {
  readonly place: OutstandingPlace
  readonly currencies: readonly string[]
}

/** Which customers the table shows: by name, by whether they are late, by currency. */
export function OutstandingFilter({ place, currencies }: OutstandingFilterProps) {
  return (
    <Group gap="sm">
      <SearchField
        label="Search customers"
        placeholder="Search customers"
        value={place.search}
        onSearch={(text) => place.change('search', text)}
      />
      <SegmentedControl
        aria-label="Which customers"
        value={place.isLate ? 'late' : 'all'}
        onChange={(value) => place.change('late', value === 'late' ? 'true' : null)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'late', label: 'Late' },
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
