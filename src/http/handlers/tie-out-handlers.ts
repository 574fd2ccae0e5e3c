import { dayIn } from '../../clock/day'
import { readPaper } from '../../insight/pay-application/read-pay-application'
import { listTieOuts } from '../../insight/tie-out/list-tie-outs'
import { type DealTieOut, readDealTieOut, withOwnersNow } from '../../insight/tie-out/read-deal-tie-out'
import { renderDealTieOut } from '../../insight/tie-out/render-deal-tie-out'
import { renderTieOut } from '../../insight/tie-out/render-tie-out'
import { writeTieOutCsv } from '../../insight/tie-out/write-tie-out-csv'
import type { Sql } from '../../postgres/database'
import { releaseDifference, takeDifference } from '../../reconcile/take-difference'
import { readPaperLook } from '../../tenants/read-look'
import { readWorkspace } from '../../tenants/workspace-table'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { sectionView, tieOutRowView, tieOutView } from '../views/tie-out-view'
import { type HandlerParts, linksOf, paged, pageOf } from './handler-parts'

type TieOutRoutes =
  | 'listTieOuts'
  | 'readTieOut'
  | 'takeDifference'
  | 'releaseDifference'
  | 'printDealTieOut'
  | 'printTieOut'
  | 'exportTieOut'

/** Whether the figures come out, of a deal and of the workspace; on the screen, on paper, as a table; and who looks into what. */
export function tieOutHandlers(parts: HandlerParts): Pick<Handlers, TieOutRoutes> {
  const { clock } = parts
  const seen = new WeakMap<object, DealTieOut>()
  // What is taken is an item of a reading that saw one moment; one inside the transaction that takes it would not.
  const look = async (asked: {
    readonly caller: Caller
    readonly params: Readonly<Record<string, string>>
  }): Promise<void> => {
    const { workspaceId } = asked.caller
    const read = (sql: Sql) => readDealTieOut(sql, clock, asked.params['dealId'] ?? '')
    seen.set(asked, await parts.database.inSnapshot(workspaceId, read))
  }
  const seenBy = (asked: object): DealTieOut => {
    const page = seen.get(asked)
    if (!page) throw new Error('nothing was read before the transaction')
    return page
  }
  const show = async (sql: Sql, caller: Caller, page: DealTieOut) => ({
    value: tieOutView(
      page.tieOut,
      page.differences,
      caller.actor,
      await linksOf(parts, sql, caller.workspaceId),
    ),
  })
  const showAgain = async (sql: Sql, caller: Caller, page: DealTieOut) =>
    show(sql, caller, { ...page, differences: await withOwnersNow(sql, page) })
  const day = async (sql: Sql) => dayIn((await readWorkspace(sql)).zone, clock.now())
  return {
    listTieOuts: {
      async run(sql, { query, caller }) {
        const page = pageOf(query)
        const { limit, offset } = page
        const found = await listTieOuts(sql, clock, { limit: limit + 1, offset }, query)
        const links = await linksOf(parts, sql, caller.workspaceId)
        const { items, next } = paged(found.rows, page)
        return {
          value: {
            currencies: found.currencies.map(sectionView),
            items: items.map((row) => tieOutRowView(row, caller.actor, links)),
            readAt: {
              quickbooks: found.readAt.quickbooks?.toISOString() ?? null,
              hubspot: found.readAt.hubspot?.toISOString() ?? null,
            },
            next,
          },
        }
      },
    },
    readTieOut: {
      run: async (sql, { params, caller }) =>
        show(sql, caller, await readDealTieOut(sql, clock, params['dealId'] ?? '')),
    },
    takeDifference: {
      before: look,
      async run(sql, asked) {
        const { params, body, caller } = asked
        const note = body.note === undefined || body.note === '' ? null : body.note
        const page = seenBy(asked)
        await takeDifference(sql, caller.actor, page.tieOut, {
          dealId: params['dealId'] ?? '',
          key: body.key,
          note,
        })
        return showAgain(sql, caller, page)
      },
    },
    releaseDifference: {
      before: look,
      async run(sql, asked) {
        const { params, body, caller } = asked
        await releaseDifference(sql, caller.actor, { dealId: params['dealId'] ?? '', key: body.key })
        return showAgain(sql, caller, seenBy(asked))
      },
    },
    printDealTieOut: {
      async run(sql, { params }) {
        const page = await readDealTieOut(sql, clock, params['dealId'] ?? '')
        const workspace = await readWorkspace(sql)
        const look = await readPaperLook(sql, workspace)
        const paper = await readPaper(sql)
        return {
          value: {
            name: `Tie-out - ${page.deal.name}.pdf`,
            type: 'application/pdf',
            bytes: await renderDealTieOut(page, workspace, look, paper, clock.now()),
            inline: true,
          },
        }
      },
    },
    printTieOut: {
      async run(sql, { query }) {
        const bytes = await renderTieOut(sql, clock, query)
        return {
          value: {
            name: `Tie-out ${await day(sql)}.pdf`,
            type: 'application/pdf',
            bytes,
            inline: true,
          },
        }
      },
    },
    exportTieOut: {
      async run(sql, { query }) {
        const bytes = await writeTieOutCsv(sql, clock, query.dealId ?? null)
        return {
          value: {
            name: `tie-out-${await day(sql)}.csv`,
            type: 'text/csv; charset=utf-8',
            bytes,
            inline: false,
          },
        }
      },
    },
  }
}
