import { Checkbox, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import { problemFrom } from '../api/refusal'
import classes from './documents.module.css'
import { useAgreementCheck } from './use-agreement-check'

interface CheckedAmountProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  /** The newest version; null while none is attached. */
  readonly agreement: FileView | null
  readonly editable: boolean
}

/** One amount beside the place where the agreement says it. */
export function CheckedAmount({ dealId, milestone, agreement, editable }: CheckedAmountProps) {
  const check = milestone.agreementCheck
  const held = check?.where ?? ''
  const [where, setWhere] = useState(held)
  const before = useRef(held)
  useEffect(() => {
    const was = before.current
    before.current = held
    // What was typed while an answer was on its way stays.
    setWhere((typed) => (typed.trim() === was ? held : typed))
  }, [held])
  const step = useAgreementCheck(dealId)
  const locked = !editable || agreement === null
  const save = (ticked: boolean) => {
    if (agreement === null) return
    step.mutate({ milestone, fileId: agreement.id, where: ticked ? where.trim() : null })
  }
  const differs = check?.state === 'differs'
  const problem = step.error === null ? null : problemFrom(step.error)
  return (
    <tr>
      <td>
        {milestone.code} {milestone.name}
        <div
          className={classes['said']}
          data-differs={differs || problem !== null || undefined}
          aria-live="polite"
        >
          {problem?.detail}
          {problem === null && check !== null && (
            <>
              {differs && `${check.detail} `}
              Checked against v{check.version}
              {check.where !== null && `, ${check.where}`}, by {check.by}, <Day at={check.at} />
            </>
          )}
        </div>
      </td>
      <td className={classes['money']}>
        <Amount of={milestone.amount} />
      </td>
      <td className={classes['place']}>
        {editable ? (
          <TextInput
            size="xs"
            aria-label={`Where the agreement says the amount of ${milestone.name}`}
            placeholder="p. 3, section 2"
            value={where}
            maxLength={200}
            disabled={locked}
            onChange={(event) => setWhere(event.currentTarget.value)}
            onBlur={() => {
              if (check !== null && !differs && where.trim() !== held) save(true)
            }}
          />
        ) : (
          held
        )}
      </td>
      <td className={classes['tick']}>
        <Checkbox
          aria-label={`The amount of ${milestone.name} was checked`}
          checked={check !== null && !differs}
          indeterminate={differs}
          disabled={locked || step.isPending}
          onChange={(event) => save(differs || event.currentTarget.checked)}
        />
      </td>
    </tr>
  )
}
