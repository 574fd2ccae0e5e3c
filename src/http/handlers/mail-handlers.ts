import { changeAddress } from '../../approvals/change-address'
import { sendAgain } from '../../approvals/mails/settle-mail'
import { stopReminders } from '../../approvals/mails/stop-reminders'
import { takeBounce } from '../../approvals/mails/take-bounce'
import { readRound } from '../../approvals/round-table'
import type { AnswerWindow } from '../../approvals/windows/answer-window'
import { readWindows } from '../../approvals/windows/answer-window-table'
import { holidaysOf, knownCountries, weekendOf } from '../../clock/business-days'
import type { Mail } from '../../mail/mail'
import { mailsOfRounds, readMail } from '../../mail/mail-table'
import { listNoReminders } from '../../mail/no-reminder-table'
import type { Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readToday, readWorkspace } from '../../tenants/workspace-table'
import type { Handlers } from '../contract-router'
import type { HandlerParts } from './handler-parts'

type MailRoutes =
  | 'listRoundMails'
  | 'sendRoundMail'
  | 'changeApproverAddress'
  | 'takeBounce'
  | 'listNoReminders'
  | 'setNoReminders'
  | 'readDaysOff'

/** E-mails to approvers, and the calendar that their time is counted by. */
export function mailHandlers({ clock }: Pick<HandlerParts, 'clock'>): Pick<Handlers, MailRoutes> {
  return {
    listRoundMails: { run: (sql, { params }) => show(sql, params['id'] ?? '') },
    sendRoundMail: {
      async run(sql, { params, body, caller }) {
        const roundId = params['id'] ?? ''
        await sendAgain(sql, caller.actor, roundId, body.approverId)
        return show(sql, roundId)
      },
    },
    changeApproverAddress: {
      async run(sql, { params, body, caller }) {
        const roundId = params['id'] ?? ''
        await changeAddress(sql, caller.actor, { clock }, { roundId, ...body })
        return show(sql, roundId)
      },
    },
    takeBounce: {
      async run(sql, { params, body, caller }) {
        const mailId = params['id'] ?? ''
        await takeBounce(sql, caller.actor, clock, { mailId, why: body.why ?? null })
        const mail = await readMail(sql, mailId)
        if (!mail) throw notFound('e-mail')
        return { value: mailView(mail, []) }
      },
    },
    listNoReminders: { run: (sql) => showNoReminders(sql) },
    setNoReminders: {
      async run(sql, { body, caller }) {
        await stopReminders(sql, caller.actor, { email: body.email, wanted: body.reminders })
        return showNoReminders(sql)
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
  const items = (await mailsOfRounds(sql, [roundId])).map((mail) => mailView(mail, windows))
  return { value: { items, next: null } }
}

function mailView(mail: Mail, windows: readonly AnswerWindow[]) {
  return {
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
  }
}

async function showNoReminders(sql: Sql) {
  const items = (await listNoReminders(sql, null)).map((each) => ({
    ...each,
    since: each.since.toISOString(),
  }))
  return { value: { items, next: null } }
}
