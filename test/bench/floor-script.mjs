/**
 * The floor of the milestones bench: what a short script does that keeps nothing. Told of a milestone over HTTP, it
 * creates the invoice and updates the deal; a crash, a lost reply or a repeated call would bill twice or not at all.
 */
import express from 'express'

const { QUICKBOOKS_API_URL, HUBSPOT_API_URL, REALM, DEAL, PORT } = process.env
const app = express()
app.post('/complete', express.json(), async (request, response) => {
  const { name, amount, billed } = request.body
  const invoice = await send('POST', `${QUICKBOOKS_API_URL}/v3/company/${REALM}/invoice`, 'qbo-bench', {
    CustomerRef: { value: '1' },
    Line: [
      {
        DetailType: 'SalesItemLineDetail',
        Amount: amount,
        Description: name,
        SalesItemLineDetail: { ItemRef: { value: '1' } },
      },
    ],
  })
  const properties = { description: `${invoice.Invoice.DocNumber}: billed ${billed}` }
  await send('PATCH', `${HUBSPOT_API_URL}/crm/v3/objects/deals/${DEAL}`, 'pat-bench', { properties })
  response.json({ invoice: invoice.Invoice.Id })
})
app.get('/ready', (_request, response) => response.json({}))
app.listen(Number(PORT), '127.0.0.1')

async function send(method, url, token, body) {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
