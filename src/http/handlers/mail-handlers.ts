import { sendAgain } from '../../approvals/mails/settle-mail'
import { readRound } from '../../approvals/round-table'
import { readWindows } from '../../approvals/windows/answer-window-table'
import { holidaysOf, knownCountries, weekendOf } from '../../clock/business-days'
import { mailsOfRounds } from '../../mail/mail-table'
import type { Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readToday, readWorkspace } from '../../tenants/workspace-table'
import type { Handlers } from '../contract-router'

type MailRoutes = 'listRoundMails' | 'sendRoundMail' | 'readDaysOff'

/** E-mails to approvers, and the calendar that their time is counted by. */
export function mailHandlers(): Pick<Handlers, MailRoutes> {
  return {
    listRoundMails: { run: (sql, { params }) => show(sql, params['id'] ?? '') },
    sendRoundMail: {
      async run(sql, { params, body, caller }) {
        const roundId = params['id'] ?? ''
        await sendAgain(sql, caller.actor, roundId, body.approverId)
        return show(sql, roundId)
      },
    },
    readDaysOff: {
      async run(sql, { query }) {
        const { calendar } = (await readWorkspace(sql)).settings
        const asked =
          query.country === undefined ? calendar : { country: query.country, region: query.region ?? null }
        const year = query.year ?? Number((await readToday(sql)).slice(0, 4))
        return {
          value: {
            weekend: [...weekendOf(asked)],
            items: [...holidaysOf(asked, year)],
            countries: knownCountries().map((each) => ({ ...each, regions: [...each.regions] })),
            next: null,
          },
        }
      },
    },
  }
}

async function show(sql: Sql, roundId: string) {
  if (!(await readRound(sql, roundId))) throw notFound('round')
  const windows = await readWindows(sql, [roundId])
  const items = (await mailsOfRounds(sql, [roundId])).map((mail) => ({
    id: mail.mailId,
    kind: mail.kind,
    approverId: mail.approverId,
    to: mail.toEmail,
    subject: mail.subject,
    state: mail.state,
    why: mail.why,
    promisedAt: mail.promisedAt.toISOString(),
    endedAt: mail.endedAt?.toISOString() ?? null,
    answerBy: windows.find(({ mailId }) => mailId === mail.mailId)?.endsAt.toISOString() ?? null,
  }))
  return { value: { items, next: null } }
}
