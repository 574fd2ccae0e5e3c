import { Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { MasterKind, MasterView } from '../../../http/contract/workspace'
import { agoText } from '../../parts/day-text'
import { problemFrom } from '../api/refusal'
import { useMasters } from './use-masters'

interface Choice {
  readonly value: string
  readonly label: string
}

interface MasterSelectProps {
  readonly kind: MasterKind
  readonly label: string
  readonly description?: string
  /** A QuickBooks id, or one of `also`. */
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  readonly error?: string | null
  /** Choices beside QuickBooks' own. */
  readonly also?: readonly Choice[]
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

function matches(option: unknown, search: string): boolean {
  const label =
    typeof option === 'object' && option !== null && 'label' in option && typeof option.label === 'string'
      ? option.label
      : ''
  return label.toLowerCase().includes(search.trim().toLowerCase())
}

/** Chooses one record of a QuickBooks list by typing a part of its name. */
export function MasterSelect(props: MasterSelectProps) {
  const { kind, label, value, onChange, also = [] } = props
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<Choice | null>(null)
  // While the field only shows what was chosen, that is not a search.
  const searching = open && typed !== picked?.label
  const masters = useMasters(kind, searching ? typed : '')
  const known = [...also, ...(masters.data?.items ?? []).map(optionOf)]
  const listed = known.find((option) => option.value === value)
  const kept = picked?.value === value ? picked : null
  const chosen: Choice | null =
    value === null || masters.data === undefined
      ? null
      : (listed ?? kept ?? { value, label: `${value}, not in QuickBooks' list` })
  const shown = chosen?.label ?? ''
  useEffect(() => {
    if (!open) setTyped(shown)
  }, [open, shown])
  const age = masters.data?.readAt ? `As in QuickBooks ${agoText(masters.data.readAt)}` : ' '
  return (
    <Select
      label={label}
      description={props.description ?? age}
      placeholder={masters.isPending ? '…' : (props.placeholder ?? 'Choose')}
      searchable
      // The name of what is chosen takes the field when it arrives: letters typed before would be lost.
      readOnly={value !== null && masters.isPending}
      clearable
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
      data={chosen === null || listed !== undefined ? known : [chosen, ...known]}
      value={chosen?.value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => {
        setPicked(chosen)
        setOpen(true)
      }}
      onDropdownClose={() => setOpen(false)}
      filter={({ options, search }) =>
        searching ? options.filter((option) => matches(option, search)) : options
      }
      onChange={(next, option) => {
        setPicked(next === null ? null : { value: next, label: option?.label ?? next })
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
