import { IconBulb } from '@tabler/icons-react'
import type { AdviceView } from '../../http/contract/schedule'
import classes from './advice-list.module.css'

/** Advice on a plan: never a refusal. */
export function AdviceList({ advice }: { readonly advice: readonly AdviceView[] }) {
  if (advice.length === 0) return null
  return (
    <ul className={classes['list']} aria-label="Advice">
      {advice.map((item) => (
        <li key={`${item.code} ${item.milestoneId ?? ''}`}>
          <IconBulb size={16} aria-hidden />
          <span>{item.detail}</span>
        </li>
      ))}
    </ul>
  )
}
