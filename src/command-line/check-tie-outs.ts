import { differenceWords, verdictWords } from '../insight/tie-out/tie-out-words'
import { walkTieOuts } from '../insight/tie-out/walk-tie-outs'
import { formatMoney, money } from '../money/money'
import { readWorkspace } from '../tenants/workspace-table'
import { findWorkspace, listWorkspaces } from './find-workspace'
import type { Office } from './open-office'

/**
 * Holds the figures of every planned deal of one workspace, or of all, against the documents: each deal that does not tie out
 * is named, with what differs, since when, and who looks into it. True when all of it ties out.
 */
export async function checkTieOuts(office: Office, workspace: string | undefined): Promise<boolean> {
  const workspaces =
    workspace === undefined ? await listWorkspaces(office) : [await findWorkspace(office, workspace)]
  let well = true
  for (const { workspaceId, name } of workspaces) {
    await office.database.inSnapshot(workspaceId, async (sql) => {
      const { zone } = await readWorkspace(sql)
      const sums = new Map<string, { deals: number; contractMinor: bigint; differ: number }>()
      office.say(name)
      for await (const { row, tieOut } of walkTieOuts(sql, office.clock)) {
        const { deal, currency, state, differences } = row
        const sum = sums.get(currency) ?? { deals: 0, contractMinor: 0n, differ: 0 }
        const isWell = state === 'holds'
        sums.set(currency, {
          deals: sum.deals + 1,
          contractMinor: sum.contractMinor + tieOut.sums.contractSum,
          differ: sum.differ + (isWell ? 0 : 1),
        })
        if (isWell) continue
        well = false
        office.say(`  ✗ ${deal.name} (${deal.dealId}): ${verdictWords(tieOut, differences.length)}`)
        for (const each of differences) office.say(`      ${differenceWords(each, currency, zone)}`)
      }
      if (sums.size === 0) office.say('  ✓ No planned deals')
      for (const [currency, { deals, contractMinor, differ }] of sums) {
        const many = `${deals} ${deals === 1 ? 'deal' : 'deals'}, ${formatMoney(money(contractMinor, currency))} of contracts`
        office.say(
          differ === 0
            ? `  ✓ ${currency}: everything ties out (${many})`
            : `  ✗ ${currency}: ${differ} of ${many} ${differ === 1 ? 'does' : 'do'} not tie out`,
        )
      }
    })
  }
  return well
}
