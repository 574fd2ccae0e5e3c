/** The files that may go with every invoice by themselves. Apart from the schemas, so that a page need not load them. */
export const attachedKinds = ['certificate', 'evidence', 'agreement', 'sign_off'] as const
