import type { AfterSigning } from '../../change-orders/after-signing'
import { orderName } from '../../change-orders/change-order'
import { readAnswers, readAsked } from '../../change-orders/order-answer-table'
import { readDeal } from '../../deals/deal-table'
import { readFiles } from '../../documents/file-table'
import { clientName } from '../../tenants/brand'
import { readLook } from '../../tenants/read-look'
import { readWorkspace } from '../../tenants/workspace-table'
import { contentHashOf, newNumber } from './certificate'
import { readCertificateOfOrder } from './certificate-table'
import type { CertifyParts } from './certify-work'
import { keepCertificate } from './keep-certificate'
import { orderCertificateOf } from './order-certificate'
import { renderOrderCertificate } from './render-order-certificate'

/**
 * Proof that a change order was agreed to, in its transaction: the certificate, its paper among the deal's files, and the
 * promise to bring it to the deal in HubSpot.
 */
export const certifyOrder =
  (parts: CertifyParts): AfterSigning =>
  async (sql, order, schedule) => {
    const { changeOrderId } = order
    if (await readCertificateOfOrder(sql, changeOrderId)) return []
    const { dealId } = schedule
    const workspace = await readWorkspace(sql)
    const { shades, logo } = await readLook(sql, workspace)
    const deal = await readDeal(sql, dealId)
    const madeAt = parts.clock.now()
    const number = newNumber()
    const { paper } = await parts.readContract(sql, dealId)
    const content = orderCertificateOf(
      {
        order,
        schedule,
        asked: (await readAsked(sql, [changeOrderId])).get(changeOrderId) ?? { rule: 'any', approvers: [] },
        answers: await readAnswers(sql, [changeOrderId]),
      },
      {
        number,
        madeAt: madeAt.toISOString(),
        zone: workspace.zone,
        company: clientName(workspace),
        look: { accent: shades.light.accent, logo: logo?.sha256 ?? null },
        verifyAt: `${parts.publicUrl}/verify/${number}`,
        project: deal?.name ?? dealId,
        client: deal?.company ?? null,
        paper,
        files: await readFiles(sql, order.ended?.fileIds ?? []),
      },
    )
    const words = JSON.stringify(content)
    const contentHash = contentHashOf(words)
    const kept = await keepCertificate(sql, {
      number,
      dealId,
      of: { is: 'order', changeOrderId },
      words,
      contentHash,
      bytes: await renderOrderCertificate(content, contentHash, logo),
      name: `${orderName(order)} – change order certificate.pdf`,
      proves: `the signing of ${orderName(order)}`,
      madeAt,
    })
    return [
      {
        what: `Certified ${orderName(order)}`,
        dealId,
        after: { certificate: number, file: kept.name, sha256: kept.sha256, contentHash },
      },
    ]
  }
