import { Group, Select } from '@mantine/core'
import { SearchField } from '../../parts/search-field'
import { filterWords, type InvoicesPlace } from './use-invoices'

/** Search and status: which invoices the list shows. */
export function InvoicesFilter({ place }: { readonly place: InvoicesPlace }) {
  return (
    <Group gap="sm">
      <SearchField
        label="Search invoices"
        placeholder="Search number, deal or customer"
        value={place.search}
        onSearch={(text) => place.change('search', text)}
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
