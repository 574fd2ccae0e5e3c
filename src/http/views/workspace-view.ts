import { shadesOf } from '../../tenants/brand'
import type { Workspace } from '../../tenants/workspace-table'
import type { WorkspaceView } from '../contract/workspace'

/** The settings as people see them; the history keeps the same shape before and after. */
export function workspaceView(workspace: Workspace): WorkspaceView {
  const { settings } = workspace
  return {
    id: workspace.workspaceId,
    name: workspace.name,
    zone: workspace.zone,
    currency: workspace.currency,
    defaults: {
      delivery: settings.delivery,
      cadence: settings.cadence,
      netDays: settings.netDays,
      termsId: settings.termsId,
      itemId: settings.itemId,
      taxCode: settings.taxCode,
      classId: settings.classId,
      locationId: settings.locationId,
    },
    billing: {
      retainageItemId: settings.retainageItemId,
      retainageTaxCode: settings.retainageTaxCode,
      depositItemId: settings.depositItemId,
      depositTaxCode: settings.depositTaxCode,
      hoursItemId: settings.hoursItemId,
      hoursTaxCode: settings.hoursTaxCode,
      costsItemId: settings.costsItemId,
      costsTaxCode: settings.costsTaxCode,
      drawUnpaidDeposits: settings.drawUnpaidDeposits,
      numbering: settings.numbering,
      linkField:
        settings.linkField === null
          ? null
          : { definitionId: settings.linkField.definitionId, name: settings.linkField.name },
      copies: { cc: [...settings.copies.cc], bcc: [...settings.copies.bcc] },
      onlinePayment: settings.onlinePayment,
      attach: [...settings.attach],
      reminders: { afterDays: [...settings.reminders.afterDays] },
      bookkeepingBy: settings.bookkeepingBy,
    },
    tolerancePercent: settings.tolerancePercent,
    quickbooksBatch: settings.quickbooksBatch,
    readBudget: { ...settings.readBudget },
    wonStages: [...settings.wonStages],
    pipelineTemplates: { ...settings.pipelineTemplates },
    brand: {
      displayName: settings.brand.displayName,
      colour: settings.brand.colour,
      shades: shadesOf(settings.brand.colour),
      logo: settings.brand.logo,
    },
    mail: { ...settings.mail, team: [...settings.mail.team] },
    calendar: settings.calendar,
  }
}
