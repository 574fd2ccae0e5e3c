/** A refund receipt for the first customer of a running program's company; answers QuickBooks' id of it. */
export async function makeRefund(company: {
  readonly baseUrl: string
  readonly realmId: string
  readonly accessToken: string
}): Promise<string> {
  const answer = await fetch(
    `${company.baseUrl}/v3/company/${company.realmId}/refundreceipt?minorversion=75`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${company.accessToken}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        CustomerRef: { value: '1' },
        DepositToAccountRef: { value: '35' },
        Line: [
          {
            Amount: 12.5,
            DetailType: 'SalesItemLineDetail',
            SalesItemLineDetail: { ItemRef: { value: '1' } },
          },
        ],
      }),
    },
  )
  const { RefundReceipt } = (await answer.json()) as { RefundReceipt: { Id: string } }
  return RefundReceipt.Id
}
