import { Select } from '@mantine/core'
import { useState } from 'react'
import type { MasterKind } from '../../../http/contract/routes'
import type { MasterView } from '../../../http/contract/workspace'
import { agoText } from '../../parts/day-text'
import { problemFrom } from '../api/refusal'
import { useMasters } from './use-masters'

interface MasterSelectProps {
  readonly kind: MasterKind
  readonly label: string
  readonly description?: string
  /** A QuickBooks id, or one of `also`. */
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  readonly error?: string | null
  /** Choices beside QuickBooks' own. */
  readonly also?: ReadonlyArray<{ readonly value: string; readonly label: string }>
  readonly placeholder?: string
  readonly disabled?: boolean
}

function optionOf(master: MasterView) {
  const name =
    master.detail === null || master.detail === '' ? master.name : `${master.name} · ${master.detail}`
  return {
    value: master.quickbooksId,
    label: master.active ? name : `${name} (inactive)`,
    disabled: !master.active,
  }
}

/** Chooses one record of a QuickBooks list by typing a part of its name. */
export function MasterSelect(props: MasterSelectProps) {
  const { kind, label, value, onChange, also = [] } = props
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  // While the field shows the chosen name, that name is not a search.
  const masters = useMasters(kind, typed === picked ? '' : typed)
  const found = (masters.data?.items ?? []).map(optionOf)
  const known = [...also, ...found]
  const missing = value !== null && !known.some((option) => option.value === value)
  const data = missing ? [{ value, label: picked ?? `QuickBooks ${value}` }, ...known] : known
  const age = masters.data?.readAt ? `As in QuickBooks ${agoText(masters.data.readAt)}` : undefined
  return (
    <Select
      label={label}
      description={props.description ?? age}
      placeholder={props.placeholder ?? 'Choose'}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
      data={data}
      value={value}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options, search }) =>
        search === picked ? options : options.filter((option) => matches(option, search))
      }
      onChange={(next, option) => {
        setPicked(option?.label ?? null)
        onChange(next)
      }}
      nothingFoundMessage={
        masters.isError ? problemFrom(masters.error).title : 'Nothing in QuickBooks is called that'
      }
      error={props.error ?? null}
      disabled={props.disabled ?? false}
      maxDropdownHeight={280}
    />
  )
}

function matches(option: unknown, search: string): boolean {
  const label =
    typeof option === 'object' && option !== null && 'label' in option && typeof option.label === 'string'
      ? option.label
      : ''
  return label.toLowerCase().includes(search.trim().toLowerCase())
}
