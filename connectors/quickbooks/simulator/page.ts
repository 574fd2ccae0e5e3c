/** Text that is safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)

/** HTML that was made, not typed by anyone. */
export interface Html {
  readonly html: string
}

/** Builds HTML; whatever is put in is escaped, unless it is Html itself. */
export function html(
  fixed: TemplateStringsArray,
  ...given: readonly (string | number | Html | readonly Html[])[]
): Html {
  const shown = given.map((one) => {
    if (typeof one === 'string' || typeof one === 'number') return escapeHtml(String(one))
    return 'html' in one ? one.html : one.map((inner) => inner.html).join('')
  })
  return { html: fixed.reduce((all, text, index) => `${all}${text}${shown[index] ?? ''}`, '') }
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2420;--muted:#5d6963;--line:#dfe4e1;--paper:#fff;--panel:#f5f7f6;--accent:#1f5f43}
@media(prefers-color-scheme:dark){:root{--ink:#e8edea;--muted:#9aa7a0;--line:#333b37;--paper:#151a17;--panel:#1d2420;--accent:#7cc7a4}}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
main{max-width:960px;margin:0 auto;padding:24px 16px 64px}header{border-bottom:1px solid var(--line);background:var(--panel)}
header div{max-width:960px;margin:0 auto;padding:12px 16px;color:var(--muted)}a{color:var(--accent)}
h1{font-size:28px;margin:16px 0 8px}h2{font-size:20px;margin:32px 0 8px}p{max-width:65ch}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:8px;border-bottom:1px solid var(--line);text-align:left}
th{font-size:14px;color:var(--muted)}.amount{text-align:right;font-variant-numeric:tabular-nums}
form.act{border:1px solid var(--line);border-radius:8px;padding:12px 16px;margin:12px 0;background:var(--panel)}
label{display:block;margin:8px 0 2px;font-size:14px;color:var(--muted)}input,select{font:inherit;padding:8px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink);max-width:100%}
button{font:inherit;padding:8px 16px;border:0;border-radius:6px;background:var(--accent);color:var(--paper);margin-top:8px;cursor:pointer}
form.act h2,form.act h3{margin:0 0 4px;font-size:16px}form.act button:only-of-type{display:block}.acts{display:grid;gap:0 16px;grid-template-columns:repeat(auto-fit,minmax(280px,1fr))}.acts form.act{margin:8px 0}td form{display:inline}td button{margin:0 4px 0 0}td.amount,td.day{white-space:nowrap}
button.quiet{background:none;border:1px solid var(--line);color:var(--ink)}.note{padding:12px 16px;border-radius:8px;background:var(--panel);border:1px solid var(--line)}
.muted{color:var(--muted)}ul.plain{list-style:none;padding:0}ul.plain li{padding:12px 0;border-bottom:1px solid var(--line)}
`

/** A whole page, that works without scripts. */
export const page = (title: string, body: Html): string =>
  `<!DOCTYPE html>${
    html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${{ html: STYLE }}</style></head>
<body><header><div>QuickBooks, simulated · <a href="/">companies</a></div></header><main>${body}</main></body></html>`
      .html
  }`
