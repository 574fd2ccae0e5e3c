import { Anchor, Paper, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { Amount } from '../../parts/amount'
import { exactText } from '../../parts/day-text'
import { Day } from '../../parts/moment'
import { sumText, type WaitingGroup } from './month-words'
import classes from './monthly.module.css'

/** What is billed on one day, by who pays it. */
export function WaitingDay({ day }: { readonly day: WaitingGroup }) {
  return (
    <Paper withBorder component="section" aria-label={`To be billed on ${exactText(day.billsOn)}`}>
      <div className={classes['day']}>
        <Title order={2} size="h4">
          To be billed on <Day at={day.billsOn} />
        </Title>
        <Text fw={600} className="tabular">
          {sumText(day.customers.flatMap(({ work }) => work.map(({ amount }) => amount)))}
        </Text>
      </div>
      {day.customers.map(({ name, work }) => (
        <div key={name} className={classes['customer']}>
          <Text fw={600}>{name}</Text>
          <ul className={classes['work']}>
            {work.map((each) => (
              <li key={each.milestoneId}>
                <span className={classes['what']}>
                  <Anchor
                    component={Link}
                    href={`/deals/${encodeURIComponent(each.dealId)}?milestone=${encodeURIComponent(each.milestoneId)}`}
                    c="inherit"
                  >
                    {each.dealName} · {each.name}
                  </Anchor>
                  {each.completedOn !== null && (
                    <Text span size="xs" c="dimmed">
                      {' '}
                      completed <Day at={each.completedOn} />
                    </Text>
                  )}
                </span>
                <Amount of={each.amount} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Paper>
  )
}
